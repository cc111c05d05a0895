"""The message that tells the store again of an order under review (A7)."""

from datetime import timedelta
from html import unescape

import pytest

from kept.messages.message_context import contexts_for
from kept.messages.models import Message
from kept.messages.rendering import Rendered, render
from tests.rig.clock import TUESDAY
from tests.rig.factory import a_product, a_store, an_order
from tests.rig.timers import fire

pytestmark = [pytest.mark.django_db, pytest.mark.at(TUESDAY)]


@pytest.mark.parametrize(
    ("language", "subject", "waited", "last"),
    [
        (
            "en",
            "[Still to confirm] 1001: Anna Berg",
            "has waited for 2 hours.",
            "not remind you of it again.",
        ),
        ("de", "[Noch zu bestätigen] 1001: Anna Berg", "Wartezeit bisher: 2 Stunden.", "nicht noch einmal."),
        ("es", "[Aún por confirmar] 1001: Anna Berg", "lleva 2 horas esperando.", "No volveremos"),
    ],
)
def test_it_says_how_long_the_order_has_waited_and_whether_it_is_the_last(
    language, subject, waited, last, clock
):
    store = a_store(language=language)
    an_order(store, a_product(store, needs_review=True))
    for _ in range(3):
        clock.shift(timedelta(hours=2))
        fire()
    first, *_, third = [written(one) for one in Message.objects.filter(kind="review_overdue").order_by("pk")]
    assert first.subject.startswith(subject)
    for text in (first.text, unescape(first.html)):
        assert waited in text
        assert last not in text
    for text in (third.text, unescape(third.html)):
        assert last in text


def written(message: Message) -> Rendered:
    said = render(message, contexts_for([message])[message.pk])
    assert said.problem == ""
    return said
