"""What a page costs: the statements it asks of the database."""

from collections.abc import Callable

from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext


def statements(ask: Callable[[], HttpResponse]) -> int:
    """How many statements this page takes, once what is remembered from one request to the next is in memory."""
    ask()
    with CaptureQueriesContext(connection) as made:
        answer = ask()
    assert answer.status_code == 200
    return len(made)
