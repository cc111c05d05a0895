"""Inputs of the catalog's actions: plain frozen values that every face makes from its own forms or requests."""

from dataclasses import dataclass

# Bounds on one product: beyond them it is a mistake or an attack.
MOST_VARIANTS = 100
MOST_QUESTIONS = 30
MOST_ANSWERS = 100
MOST_TAGS = 30
# The largest number that every database takes in a whole-number column.
LARGEST_NUMBER = 2_147_483_647


@dataclass(frozen=True, slots=True)
class ProductInput:
    """The texts and rules of a product; see models.Product for the units.

    An empty `slug` is derived from the title.
    """

    title: str
    summary: str = ""
    description: str = ""
    kind: str = "physical"
    photo_words: str = ""
    tags: tuple[str, ...] = ()
    preparation_minutes: int = 0
    lifespan_days: int | None = None
    tax_rate: int = 0
    note_label: str = ""
    note_required: bool = False
    needs_review: bool = False
    slug: str = ""


@dataclass(frozen=True, slots=True)
class VariantInput:
    """A variant and its price (minor units). `id` names an existing variant; without it the variant is new.

    With an empty `sku` an existing variant keeps its own, and a new one gets a generated one.
    """

    price: int
    title: str = ""
    sku: str = ""
    weight_grams: int | None = None
    tracked: bool = True
    active: bool = True
    id: int | None = None


@dataclass(frozen=True, slots=True)
class AnswerInput:
    """An answer and its price difference (minor units). `id` names an existing one."""

    name: str
    price_difference: int = 0
    active: bool = True
    id: int | None = None


@dataclass(frozen=True, slots=True)
class QuestionInput:
    """A question to the customer, who chooses between `least` and `most` of its `answers`.

    `id` names an existing one.
    """

    name: str
    answers: tuple[AnswerInput, ...]
    least: int = 0
    most: int = 1
    id: int | None = None
