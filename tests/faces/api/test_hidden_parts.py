"""The parts of replies that only some keys see: money to who may read it, what messages say to who knows customers.

Every role × every read of an order, as a key that may what the role may: the same as at the desk (B5).
"""

import json

import pytest
from django.utils import timezone

from kept.faces.api.routers import OPERATIONS
from kept.messages.models import Message
from kept.payments.actions.record_payment import record_payment
from kept.stores.roles import PERMISSIONS, SCOPES, May, Role
from tests.rig.factory import a_product, an_actor, an_order
from tests.rig.program import Program, an_order_asked

pytestmark = pytest.mark.django_db
CAME_IN = 1733  # what came in, and nothing else is as much
SAYS = "Peonies and ranunculi"  # what a message says
CHANGE = {"line_items": [{"id": "1", "quantity": 3}]}
READS = sorted(path for method, path in OPERATIONS if method == "GET" and path.startswith("/orders/{number}"))


@pytest.fixture
def order(store):
    made = an_order(store).order
    record_payment(
        actor=an_actor(store), order_id=made.pk, amount=CAME_IN, method="transfer", cause="Line 3",
        note="Bank", now=timezone.now(),
    )  # fmt: skip
    Message.objects.filter(order_id=made.pk).update(text=SAYS, subject=SAYS, state="failed")
    return made


def of_role(store, role):
    return Program(store, PERMISSIONS[role] & set(SCOPES))


def test_the_walk_reads_all_of_an_order():
    assert len(READS) == 7


@pytest.mark.parametrize("role", list(Role))
def test_every_read_of_an_order_shows_what_the_role_may_see(store, order, role):
    program, may = of_role(store, role), PERMISSIONS[role]
    shown = [
        answer.content.decode()
        for path in ("/orders", *READS)
        for answer in [program.get(path.replace("{number}", str(order.number)).replace("{version}", "1"))]
        if answer.status_code == 200
    ]
    assert len(shown) >= 7
    assert any(str(CAME_IN) in text for text in shown) == (May.READ_MONEY in may)
    assert any("payment.recorded" in text for text in shown) == (May.READ_MONEY in may)
    assert any(SAYS in text for text in shown) == (May.READ_CUSTOMERS in may)


def test_an_order_without_its_money_still_says_what_was_agreed(store, order):
    till, packer = Program(store), of_role(store, Role.FULFILMENT)
    whole, seen = (each.get(f"/orders/{order.number}").json() for each in (till, packer))
    assert seen.pop("payment") == {
        "method": "pickup", "agreed": order.total, "state": None, "received": None, "balance": None,
    }  # fmt: skip
    assert whole.pop("payment")["received"] == CAME_IN
    assert seen == whole


def test_every_write_answers_with_no_more_than_a_read_shows(store, order):
    """An order placed, changed, stepped or shown to whoever was too late; a preview; a message tried again."""
    packer = Program(store, set(SCOPES) - {May.READ_MONEY, May.RECORD_MONEY, May.READ_CUSTOMERS})
    path, message = f"/orders/{order.number}", Message.objects.filter(order_id=order.pk).first()
    Message.objects.filter(pk=message.pk).update(text=SAYS, state="failed")
    preview = packer.post(f"{path}/change-previews", CHANGE)
    told = preview.json()["message"]
    assert (told["address"], told["subject"], told["text"]) == ("anna@example.com", None, None)
    assert preview.json()["money"] == {
        "total_before": 7800, "total_after": 11700, "received": None, "balance": None, "state": None,
    }  # fmt: skip
    late = packer.post(f"{path}/steps", {}, If_Match='"999"')
    assert (late.status_code, late.json()["facts"]["order"]["payment"]["received"]) == (412, None)
    changed = packer.post(f"{path}/changes", preview.json()["commit"])
    assert (changed.status_code, changed.json()["payment"]["balance"]) == (200, None)
    events = packer.get(f"{path}/events").json()["items"]
    (change,) = [one["data"] for one in events if one["type"] == "order.changed"]
    assert (change["total_after"], change["received"], change["balance"]) == (11700, None, None)
    again = packer.post(f"{path}/messages/{message.pk}/retry")
    assert (again.status_code, again.json()["text"], again.json()["subject"]) == (200, None, None)
    for answer in (preview, late, changed, again):
        assert str(CAME_IN) not in json.dumps(answer.json())
        assert SAYS not in json.dumps(answer.json())


def test_a_message_says_how_far_it_came_and_why_to_who_knows_customers(store, till, order):
    """F3. The other side's words often name the address."""
    at = timezone.now()
    why = "550 5.1.1 <anna@example.com>: no such user"
    Message.objects.filter(order_id=order.pk).update(state="bounced", report=why, reported_at=at)
    path, when = f"/orders/{order.number}/messages", at.isoformat().replace("+00:00", "Z")
    (whole, *_others) = till.get(path).json()["items"]
    assert (whole["state"], whole["reported_at"], whole["report"]) == ("bounced", when, why)
    (shown, *_others) = of_role(store, Role.FULFILMENT).get(path).json()["items"]
    assert (shown["state"], shown["reported_at"], shown["report"]) == ("bounced", when, None)


def test_a_page_of_events_without_money_leaves_no_gap(store, order):
    """Events are left out before the page is cut: `limit` items, and a cursor where there are more."""
    packer = of_role(store, Role.FULFILMENT)
    whole = packer.get(f"/orders/{order.number}/events").json()["items"]
    page = packer.get(f"/orders/{order.number}/events?limit=1").json()
    following = packer.get(f"/orders/{order.number}/events?limit=1&cursor={page['next_cursor']}").json()
    assert page["items"] + following["items"] == whole
    assert following["next_cursor"] is None


def test_who_may_only_place_orders_is_not_told_what_came_in(store):
    body = an_order_asked(a_product(store), payment_method="demo_card")
    shop = Program(store, {May.PLACE_ORDERS})
    assert shop.post("/orders", body).json()["payment"]["state"] is None
    assert Program(store).post("/orders", body).json()["payment"]["state"] == "paid"
