"""The team is told of a change by itself, once for several quick edits, before it goes on (A4, A5)."""

import importlib
from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from kept.messages.message_context import contexts_for
from kept.messages.models import Message, MessageKind
from kept.messages.rendering import Rendered, render
from kept.orders.actions.advance_order import advance_order
from kept.orders.actions.cancel_order import cancel_order
from kept.orders.actions.place_order import Placed
from kept.stores.actor import Actor, Kind
from kept.stores.models import Staff, Store
from kept.stores.roles import May, Role
from tests.rig.factory import a_person, a_product, a_store, an_order, change

pytestmark = pytest.mark.django_db


def letters(placed: Placed) -> list[Message]:
    return list(
        Message.objects.filter(order_id=placed.order.pk, kind=MessageKind.ORDER_CHANGED).order_by("pk")
    )


def waiting(placed: Placed) -> Message:
    (letter,) = [one for one in letters(placed) if one.state == Message.State.QUEUED]
    return letter


def written(letter: Message) -> Rendered:
    said = render(letter, contexts_for([letter])[letter.pk])
    assert said.problem == ""
    return said


def test_a_change_reaches_the_stores_mailbox_with_its_difference_first(store, mia, ben, post, deliver):
    placed = an_order(store, a_product(store, "Tulips"))
    advance_order(actor=ben, number=placed.order.number, now=timezone.now())
    change(mia, placed, 5, reason="Anna called")
    deliver(timezone.now() + timedelta(seconds=store.burst_seconds))
    (mail,) = [
        mail
        for mail in post.read()
        if mail["To"] == store.email and str(mail["Subject"]).startswith("[Changed")
    ]
    assert mail["Subject"] == "[Changed, version 2] 1001: Anna Berg"
    assert mail["Reply-To"] == "anna@example.com"
    for kind in ("plain", "html"):
        said = mail.get_body((kind,)).get_content()
        told = ["Tulips: 5 instead of 2", "Anna called", "Being prepared", f"Begun by {ben.name}.",
                "accepted it at the desk", "/desk/", "Pickup", "anna@example.com"]  # fmt: skip
        assert [said.index(one) for one in told] == sorted(said.index(one) for one in told)
        assert f"changed by {mia.name}" in said
        assert placed.token not in said


def test_it_leaves_at_the_end_of_the_window_and_not_before(store, mia, ben, post, deliver):
    placed = an_order(store)
    change(mia, placed, 5)
    deliver(timezone.now())
    assert waiting(placed).due_at == timezone.now() + timedelta(seconds=store.burst_seconds)


def test_before_the_work_has_begun_it_says_so_and_asks_nothing(store, mia, ben):
    placed = an_order(store)
    change(mia, placed, 5)
    said = written(waiting(placed)).text
    assert "Received, not begun" in said
    assert "accepted it" not in said
    assert "Begun by" not in said


def test_several_quick_edits_are_one_letter_with_the_whole_difference(store, mia, ben):
    """C3: from the version before the first of them; the reasons and names of all of them."""
    placed = an_order(store, a_product(store, "Tulips"))
    change(mia, placed, 5, reason="Anna called")
    change(a_person(store, Role.SUPPORT)[1], placed, 7, reason="Anna called again")
    change(mia, placed, 6)
    assert [one.state for one in letters(placed)] == ["merged", "merged", "queued"]
    letter = waiting(placed)
    assert (letter.version, letter.facts["since"]) == (4, 1)
    said = written(letter).text
    assert "Tulips: 6 instead of 2" in said
    assert "Anna called; Anna called again" in said
    assert said.count(mia.name) == 1


def test_up_and_back_within_the_window_is_no_news(store, mia, ben):
    placed = an_order(store)
    change(mia, placed, 5)
    change(mia, placed, 2)
    assert letters(placed) == []
    change(mia, placed, 3)
    assert written(waiting(placed)).text.count("3 instead of 2") == 1


