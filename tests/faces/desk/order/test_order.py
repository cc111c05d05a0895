"""One order at the desk: the customer's own agreement, one line of time, every act (A3, A5, A6, A7, C1)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from kept.faces.desk.order.timeline import TIMELINE_EVENTS
from kept.faces.ui.agreement import agreement_of
from kept.findings.events import FindingsReleased
from kept.messages.events import (
    MessageBounced,
    MessageComplained,
    MessageDelivered,
    MessageFailed,
    MessageFailureResolved,
)
from kept.messages.models import Message
from kept.orders.actions.advance_order import advance_order
from kept.orders.actions.change_order import change_order
from kept.orders.actions.make_request import make_request
from kept.orders.agreement.change_plan import OrderChangeInput
from kept.orders.agreement.inputs import FulfilmentInput, LineInput
from kept.orders.models import Acknowledgement, Order, Request
from kept.orders.queries import order_by_token, terms_of, token_of
from kept.payments.actions.record_payment import record_payment
from kept.payments.models import Account
from kept.reactions.table import TABLE
from kept.stock.models import Level
from kept.stores.actor import holder
from kept.stores.models import Store
from kept.stores.roles import May, Role
from tests.faces.desk.acting import post_act, reloaded
from tests.rig.factory import BERLIN, a_person, a_product, a_store, an_actor, an_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> Store:
    return a_store(slug="wren")


@pytest.fixture
def desk(client: Client, store: Store) -> Client:
    client.force_login(a_person(store)[0])
    return client


def test_the_agreement_is_the_one_the_customer_holds(desk: Client, store: Store):
    order = an_order(store, a_product(store, "Dried wreath"), note="No hazel").order
    page = desk.get(f"/desk/wren/orders/{order.number}/")
    agreement = page.context["agreement"]
    expected = agreement_of(terms_of(order), store=store)
    assert {**agreement, "facts": None} == {**expected, "facts": None}
    assert "Dried wreath" in page.text
    assert "No hazel" in page.text
    assert order.confirmations.get().digest in page.text


def test_everything_that_happened_stands_in_one_line(desk: Client, store: Store):
    order = an_order(store).order
    make_request(
        actor=holder(store.pk, order.pk, "Anna"), number=order.number, kind="change", text="Two, please",
        channel="page", now=timezone.now(),
    )  # fmt: skip
    post_act(desk, order, "advance")
    post_act(desk, order, "payments", amount="78.00", method="pickup", key="k")
    texts = [entry["text"] for entry in desk.get(f"/desk/wren/orders/{order.number}/").context["entries"]]
    for text in ("Ordered: Shop page", "Version 1 confirmed", "Preparing", "€78.00 came in"):
        assert text in texts
    assert "Asks for a change (Order page)" in texts
    assert "Confirmation, to anna@example.com" in texts


def test_what_is_still_ahead_is_not_called_broken(desk: Client, store: Store):
    """C1, C5: the hours that are left, and what comes when they are over."""
    order = an_order(store).order
    Order.objects.filter(pk=order.pk).update(promised_from=timezone.now() + timedelta(hours=38, minutes=30))
    page = desk.get(f"/desk/wren/orders/{order.number}/").text
    assert "Time left to keep the promise: 38 hours." in page
    assert "broken" not in page.lower()


def test_every_event_of_an_order_has_its_words():
    packages = (
        "kept.orders.events", "kept.payments.events", "kept.messages.events", "kept.findings.events"
    )  # fmt: skip
    declared = {event for event in TABLE if event.__module__ in packages}
    # The message's own line says it, and that of the finding; who leaves the store is no order's business.
    elsewhere = {
        *(MessageFailed, MessageFailureResolved, MessageDelivered, MessageBounced, MessageComplained),
        FindingsReleased,
    }
    assert declared - elsewhere == set(TIMELINE_EVENTS)


def test_hold_and_go_on(desk: Client, store: Store):
    order = an_order(store).order
    assert "Say why the order is on hold" in post_act(desk, order, "hold", why=" ").text
    post_act(desk, order, "hold", why="The van is broken")
    assert reloaded(order).status == "on_hold"
    post_act(desk, order, "resume")
    assert reloaded(order).status == "received"


def test_the_last_step_can_be_undone_while_its_message_waits(desk: Client, store: Store):
    """C1: back to where it was before, not to the step below; a step back itself is not undone."""
    order = an_order(store).order
    page = post_act(desk, order, "advance", to="ready")
    undo = page.context["undo"]
    assert (undo["to"], undo["url"]) == ("received", f"/desk/wren/orders/{order.number}/back/")
    assert 0 < undo["seconds"] <= store.burst_seconds
    assert f'data-seconds="{undo["seconds"]}"' in page.text
    page = post_act(desk, order, "back", to=undo["to"])
    assert reloaded(order).status == "received"
    assert page.context["undo"] is None
    page = post_act(desk, order, "hold", why="The oven is out")
    assert page.context["undo"]["url"].endswith("/resume/")
    post_act(desk, order, "resume")
    assert not Message.objects.filter(order_id=order.pk, kind="on_hold", state="queued").exists()
    Order.objects.filter(pk=order.pk).update(status="received")
    post_act(desk, order, "advance")
    store.burst_seconds, store.revision = 0, store.revision + 1
    store.save()
    assert desk.get(f"/desk/wren/orders/{order.number}/").context["undo"] is None


def test_cancelling_puts_back_what_was_taken(desk: Client, store: Store):
    product = a_product(store, stock=10)
    order = an_order(store, product, quantity=2).order
    page = post_act(desk, order, "cancellation", why="No roses today")
    assert "is cancelled" in page.text
    assert Level.objects.get(variant=product).available == 10
    assert Account.objects.get(order_id=order.pk).agreed == 0
    assert "Pay when you collect it" not in html.fromstring(page.text).xpath(
        "string(//*[@aria-labelledby='order-money'])"
    )


def test_a_cancelled_order_bears_no_stamp(desk: Client, store: Store):
    order = an_order(store).order
    post_act(desk, order, "acknowledgement", version=1)
    page = post_act(desk, order, "cancellation", why="No roses today")
    assert "The customer says that version 1 is right" in page.text
    assert "stamp-good" not in page.text


def test_a_yes_on_the_telephone_is_written_down(desk: Client, store: Store):
    order = an_order(store).order
    post_act(desk, order, "acknowledgement", version=1)
    assert Acknowledgement.objects.get(order=order).channel == "phone"
    assert "Looks right" in desk.get(f"/desk/wren/orders/{order.number}/").text


def test_a_payment_sent_twice_counts_once(desk: Client, store: Store):
    order = an_order(store).order
    post_act(desk, order, "payments", amount="10.00", method="transfer", key="same")
    page = post_act(desk, order, "payments", amount="10.00", method="transfer", key="same")
    assert "already been recorded" in page.text
    assert Account.objects.get(order_id=order.pk).received == 1000
    assert (
        "is not an amount"
        in post_act(desk, order, "payments", amount="a lot", method="transfer", key="k2").text
    )


@pytest.mark.parametrize("answer", ["agreed", "declined", "answered"])
def test_a_request_is_answered_and_the_answer_is_sent(desk: Client, store: Store, answer: str):
    order = an_order(store).order
    request = make_request(
        actor=holder(store.pk, order.pk, "Anna"), number=order.number, kind="change", text="Two, please",
        channel="page", now=timezone.now(),
    )  # fmt: skip
    post_act(desk, order, f"requests/{request.pk}", answer=answer, text="Gladly")
    assert Request.objects.get(pk=request.pk).answer == answer
    assert Message.objects.filter(order_id=order.pk, kind="request_answered").exists()


def test_a_new_link_closes_the_old_one(desk: Client, store: Store):
    order = an_order(store).order
    before = token_of(order)
    post_act(desk, order, "link")
    order.refresh_from_db()
    after = token_of(order)
    assert order_by_token(after) == order
    assert f"/o/{after}/" in desk.get(f"/desk/wren/orders/{order.number}/").text
    assert after != before


def test_only_https_leads_to_a_carrier(desk: Client, store: Store):
    from kept.orders.agreement.inputs import FulfilmentInput
    from tests.rig.factory import BERLIN

    order = an_order(store, fulfilment=FulfilmentInput("post", address=BERLIN)).order
    page = post_act(
        desk, order, "advance", to="shipped", tracking_number="T1", tracking_url="javascript:alert(1)"
    )
    assert "begins with https://" in page.text
    assert (reloaded(order).status, reloaded(order).tracking_url) == ("received", "")


def test_somebody_was_faster_is_said_on_the_page(desk: Client, store: Store):
    order = an_order(store).order
    post_act(desk, order, "advance", seen=order.revision)
    page = post_act(desk, order, "cancellation", seen=order.revision)
    assert "Somebody changed this order" in page.text
    assert reloaded(order).status == "preparing"


def test_a_change_to_begun_work_is_looked_at_before_the_next_step(desk: Client, store: Store):
    """A5: marked with its difference; the step is refused, the yes is written down with who and when."""
    order = an_order(store, a_product(store, "Dried wreath")).order
    advance_order(actor=a_person(store, Role.FULFILMENT)[1], number=order.number, now=timezone.now())
    change_order(
        actor=a_person(store)[1], number=order.number, seen_version=1, channel="phone", reason="Anna called",
        change=OrderChangeInput(lines=(LineInput(quantity=5, key="1"),)), now=timezone.now(),
    )  # fmt: skip
    page = desk.get(f"/desk/wren/orders/{order.number}/")
    assert "Changed: version 2. Check it before you continue" in page.text
    news = html.fromstring(page.text).find_class("alert")[0].text_content()
    for text in ("Dried wreath", "2", "5", "Anna called"):
        assert text in news
    (button,) = html.fromstring(page.text).xpath(".//*[@data-accept]")
    assert button.text_content().strip() == "Accept version 2"
    assert "data-advance" not in page.text
    assert page.context["can_hold"]

    refused = post_act(desk, order, "advance")
    assert "This order was changed after work on it had started: the current version is 2." in refused.text
    assert reloaded(order).status == "preparing"
    page = post_act(desk, order, "versions/2/acceptance", seen=reloaded(order).revision)
    assert "continues with version 2" in page.text
    assert "Check it before you continue" not in page.text
    who_by_text = {entry["text"]: entry["who"] for entry in page.context["entries"]}
    assert who_by_text["Accepted version 2; work continues with it"].startswith("Mia")
    post_act(desk, order, "advance")
    assert reloaded(order).status == "ready"


def test_a_change_that_was_taken_back_says_that_it_is_the_same(desk: Client, store: Store):
    order = an_order(store).order
    advance_order(actor=a_person(store, Role.FULFILMENT)[1], number=order.number, now=timezone.now())
    for version, pieces in ((1, 5), (2, 2)):
        change_order(
            actor=a_person(store)[1], number=order.number, seen_version=version, channel="desk", now=timezone.now(),
            change=OrderChangeInput(lines=(LineInput(quantity=pieces, key="1"),)),
        )  # fmt: skip
    assert (
        "It is the same as version 1, which the work follows."
        in desk.get(f"/desk/wren/orders/{order.number}/").text
    )


def test_who_may_not_take_steps_sees_the_mark_and_no_button(client: Client, store: Store):
    order = an_order(store).order
    advance_order(actor=a_person(store, Role.FULFILMENT)[1], number=order.number, now=timezone.now())
    change_order(
        actor=a_person(store)[1], number=order.number, seen_version=1, channel="desk", now=timezone.now(),
        change=OrderChangeInput(lines=(LineInput(quantity=5, key="1"),)),
    )  # fmt: skip
    client.force_login(a_person(store, Role.ACCOUNTANT)[0])
    for address in (f"orders/{order.number}/", "board/"):
        page = client.get(f"/desk/wren/{address}").text
        assert "Check it before you continue" in page
        assert "data-accept" not in page
    assert client.post(f"/desk/wren/orders/{order.number}/versions/2/acceptance/").status_code == 403


def test_every_desk_page_leaves_the_home_country_out_as_the_customers_page_does(client: Client):
    """One rule for all: the order, its version, its ticket, the customer's addresses."""
    store = a_store(slug="wren", address=BERLIN)
    client.force_login(a_person(store)[0])
    order = an_order(store, fulfilment=FulfilmentInput("post", address=BERLIN)).order
    an_order(store)
    for number in (order.number, order.number + 1):
        for part in ("", "versions/1/", "ticket/", "ticket/?as=slip", "receipt/"):
            page = client.get(f"/desk/wren/orders/{number}/{part}").text
            assert "10115 Berlin" in page, part
            assert "Germany" not in page, part
    assert "Germany" not in client.get(f"/desk/wren/customers/{order.customer_id}/").text


def test_a_packer_sees_no_ledger_and_may_not_change(client: Client, store: Store):
    order = an_order(store).order
    client.force_login(a_person(store, Role.FULFILMENT)[0])
    page = client.get(f"/desk/wren/orders/{order.number}/")
    assert "money_rows" not in page.context
    assert f"/orders/{order.number}/change/" not in page.text
    assert "Start" in page.text


@pytest.mark.parametrize("role", list(Role))
def test_what_came_in_and_what_earlier_orders_cost_is_shown_to_who_reads_money(
    client: Client, store: Store, role: Role
):
    variant = a_product(store)
    an_order(store, variant, quantity=5)
    order = an_order(store, variant).order
    record_payment(
        actor=an_actor(store),
        order_id=order.pk,
        amount=1733,
        method="transfer",
        cause="Line 3",
        now=timezone.now(),
    )
    person, actor = a_person(store, role)
    client.force_login(person)
    text = client.get(f"/desk/wren/orders/{order.number}/").text
    assert ("17.33" in text) == actor.may(May.READ_MONEY)
    assert ("195.00" in text) == actor.may(May.READ_MONEY)
    assert "78.00" in text  # what was agreed is part of the order
