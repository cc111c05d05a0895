"""What can be done with what was just made: the links of the OpenAPI document, for programs that follow them."""

import re
from typing import Any

from kept.faces.api.operations import OPERATIONS, Operation

Json = dict[str, Any]


def link(paths: Json) -> None:
    """Write the links into the document's paths."""
    for (method, made), maker in OPERATIONS.items():
        for name, pointer in maker.creates.items():
            links = paths[made][method.lower()]["responses"]["201"].setdefault("links", {})
            for path, led_to in _about(made, name):
                links[led_to.id.replace(".", "_")] = _link(path, led_to, name, pointer)
    for (_method, path), follower in OPERATIONS.items():
        if follower.follows:
            _follow(paths, path, follower)


def _about(made: str, name: str) -> list[tuple[str, Operation]]:
    """The operations on what was made: `name` is the last thing in their address, and the rest is known."""
    return [
        (path, led_to)
        for (_method, path), led_to in OPERATIONS.items()
        if not led_to.follows and _named(path)[-1:] == [name] and set(_named(path)[:-1]) <= set(_named(made))
    ]


def _link(path: str, led_to: Operation, name: str, pointer: str) -> Json:
    parameters = {name: f"$response.body#{pointer}"}
    parameters |= {other: f"$request.path.{other}" for other in _named(path)[:-1]}
    made: Json = {"operationId": led_to.id, "parameters": parameters}
    if led_to.repeats:
        made["requestBody"] = {field: f"$response.body#{where}" for field, where in led_to.repeats.items()}
    return made


def _follow(paths: Json, path: str, follower: Operation) -> None:
    """A link from the answer that says which body comes next."""
    before = next(where for where, asked in OPERATIONS.items() if asked.id == follower.follows)
    answer = paths[before[1]][before[0].lower()]["responses"]["200"]
    answer["links"] = {
        follower.id.replace(".", "_"): {
            "operationId": follower.id,
            "description": "Commit what was previewed.",
            "parameters": {name: f"$request.path.{name}" for name in _named(path)},
            "requestBody": "$response.body#/commit",
        }
    }


def _named(path: str) -> list[str]:
    return re.findall(r"\{(\w+)\}", path)
