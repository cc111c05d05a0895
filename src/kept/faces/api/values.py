"""The values that replies are made of: amounts, instants, and the words of an enum.

A reply's shape is a `TypedDict` ("…Out"): the OpenAPI document is made from it, and the type checker holds the
function that builds the reply ("…_out") against it.
"""

from datetime import datetime
from typing import Annotated, Any, overload

from pydantic import Field

Json = dict[str, Any]
Amount = Annotated[int, Field(description="Integer minor units of the currency.", examples=[3900])]
Timestamp = Annotated[
    str, Field(json_schema_extra={"format": "date-time"}, examples=["2026-11-24T10:30:00Z"])
]


@overload
def timestamp(moment: datetime) -> str: ...
@overload
def timestamp(moment: datetime | None) -> str | None: ...
def timestamp(moment: datetime | None) -> str | None:
    """Return an aware instant as replies write it: UTC, whole seconds, with Z."""
    return moment.replace(microsecond=0).isoformat().replace("+00:00", "Z") if moment is not None else None
