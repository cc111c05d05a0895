"""The links of the OpenAPI document: what can be done with what a reply is about, for programs that follow them."""

import re

from kept.faces.api.operations import OPERATIONS, Operation
from kept.faces.api.values import Json


def add_links(paths: Json) -> None:
    """Write the links into the document's paths."""
    for (method, origin), creator in OPERATIONS.items():
        for name, pointer in creator.creates.items():
            links = paths[origin][method.lower()]["responses"]["201"].setdefault("links", {})
            for path, target in _operations_on(origin, name):
                links[target.id.replace(".", "_")] = _link(path, target, name, pointer)
    for (_method, path), follower in OPERATIONS.items():
        if follower.follows:
            _link_follower(paths, path, follower)


def _operations_on(origin: str, name: str) -> list[tuple[str, Operation]]:
    """Return the operations whose path ends with the parameter `name`, and has no other that `origin` has not."""
    return [
        (path, target)
        for (_method, path), target in OPERATIONS.items()
        if not target.follows
        and _parameters(path)[-1:] == [name]
        and set(_parameters(path)[:-1]) <= set(_parameters(origin))
    ]


def _link(path: str, target: Operation, name: str, pointer: str) -> Json:
    parameters = {name: f"$response.body#{pointer}"}
    parameters |= {other: f"$request.path.{other}" for other in _parameters(path)[:-1]}
    link: Json = {"operationId": target.id, "parameters": parameters}
    if target.repeats:
        link["requestBody"] = {field: f"$response.body#{where}" for field, where in target.repeats.items()}
    return link


def _link_follower(paths: Json, path: str, follower: Operation) -> None:
    """Write the link from the reply that holds the body of the next request."""
    method, origin = next(key for key, before in OPERATIONS.items() if before.id == follower.follows)
    reply = paths[origin][method.lower()]["responses"]["200"]
    reply["links"] = {
        follower.id.replace(".", "_"): {
            "operationId": follower.id,
            "description": "Commit what was previewed.",
            "parameters": {name: f"$request.path.{name}" for name in _parameters(path)},
            "requestBody": "$response.body#/commit",
        }
    }


def _parameters(path: str) -> list[str]:
    return re.findall(r"\{(\w+)\}", path)
