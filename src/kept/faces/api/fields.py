"""The field types and base classes that the requests of the API are made of: each says its bounds."""

import dataclasses
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, ClassVar

from django.db.models import TextChoices
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


class Input(BaseModel):
    """The body of a request: these fields with these types. A misspelt field is refused, not ignored.

    `ACTION_NAMES`: a field, where the actions call it by another name, such as `buyer.phone_number` → `phone`.
    """

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)
    ACTION_NAMES: ClassVar[Mapping[str, str]] = {}

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Make the schema, but put defaults in words: generated clients would send one that the schema names."""
        schema = handler.resolve_ref_schema(handler(core_schema))
        for field in schema.get("properties", {}).values():
            cls._describe_default(field)
        return schema

    @classmethod
    def _describe_default(cls, field: dict[str, Any]) -> None:
        default = field.pop("default", None)
        if default:
            sentence = f"Left out: `{json.dumps(default)}`."
            field["description"] = f"{field.get('description', '')} {sentence}".strip()

    def action_fields(self) -> dict[str, Any]:
        """Return the fields by the names that the actions have for them."""
        return {self.ACTION_NAMES.get(name, name): value for name, value in self.model_dump().items()}


class Update(Input):
    """The body of a PATCH: only what was sent counts, so no field has a default."""

    @classmethod
    def _describe_default(cls, field: dict[str, Any]) -> None:
        field.pop("default", None)

    def sent_fields(self) -> dict[str, Any]:
        """Return the fields that were sent, by the names that the actions have for them."""
        return {self.ACTION_NAMES.get(name, name): getattr(self, name) for name in self.model_fields_set}

    def merged_with(self, row: Any, values: type[Any]) -> dict[str, Any]:
        """Return the fields of `values` (a dataclass) as they stand on `row`, but for those that were sent."""
        sent = self.sent_fields()
        names = [field.name for field in dataclasses.fields(values)]
        return {
            name: sent[name] if name in sent else getattr(row, name)
            for name in names
            if name in sent or hasattr(row, name)
        }


def requires_one_of(*needed: dict[str, Any]) -> ConfigDict:
    """Make a model's config that says in the document what the action refuses otherwise.

    One of `needed` must be there: the field's name → a bound of its own, such as `{"sku": {"pattern": READABLE}}`.
    They stand inside `allOf`: for an `anyOf` beside the properties, generators make one class for each and forget the
    properties.
    """
    bounds: Any = [{"required": list(one), "properties": one} for one in needed]
    return ConfigDict(json_schema_extra={"allOf": [{"anyOf": bounds}]})


def _to_int(value: Any) -> Any:
    """Take 3.0 as 3: JSON knows no integers."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


WHOLE = BeforeValidator(_to_int)
RowId = Annotated[int, Field(ge=1, le=BIGGEST_ID), WHOLE]
Number = Annotated[int, Field(ge=1, le=BIGGEST_NUMBER), WHOLE]
Minor = Annotated[int, Field(ge=0, le=LARGEST, description="Integer minor units of the currency."), WHOLE]
BasisPoints = Annotated[
    int, Field(ge=0, le=10_000, description="Hundredths of a percent: 700 is 7 %."), WHOLE
]


def text(longest: int, *, least: int = 0, **more: Any) -> Any:
    """Bound a string field: `Annotated[str, text(160)]`. `least` above 0: something must be readable."""
    pattern = READABLE if least else NO_NUL
    return Field(min_length=least or None, max_length=longest, pattern=pattern, **more)


def _check_instant(value: str) -> str:
    """Refuse what is no instant with its zone."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise ValueError("write an instant like 2026-11-24T10:30:00Z") from error
    if moment.tzinfo is None:
        raise ValueError("write an instant with its zone, like 2026-11-24T10:30:00Z")
    return value


Instant = Annotated[
    str, Field(max_length=40, json_schema_extra={"format": "date-time"}), AfterValidator(_check_instant)
]


@dataclass(frozen=True, slots=True)
class OneOf:
    """A string's bound, for `Annotated[str, OneOf(codes)]`: one of the values that a table of Kept's has just now."""

    values: Callable[[], Iterable[str]]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {**handler(schema), "enum": list(self.values())}

    def _check(self, value: str) -> str:
        allowed = list(self.values())
        if value not in allowed:
            raise PydanticCustomError("literal_error", f"Input should be one of: {', '.join(allowed)}")
        return value


def one_of(choices: type[TextChoices]) -> OneOf:
    """Bound a string to the values of an enum: `Annotated[str, one_of(Status)]`."""
    return OneOf(lambda: [str(value) for value in choices.values])


def _check_date(value: Any) -> Any:
    """Refuse all but RFC 3339's full-date: a bare number would be read as seconds since 1970."""
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        raise ValueError("write a date like 2026-11-24")
    return value


Date = Annotated[date, BeforeValidator(_check_date)]
