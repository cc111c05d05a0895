"""The reactions to events of products."""

from kept.catalog.events import (
    OptionsSet,
    PhotoSet,
    ProductBroughtBack,
    ProductChanged,
    ProductCreated,
    ProductMoved,
    ProductRetired,
    VariantAdded,
    VariantChanged,
    VariantRetired,
)
from kept.journal.reactions import on, story

STORIES = (
    story(
        "What is for sale",
        on(ProductCreated),
        on(ProductChanged),
        on(ProductRetired),
        on(ProductBroughtBack),
        on(ProductMoved),
        on(VariantAdded),
        on(VariantChanged),
        on(VariantRetired),
        on(OptionsSet),
        on(PhotoSet),
    ),
)
