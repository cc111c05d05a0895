"""The field types that every schema of the API is made of: each says its bounds."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
)
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core.core_schema import no_info_after_validator_function

from kept.kit.money import LARGEST

BIGGEST_ID = 2**63 - 1
BIGGEST_NUMBER = 2**31 - 1

# A text without the NUL character, which PostgreSQL cannot store.
NO_NUL = r"^[^\x00]*$"
# The same with something to read in it: more than spaces and control characters.
READABLE = r"^[^\x00]*[^\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000][^\x00]*$"


class Given(BaseModel):
    """What a caller sends: these fields with these types. A misspelt field is refused, not ignored."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """As pydantic makes it, but a default is said in words: generated clients would send one that they are told."""
        schema = handler.resolve_ref_schema(handler(core_schema))
        for field in schema.get("properties", {}).values():
            cls._say_default(field)
        return schema

    @classmethod
    def _say_default(cls, field: dict[str, Any]) -> None:
        default = field.pop("default", None)
        if default:
            said = f"Left out: `{json.dumps(default)}`."
            field["description"] = f"{field.get('description', '')} {said}".strip()


class Wanted(Given):
    """What should be different: only what was sent counts, so no field has a default."""

    @classmethod
    def _say_default(cls, field: dict[str, Any]) -> None:
        field.pop("default", None)

    def given(self) -> dict[str, Any]:
        """The fields that were sent."""
        return {name: getattr(self, name) for name in self.model_fields_set}


def either(*needed: dict[str, Any]) -> ConfigDict:
    """A model's config that says in the document what the action refuses otherwise.

    One of `needed` must be there: the field's name → a bound of its own, such as `{"sku": {"pattern": READABLE}}`.
    They stand inside `allOf`: for an `anyOf` beside the properties, generators make one class for each and forget the
    properties.
    """
    bounds: Any = [{"required": list(one), "properties": one} for one in needed]
    return ConfigDict(json_schema_extra={"allOf": [{"anyOf": bounds}]})


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
    """A string field's bounds, for `Annotated[str, text(160)]`. `least` above 0: something must be readable."""
    pattern = READABLE if least else NO_NUL
    return Field(min_length=least or None, max_length=longest, pattern=pattern, **more)


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


@dataclass(frozen=True, slots=True)
class OneOf:
    """A string's bound, for `Annotated[str, OneOf(codes)]`: one of the words that a table of Kept's has just now."""

    words: Callable[[], Iterable[str]]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return no_info_after_validator_function(self._known, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {**handler(schema), "enum": list(self.words())}

    def _known(self, value: str) -> str:
        known = list(self.words())
        if value not in known:
            raise PydanticCustomError("literal_error", f"Input should be one of: {', '.join(known)}")
        return value


def _day(value: Any) -> Any:
    """RFC 3339's full-date, and nothing else: a bare number would be read as seconds since 1970."""
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        raise ValueError("write a day like 2026-11-24")
    return value


Day = Annotated[date, BeforeValidator(_day)]
