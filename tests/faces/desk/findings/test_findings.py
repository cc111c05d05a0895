"""Findings at the desk: on the card, in the list, on the order, and on a page of their own."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from kept.findings.actions.settle_finding import settle_finding
from kept.findings.models import Finding, State
from kept.kit.queue import AT_ONCE
from kept.messages.models import Message
from kept.orders.actions.advance_order import advance_order
from kept.orders.models import Order
from kept.stores.actions.invite_staff import invite_staff
from kept.stores.actor import Actor
from kept.stores.models import Staff, Store, User
from kept.stores.roles import Role
from tests.rig.factory import a_person, a_store, an_actor, an_order
from tests.rig.findings import NO_MAILBOX, a_finding, fail, hand_over, message_of

pytestmark = pytest.mark.django_db
PAGE = "/desk/wren/findings/"
BOARD, ORDERS = "/desk/wren/board/", "/desk/wren/orders/"
FAILED = "A message did not arrive"


@pytest.fixture
def finding(store: Store) -> Finding:
    return a_finding(store)


def now_is(finding: Finding) -> Finding:
    return Finding.objects.get(pk=finding.pk)


def order_page(finding: Finding) -> str:
    return f"{ORDERS}{Order.objects.get(pk=finding.order_id).number}/"


def do(desk: Client, finding: Finding, what: str, **fields: object):
    """Post what a form of a finding posts, and follow it back."""
    return desk.post(f"{PAGE}{finding.pk}/{what}/", {"back": PAGE, **fields}, follow=True)


def finding_ids(page) -> list[str]:
    """The numbers of the findings on a page."""
    return re.findall(r'id="finding-(\d+)"', page.text)


def test_an_empty_page_says_what_would_stand_there(desk: Client) -> None:
    page = desk.get(PAGE).text
    assert "Nothing needs attention" in page
    assert "badge-accent" not in page


def test_it_says_what_since_when_and_what_ends_it(desk: Client, store: Store, finding: Finding) -> None:
    page = desk.get(PAGE)
    order = Order.objects.get(pk=finding.order_id)
    for text in (
        FAILED,
        "Confirmation, to anna@example.com",
        NO_MAILBOX,
        "Anna Berg",
        "not assigned yet",
    ):
        assert text in page.text
    assert f'href="{ORDERS}{order.number}/"' in page.text
    assert f'action="{PAGE}{finding.pk}/another-try/"' in page.text
    assert f'href="{ORDERS}{order.number}/change/#c-email"' in page.text


def test_the_bar_says_how_many_wait(desk: Client, store: Store) -> None:
    for _ in range(2):
        a_finding(store)
    a_finding(a_store())
    (place,) = html.fromstring(desk.get(BOARD).text).xpath(f"//nav[@class='desk-nav']/a[@href='{PAGE}']")
    assert " ".join(place.text_content().split()) == "Needs attention 2"


def test_what_is_due_first_stands_first(desk: Client, store: Store, clock) -> None:
    first = a_finding(store)
    clock.shift(timedelta(hours=1))
    second = a_finding(store)
    Finding.objects.filter(pk=first.pk).update(due_at=timezone.now() + timedelta(days=9))
    assert finding_ids(desk.get(PAGE)) == [str(second.pk), str(first.pk)]
    clock.shift(timedelta(days=1, hours=3))
    assert "overdue by 3 hours" in desk.get(PAGE).text


def test_card_and_row_say_it_in_words(desk: Client, store: Store, finding: Finding) -> None:
    an_order(store)
    number = Order.objects.get(pk=finding.order_id).number
    assert desk.get(BOARD).text.count(FAILED) == 1
    assert desk.get(ORDERS).text.count(FAILED) == 1
    board = desk.get(f"{BOARD}?attention=open").context["columns"]
    assert [one["numbers"] for one in board if one["numbers"]] == [[number]]
    assert desk.get(f"{ORDERS}?attention=open").context["numbers"] == [number]
    settle_finding(actor=an_actor(store), finding_id=finding.pk, reason="Rang", now=timezone.now())
    assert FAILED not in desk.get(BOARD).text
    assert desk.get(f"{ORDERS}?attention=open").context["numbers"] == []
    assert "Nothing matches the filter." in desk.get(f"{ORDERS}?attention=open").text


def test_several_of_one_order_are_counted(desk: Client, store: Store, finding: Finding) -> None:
    fail(Message.objects.get(order_id=finding.order_id, to="store"))
    assert "2 things need attention" in desk.get(BOARD).text


def test_what_may_wait_is_on_no_card_until_its_time_has_come(
    desk: Client, store: Store, finding: Finding, clock
) -> None:
    until = timezone.localtime(timezone.now() + timedelta(hours=2))
    with timezone.override(store.timezone):
        typed = f"{timezone.localtime(until):%Y-%m-%dT%H:%M}"
    page = do(desk, finding, "decision", do="accept", reason="She is on a plane", until=typed)
    assert "It is postponed until then." in page.text
    assert now_is(finding).accepted_until == until.replace(second=0, microsecond=0)
    assert FAILED not in desk.get(BOARD).text
    assert finding_ids(desk.get(f"{PAGE}?show=accepted")) == [str(finding.pk)]
    clock.shift(timedelta(hours=2))
    assert FAILED in desk.get(BOARD).text
    back = desk.get(PAGE).text
    assert "She is on a plane" in back
    assert "that time is over" in back


def test_it_is_settled_with_a_reason_and_that_can_be_taken_back(
    desk: Client, mia: Actor, finding: Finding
) -> None:
    assert "Say what was done about it." in do(desk, finding, "decision", do="settle", reason=" ").text
    page = do(desk, finding, "decision", do="settle", reason="Rang her")
    assert "Settled." in page.text
    assert f'action="{PAGE}{finding.pk}/reopening/"' in page.text
    assert finding_ids(desk.get(PAGE)) == []
    settled = desk.get(f"{PAGE}?show=settled")
    assert "Rang her" in settled.text
    assert mia.name in settled.text
    assert "This is settled already." in do(desk, finding, "decision", do="settle", reason="Twice").text
    do(desk, finding, "reopening")
    assert now_is(finding).state == State.OPEN
    assert "Reopened 1 time" in desk.get(PAGE).text


@pytest.mark.parametrize("typed", ["", "soon", "2001-01-01T10:00", "0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_time_that_is_none_is_refused_in_words(desk: Client, finding: Finding, typed: str) -> None:
    page = do(desk, finding, "decision", do="accept", reason="Away", until=typed)
    assert "Choose a time ahead, within a year." in page.text
    assert now_is(finding).state == State.OPEN


def test_somebody_sees_to_it(desk: Client, mia: Actor, store: Store, finding: Finding) -> None:
    ben, _actor = a_person(store, Role.SUPPORT)
    mine, bens = (Staff.objects.get(store=store, user_id=pk) for pk in (mia.id, ben.pk))
    assert f"It is assigned to {ben.name}." in do(desk, finding, "owner", staff=bens.pk).text
    assert finding_ids(desk.get(f"{PAGE}?mine=on")) == []
    do(desk, finding, "owner", staff=mine.pk)
    assert finding_ids(desk.get(f"{PAGE}?mine=on")) == [str(finding.pk)]
    assert "Assigned to you" in desk.get(PAGE).text
    assert "It is not assigned to anybody any more." in do(desk, finding, "owner", staff="").text


def test_tried_again_it_stays_until_the_message_has_left(desk: Client, finding: Finding) -> None:
    where = order_page(finding)
    assert FAILED in desk.get(where).text
    do(desk, finding, "another-try")
    assert "is being tried again" in desk.get(where).text
    hand_over(Message.objects.get(pk=finding.subject_id))
    page = desk.get(where).text
    assert f'id="finding-{finding.pk}"' not in page
    assert "Tried again and handed over" in page  # on the line of time


def test_the_order_says_what_happened_to_it(desk: Client, finding: Finding, clock) -> None:
    clock.shift(timedelta(minutes=5))
    do(desk, finding, "decision", do="settle", reason="Rang her")
    texts = [one["text"] for one in desk.get(order_page(finding)).context["entries"]]
    assert texts[0] == "Settled"
    assert "Needs attention" in texts


def test_found_again_after_it_was_settled_it_says_so(desk: Client, store: Store, finding: Finding) -> None:
    settle_finding(actor=an_actor(store), finding_id=finding.pk, reason="Rang her", now=timezone.now())
    message = Message.objects.get(pk=finding.subject_id)
    Message.objects.filter(pk=message.pk).update(state="queued", due_at=AT_ONCE, attempts=0)
    fail(message)
    assert "Mia settled it before (Rang her), but it came back." in desk.get(PAGE).text


def test_an_order_that_can_no_longer_be_changed_offers_no_correction(desk: Client, store: Store) -> None:
    finding = a_finding(store)
    order = Order.objects.get(pk=finding.order_id)
    advance_order(actor=an_actor(store), number=order.number, to="done", now=timezone.now())
    page = desk.get(PAGE).text
    assert "Try again" in page
    assert "#c-email" not in page


def test_a_letter_to_the_store_leads_to_its_settings(desk: Client, store: Store) -> None:
    fail(Message.objects.get(order_id=an_order(store).order.pk, to="store"))
    page = desk.get(PAGE).text
    assert 'href="/desk/wren/settings/"' in page
    assert "Correct the store&#x27;s e-mail" in page


def test_an_invitation_is_for_whoever_invites(client: Client, desk: Client, store: Store) -> None:
    invite_staff(actor=an_actor(store), email="jo@example.com", role="support", now=timezone.now())
    finding = fail(Message.objects.get(kind="invitation"))
    assert "An invitation did not arrive" in desk.get(PAGE).text
    do(desk, finding, "another-try")
    assert Message.objects.get(pk=finding.subject_id).state == "queued"
    manager = Client()
    manager.force_login(a_person(store, Role.MANAGER)[0])
    assert finding_ids(manager.get(PAGE)) == []
    assert do(manager, finding, "decision", do="settle", reason="Why").status_code == 404


def test_who_only_packs_sees_it_and_decides_nothing(client: Client, ben: Actor, finding: Finding) -> None:
    client.force_login(User.objects.get(pk=ben.id))
    page = client.get(PAGE)
    assert finding_ids(page) == [str(finding.pk)]
    assert f"{PAGE}{finding.pk}/" not in page.text
    assert do(client, finding, "decision", do="settle", reason="Why").status_code == 403


def test_pages_follow_one_another(desk: Client, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kept.faces.desk.findings.views.ON_A_PAGE", 2)
    ids = [str(a_finding(store).pk) for _ in range(3)]
    first = desk.get(PAGE)
    second = desk.get(first.context["older_url"])
    assert finding_ids(first) + finding_ids(second) == ids
    assert second.context["older_url"] == ""


def test_a_letter_that_was_not_delivered_is_said_once(desk: Client, finding: Finding) -> None:
    """The finding says it; the page has no second word of its own about it."""
    page = desk.get(order_page(finding)).text
    assert page.count('aria-labelledby="finding-') == 1
    assert "alert-bad" not in page
    assert message_of(Order.objects.get(pk=finding.order_id)).state == "failed"
