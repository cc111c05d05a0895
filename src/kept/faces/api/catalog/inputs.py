"""The requests about products and variants, and what they are to the actions."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field

from kept.catalog.inputs import (
    LARGEST_NUMBER,
    MOST_ANSWERS,
    MOST_QUESTIONS,
    MOST_TAGS,
    MOST_VARIANTS,
)
from kept.catalog.inputs import AnswerInput as OptionValues
from kept.catalog.inputs import ProductInput as ProductValues
from kept.catalog.inputs import QuestionInput as OptionGroupValues
from kept.catalog.inputs import VariantInput as VariantValues
from kept.catalog.models import Kind, Product, Variant
from kept.faces.api.fields import WHOLE, BasisPoints, Input, Minor, RowId, Update, one_of, text
from kept.kit.money import LARGEST

Title = Annotated[str, text(160, least=1, examples=["Seasonal bouquet"])]


Sku = Annotated[str, text(64, examples=["BOUQUET-M"])]


Slug = Annotated[str, Field(max_length=180, pattern=r"^([a-z0-9]+(-[a-z0-9]+)*)?$")]


Difference = Annotated[int, Field(ge=-LARGEST, le=LARGEST, description="Integer minor units."), WHOLE]


Count = Annotated[int, Field(ge=0, le=MOST_ANSWERS), WHOLE]


_OPTION_NAMES = {
    "option_groups": "questions",
    "options": "answers",
    "min_choices": "least",
    "max_choices": "most",
}


class ProductBase(Input):
    """A product's own words and rules."""

    ACTION_NAMES = {"photo_alt_text": "photo_words", "shelf_life_days": "lifespan_days", **_OPTION_NAMES}

    title: Title
    summary: Annotated[str, text(240)] = ""
    description: Annotated[str, text(20_000)] = ""
    kind: Annotated[str, one_of(Kind)] = Kind.PHYSICAL.value
    photo_alt_text: Annotated[
        str, text(240, description="The photo in words, for those who cannot see it.")
    ] = ""
    tags: Annotated[list[Annotated[str, text(40, least=1)]], Field(max_length=MOST_TAGS)] = []
    preparation_minutes: Annotated[int, Field(ge=0, le=525_600), WHOLE] = 0
    shelf_life_days: Annotated[int, Field(ge=0, le=36_500), WHOLE] | None = None
    tax_rate: BasisPoints = 0
    note_label: Annotated[str, text(80)] = ""
    note_required: bool = False
    needs_review: bool = False
    slug: Slug = ""


class VariantInput(Input):
    """A variant of a product, with its price. `sku` is chosen for you where it is left out; it is the store's alone."""

    price: Minor
    title: Annotated[str, text(120)] = ""
    sku: Sku = ""
    weight_grams: Annotated[int, Field(ge=0, le=LARGEST_NUMBER), WHOLE] | None = None
    tracked: bool = True

    def values(self) -> VariantValues:
        """Return it as the actions take it."""
        return VariantValues(**self.action_fields())


class OptionInput(Input):
    """An option, and what it adds to the price."""

    name: Annotated[str, text(80, least=1)]
    price_difference: Difference = 0
    active: bool = True


class OptionUpdate(OptionInput):
    """An option. `id` names one that is there already."""

    id: RowId | None = None


class OptionGroupBase(Input):
    """A question to the buyer; between `min_choices` and `max_choices` of its active options are chosen."""

    name: Annotated[str, text(80, least=1)]
    min_choices: Count = 0
    max_choices: Annotated[int, Field(ge=1, le=MOST_ANSWERS), WHOLE] = 1

    def values_with(self, options: Sequence[OptionInput], row_id: int | None = None) -> OptionGroupValues:
        """Return it as the actions take it."""
        answers = tuple(OptionValues(**option.action_fields()) for option in options)
        return OptionGroupValues(
            name=self.name, answers=answers, least=self.min_choices, most=self.max_choices, id=row_id
        )


class OptionGroupInput(OptionGroupBase):
    """A new question with its options."""

    options: Annotated[list[OptionInput], Field(min_length=1, max_length=MOST_ANSWERS)]

    def values(self) -> OptionGroupValues:
        """Return it as the actions take it."""
        return self.values_with(self.options)


class OptionGroupUpdate(OptionGroupBase):
    """A question with its options. `id` names one that is there already."""

    id: RowId | None = None
    options: Annotated[list[OptionUpdate], Field(min_length=1, max_length=MOST_ANSWERS)]

    def values(self) -> OptionGroupValues:
        """Return it as the actions take it."""
        return self.values_with(self.options, self.id)


class ProductInput(ProductBase):
    """A new product with its variants (at least one) and its option groups. It is for sale at once."""

    variants: Annotated[list[VariantInput], Field(min_length=1, max_length=MOST_VARIANTS)]
    option_groups: Annotated[list[OptionGroupInput], Field(max_length=MOST_QUESTIONS)] = []

    def values(self) -> ProductValues:
        """Return the product itself, as the actions take it."""
        fields = self.action_fields()
        del fields["variants"], fields["questions"]
        return ProductValues(**{**fields, "tags": tuple(self.tags)})


class ProductUpdate(Update, ProductBase):
    """The fields of a product to change; what is left out stays. `shelf_life_days` null: it lasts."""

    title: Title = ""

    def values_for(self, row: Product) -> ProductValues:
        """Return `row`, with what was sent in its place, as the actions take it."""
        fields = self.merged_with(row, ProductValues)
        return ProductValues(**{**fields, "tags": tuple(fields["tags"])})


class VariantUpdate(Update, VariantInput):
    """The fields of a variant to change; what is left out stays. Agreed orders keep their price."""

    price: Minor = 0

    def values_for(self, row: Variant) -> VariantValues:
        """Return `row`, with what was sent in its place, as the actions take it."""
        return variant_values(row, **self.sent_fields())


class OptionGroupsInput(Input):
    """The questions that the product asks from now on, in this order; one that is left out goes."""

    ACTION_NAMES = _OPTION_NAMES

    option_groups: Annotated[list[OptionGroupUpdate], Field(max_length=MOST_QUESTIONS)]


class PositionInput(Input):
    """The product stands before the one named here; null: at the end."""

    before: RowId | None


def variant_values(row: Variant, **changes: Any) -> VariantValues:
    """Return a variant as it is, but for `changes`, as the actions take it."""
    fields = {name: getattr(row, name) for name in (*VariantInput.model_fields, "active")}
    return VariantValues(**{**fields, **changes})
