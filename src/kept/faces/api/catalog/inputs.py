"""What callers send about products and variants, and how it becomes what the actions take."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from kept.catalog.inputs import (
    LARGEST_NUMBER,
    MOST_ANSWERS,
    MOST_QUESTIONS,
    MOST_TAGS,
    MOST_VARIANTS,
    AnswerInput,
    ProductInput,
    QuestionInput,
    VariantInput,
)
from kept.catalog.models import Kind, Product, Variant
from kept.faces.api.fields import WHOLE, BasisPoints, Given, Minor, RowId, Wanted, text
from kept.kit.money import LARGEST

Title = Annotated[str, text(160, least=1, examples=["Seasonal bouquet"])]


Sku = Annotated[str, text(64, examples=["BOUQUET-M"])]


Slug = Annotated[str, Field(max_length=180, pattern=r"^([a-z0-9]+(-[a-z0-9]+)*)?$")]


Difference = Annotated[int, Field(ge=-LARGEST, le=LARGEST, description="Integer minor units."), WHOLE]


Count = Annotated[int, Field(ge=0, le=MOST_ANSWERS), WHOLE]


class ProductFields(Given):
    """A product's own words and rules."""

    title: Title
    summary: Annotated[str, text(240)] = ""
    description: Annotated[str, text(20_000)] = ""
    kind: Literal[*Kind.values] = Kind.PHYSICAL.value  # type: ignore[valid-type]
    photo_words: Annotated[
        str, text(240, description="What the photo shows, for those who cannot see it.")
    ] = ""
    tags: Annotated[list[Annotated[str, text(40, least=1)]], Field(max_length=MOST_TAGS)] = []
    preparation_minutes: Annotated[int, Field(ge=0, le=525_600), WHOLE] = 0
    lifespan_days: Annotated[int, Field(ge=0, le=36_500), WHOLE] | None = None
    tax_rate: BasisPoints = 0
    note_label: Annotated[str, text(80)] = ""
    note_required: bool = False
    needs_review: bool = False
    slug: Slug = ""


class VariantFields(Given):
    """One thing with a price. `sku` is chosen for you where it is left out; it is the store's alone."""

    price: Minor
    title: Annotated[str, text(120)] = ""
    sku: Sku = ""
    weight_grams: Annotated[int, Field(ge=0, le=LARGEST_NUMBER), WHOLE] | None = None
    tracked: bool = True

    def asked(self) -> VariantInput:
        """As the actions take it."""
        return VariantInput(**self.model_dump())


class AnswerFields(Given):
    """One answer, and what it adds to the price."""

    name: Annotated[str, text(80, least=1)]
    price_difference: Difference = 0
    active: bool = True


class AnswerKept(AnswerFields):
    """One answer. `id` names one that is there already."""

    id: RowId | None = None


class GroupWords(Given):
    """A question to the buyer; between `least` and `most` of its active options are chosen."""

    name: Annotated[str, text(80, least=1)]
    least: Count = 0
    most: Annotated[int, Field(ge=1, le=MOST_ANSWERS), WHOLE] = 1

    def asked_with(self, options: Sequence[AnswerFields], number: int | None = None) -> QuestionInput:
        """As the actions take it."""
        answers = tuple(AnswerInput(**option.model_dump()) for option in options)
        return QuestionInput(name=self.name, answers=answers, least=self.least, most=self.most, id=number)


class GroupFields(GroupWords):
    """A new question with its options."""

    options: Annotated[list[AnswerFields], Field(min_length=1, max_length=MOST_ANSWERS)]

    def asked(self) -> QuestionInput:
        """As the actions take it."""
        return self.asked_with(self.options)


class GroupKept(GroupWords):
    """A question with its options. `id` names one that is there already."""

    id: RowId | None = None
    options: Annotated[list[AnswerKept], Field(min_length=1, max_length=MOST_ANSWERS)]

    def asked(self) -> QuestionInput:
        """As the actions take it."""
        return self.asked_with(self.options, self.id)


class ProductGiven(ProductFields):
    """A new product with its variants (at least one) and its questions. It is for sale at once."""

    variants: Annotated[list[VariantFields], Field(min_length=1, max_length=MOST_VARIANTS)]
    option_groups: Annotated[list[GroupFields], Field(max_length=MOST_QUESTIONS)] = []

    def asked(self) -> ProductInput:
        """The product itself, as the actions take it."""
        fields = self.model_dump(exclude={"variants", "option_groups"})
        return ProductInput(**{**fields, "tags": tuple(self.tags)})


class ProductWanted(Wanted, ProductFields):
    """What should be different; what is left out stays. `lifespan_days` null: it lasts."""

    title: Title = ""

    def asked(self, row: Product) -> ProductInput:
        """`row` with what was given in its place."""
        fields = _merged(ProductFields.model_fields, row, self.given())
        return ProductInput(**{**fields, "tags": tuple(fields["tags"])})


class VariantWanted(Wanted, VariantFields):
    """What should be different; what is left out stays. Agreed orders keep their price."""

    price: Minor = 0

    def asked_of(self, row: Variant) -> VariantInput:
        """`row` with what was given in its place."""
        return as_it_stands(row, **self.given())


class GroupsGiven(Given):
    """The questions that the product asks from now on, in this order; one that is left out goes."""

    option_groups: Annotated[list[GroupKept], Field(max_length=MOST_QUESTIONS)]


class PlaceWanted(Given):
    """The product stands before the one named here; null: at the end."""

    before: RowId | None


def as_it_stands(row: Variant, **other: Any) -> VariantInput:
    """A variant as it is, but for what is named."""
    return VariantInput(**{**_merged(VariantFields.model_fields, row, {}), "active": row.active, **other})


def _merged(names: Mapping[str, Any], row: Product | Variant, given: dict[str, Any]) -> dict[str, Any]:
    return {name: given[name] if name in given else getattr(row, name) for name in names}
