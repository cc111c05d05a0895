"""What somebody asks to sell, before it is on the shelf.

Plain frozen values that every face makes from its own input.
"""

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
    """A product's own words and rules; see models.Product for units.

    `slug` "" lets Kept choose it from the title.
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
    """One thing with a price (minor units). `id` names an existing variant; without it the variant is new.

    `sku` "" lets Kept choose one; an existing variant keeps its own then.
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
    """One answer and its price difference (minor units). `id` names an existing one."""

    name: str
    price_difference: int = 0
    active: bool = True
    id: int | None = None


@dataclass(frozen=True, slots=True)
class QuestionInput:
    """A question to the customer; between `least` and `most` of its `answers` are chosen.

    `id` names an existing one.
    """

    name: str
    answers: tuple[AnswerInput, ...]
    least: int = 0
    most: int = 1
    id: int | None = None
