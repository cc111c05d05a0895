"""Hooks of schemathesis around every request, when tools/schema_cases.py runs it."""

import json
import os
import re
import uuid
from typing import Any

import schemathesis
from schemathesis.generation import GenerationMode


@schemathesis.hook
def before_call(_context: Any, case: Any, _options: Any) -> None:
    """Two cases are two requests, even where chance gives them one key: a replay would answer for the other.

    A case about a missing header stays as it is: touched, it would be given that header again.
    """
    if case.meta is not None and str(getattr(case.meta.phase.data, "description", "")).startswith("Missing"):
        return
    key = (case.headers or {}).get("Idempotency-Key")
    if isinstance(key, str) and re.fullmatch(r"[!-~]{1,255}", key):
        case.headers["Idempotency-Key"] = f"{key[:200]}{uuid.uuid4().hex}"


@schemathesis.hook
def after_call(_context: Any, case: Any, response: Any) -> None:
    """Write down what was answered, one line each."""
    is_problem = "problem" in str(response.headers.get("content-type"))
    problem: Any = response.json() if is_problem else {"code": "", "facts": {}}
    line = {
        "operation": f"{case.operation.method.upper()} {case.operation.path}",
        "sound": is_sound(case),
        "status": response.status_code,
        "code": problem["code"],
        "fields": problem["facts"].get("fields", {}),
    }
    with open(os.environ["KEPT_ANSWERS"], "a", encoding="utf-8") as answers:
        answers.write(json.dumps(line) + "\n")


def is_sound(case: Any) -> bool:
    """Tell whether the request fits the document."""
    return case.meta is None or case.meta.generation.mode == GenerationMode.POSITIVE