@pytest.mark.parametrize("state", ["handed_over", "sending"])
def test_what_has_left_or_is_leaving_is_followed_by_a_letter_of_its_own(store, mia, ben, state):
    placed = an_order(store, a_product(store, "Tulips"))
    change(mia, placed, 5)
    Message.objects.filter(pk=waiting(placed).pk).update(state=state)
    change(mia, placed, 7)
    assert [one.state for one in letters(placed)] == [state, "queued"]
    assert "Tulips: 7 instead of 5" in written(waiting(placed)).text


def test_while_the_order_is_under_review_nobody_is_told(mia, ben, store):
    Store.objects.filter(pk=store.pk).update(review_rules={"every": True})
    store.refresh_from_db()
    placed = an_order(store)
    change(mia, placed, 5)
    assert letters(placed) == []


def test_a_store_that_wants_no_such_letter_gets_none(store, mia, ben):
    Store.objects.filter(pk=store.pk).update(messages_off=["order_changed"])
    store.refresh_from_db()
    placed = an_order(store)
    change(mia, placed, 5)
    assert letters(placed) == []


def test_who_is_all_the_team_there_is_gets_no_letter_about_their_own_change(store, mia):
    gone = a_person(store)[1]
    Staff.objects.filter(store=store, user_id=gone.id).update(active=False)
    placed = an_order(store)
    change(mia, placed, 5)
    assert letters(placed) == []


def test_what_a_program_changed_is_told_also_to_one_alone(store, mia):
    placed = an_order(store)
    change(Actor(Kind.KEY, store.pk, "Till", frozenset(May), id=mia.id), placed, 5)
    assert "changed by Till" in written(waiting(placed)).text


def test_a_cancelled_order_is_nothing_to_look_at(store, mia, ben):
    placed = an_order(store)
    change(mia, placed, 5)
    cancel_order(actor=mia, number=placed.order.number, now=timezone.now())
    assert letters(placed) == []


def test_the_stores_own_word_for_the_status_stands_in_it(mia, ben, store):
    Store.objects.filter(pk=store.pk).update(
        status_words={"en": {"preparing": "In the workshop"}}, revision=9
    )
    store.refresh_from_db()
    placed = an_order(store)
    advance_order(actor=ben, number=placed.order.number, now=timezone.now())
    change(mia, placed, 5)
    assert "In the workshop" in written(waiting(placed)).text


def test_a_store_without_alerts_is_not_surprised_by_a_new_one():
    """The migration: who had switched off messages about new orders gets none about changed ones."""
    quiet, loud = a_store(messages_off=["new_order", "done"]), a_store(messages_off=["done"])
    migration = importlib.import_module("kept.stores.migrations.0002_no_alert_where_none_was_wanted")
    for _ in range(2):
        migration.keep_quiet(apps, None)
    quiet.refresh_from_db()
    loud.refresh_from_db()
    assert (quiet.messages_off, quiet.revision) == (["done", "new_order", "order_changed"], 2)
    assert (loud.messages_off, loud.revision) == (["done"], 1)


def test_a_message_about_a_change_of_before_is_written_as_ever():
    """The migration: what had been put down as `what: way` is a `kind: fulfilment_method` now."""
    migration = importlib.import_module("kept.messages.migrations.0010_kinds_of_changes")
    placed = an_order(a_store())
    message = Message.objects.filter(order_id=placed.order.pk).first()
    assert message is not None
    changes = [{"kind": "fulfilment_method", "name": "", "before": "Pickup", "after": "By bicycle"}]
    Message.objects.filter(pk=message.pk).update(facts={"changes": changes, "version": 2})
    migration.backwards(apps, None)
    message.refresh_from_db()
    assert message.facts["changes"] == [
        {"what": "way", "name": "", "before": "Pickup", "after": "By bicycle"}
    ]
    migration.forwards(apps, None)
    message.refresh_from_db()
    assert message.facts == {"changes": changes, "version": 2}
