"""What every reply is made of: plain values, amounts, instants and pages."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

Plain = dict[str, Any]
Amount = Annotated[int, Field(description="Integer minor units of the currency.", examples=[3900])]
Stamp = Annotated[str, Field(json_schema_extra={"format": "date-time"}, examples=["2026-11-24T10:30:00Z"])]


def stamp(moment: datetime | None) -> str | None:
    """An aware instant as it is written: UTC, whole seconds, with Z."""
    return moment.replace(microsecond=0).isoformat().replace("+00:00", "Z") if moment is not None else None


def page(items: Iterable[Plain], next_cursor: str | None) -> Plain:
    """A page of a list: its items, and the cursor of the next page (None at the end)."""
    return {"items": list(items), "next_cursor": next_cursor}
