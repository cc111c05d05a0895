"""The system check: Kept does not start on a database that it could not keep safe."""

import os
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connections

from kept.kit.sqlite.safety import why_unsafe

ENGINE = "kept.kit.sqlite"


def check_databases(**_: Any) -> list[CheckMessage]:
    """One error with a sentence for every database of ours that cannot be written safely."""
    return [
        Error(problem, id="kept.kit.E001")
        for connection in connections.all()
        if connection.settings_dict["ENGINE"] == ENGINE
        if (problem := why_unsafe(os.path.realpath(connection.settings_dict["NAME"])))
    ]
