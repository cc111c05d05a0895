"""What can be done with what was just made: the links of the OpenAPI document, for programs that follow them."""

import re
from typing import Any

Json = dict[str, Any]

# What makes something, the name that stands for it in addresses, and where the answer says it.
_MADE = (
    ("/orders", "number", "/number"),
    ("/orders", "customer_id", "/buyer/id"),
    ("/orders/{number}/requests", "request_id", "/id"),
    ("/products", "product_id", "/id"),
    ("/products", "variant_id", "/variants/0/id"),
    ("/products/{product_id}/variants", "variant_id", "/id"),
    ("/ways", "way_id", "/id"),
    ("/webhook-endpoints", "endpoint_id", "/id"),
)
# Bodies that say again what the answer said.
_BODIES: dict[tuple[str, str], Json] = {
    ("/orders", "work.acknowledge"): {"version": "$response.body#/version"},
}


def link(paths: Json) -> None:
    """Write the links into the document's paths."""
    for made, name, pointer in _MADE:
        links = paths[made]["post"]["responses"]["201"].setdefault("links", {})
        for path, operations in paths.items():
            named = re.findall(r"\{(\w+)\}", path)
            if named[-1:] != [name] or not set(named[:-1]) <= set(re.findall(r"\{(\w+)\}", made)):
                continue
            for operation in operations.values():
                if operation["operationId"] != "changes.commit":  # it follows its preview
                    links[operation["operationId"].replace(".", "_")] = _link(
                        made, operation, name, pointer, named
                    )
    preview = paths["/orders/{number}/change-previews"]["post"]["responses"]["200"]
    preview["links"] = {
        "changes_commit": {
            "operationId": "changes.commit",
            "description": "Commit what was previewed.",
            "parameters": {"number": "$request.path.number"},
            "requestBody": "$response.body#/commit",
        }
    }


def _link(made: str, operation: Json, name: str, pointer: str, named: list[str]) -> Json:
    parameters = {name: f"$response.body#{pointer}"}
    parameters |= {other: f"$request.path.{other}" for other in named[:-1]}
    found: Json = {"operationId": operation["operationId"], "parameters": parameters}
    if body := _BODIES.get((made, operation["operationId"])):
        found["requestBody"] = body
    return found
