"""The field types that every schema of the API is made of: each says its bounds."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from kept.kit.money import LARGEST

BIGGEST_ID = 2**63 - 1
BIGGEST_NUMBER = 2**31 - 1

# A text without the NUL character, which PostgreSQL cannot store.
NO_NUL = r"^[^\x00]*$"


class Given(BaseModel):
    """What a caller sends: these fields with these types. A misspelt field is refused, not ignored."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)


class Shown(BaseModel):
    """What a caller is shown. It documents; replies are built as plain values and tested against it."""

    model_config = ConfigDict(extra="forbid")


def _whole(value: Any) -> Any:
    """JSON knows no integers: 3.0 is the same number as 3."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


WHOLE = BeforeValidator(_whole)
RowId = Annotated[int, Field(ge=1, le=BIGGEST_ID), WHOLE]
Number = Annotated[int, Field(ge=1, le=BIGGEST_NUMBER), WHOLE]
Minor = Annotated[int, Field(ge=0, le=LARGEST, description="Integer minor units of the currency."), WHOLE]
BasisPoints = Annotated[
    int, Field(ge=0, le=10_000, description="Hundredths of a percent: 700 is 7 %."), WHOLE
]


def text(longest: int, *, least: int = 0, **more: Any) -> Any:
    """A string field's bounds, for `Annotated[str, text(160)]`."""
    return Field(min_length=least or None, max_length=longest, pattern=NO_NUL, **more)


def _instant(value: str) -> str:
    """An instant with its zone, in a year that every calendar can reckon with."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise ValueError("write an instant like 2026-11-24T10:30:00Z") from error
    if moment.tzinfo is None:
        raise ValueError("write an instant with its zone, like 2026-11-24T10:30:00Z")
    return value


Instant = Annotated[
    str, Field(max_length=40, json_schema_extra={"format": "date-time"}), AfterValidator(_instant)
]
