"""The API's OpenAPI document, as tests hold replies against it."""

from functools import cache
from typing import Any

import jsonschema_rs

from kept.faces.api.openapi import document
from kept.faces.api.service import service


def assert_fits(shape: str, body: Any) -> None:
    """Hold a reply against a shape of the document: it has exactly the fields that stand there."""
    openapi = _document()
    schema = {"$ref": f"#/components/schemas/{shape}", "components": openapi["components"]}
    jsonschema_rs.validator_for(schema).validate(body)


@cache
def _document() -> dict[str, Any]:
    return document(service)
