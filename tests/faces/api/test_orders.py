"""Orders over the API: placed, read, changed, worked on (A1, A4, A6, A7, C2, H4)."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kept.messages.message_context import contexts_for
from kept.messages.models import Message
from kept.messages.rendering import render
from kept.orders.models import Order
from kept.promises.models import FulfilmentMethod
from kept.stock.models import Level
from kept.stores.models import Store
from tests.rig.factory import a_product, an_order
from tests.rig.program import BERLIN, an_order_asked

pytestmark = pytest.mark.django_db


def test_an_order_is_placed_and_answered_whole(store, till):
    """A1, H4: number, lines, sums, tax, promise and link are in the answer; the confirmation is queued."""
    variant = a_product(store)
    answer = till.post("/orders", an_order_asked(variant))
    order = answer.json()
    assert answer.status_code == 201
    assert answer["Location"] == f"/api/v1/orders/{order['number']}"
    assert answer["ETag"] == '"1.0"'
    assert [total["amount"] for total in order["totals"]] == [7800, 490, 510, 8290]
    assert order["line_items"][0]["quantity"] == {"original": 2, "total": 2, "fulfilled": 0}
    assert order["fulfillment"]["expectations"][0]["destination"]["address_locality"] == "Berlin"
    assert order["payment"] == {
        "method": "transfer", "state": "due", "agreed": 8290, "received": 0, "balance": 8290,
    }  # fmt: skip
    assert "/o/" in order["permalink_url"]
    assert Level.objects.get(variant=variant).available == 98
    assert Message.objects.filter(kind="confirmation", address="anna@example.com").count() == 1
    assert till.get(f"/orders/{order['number']}").json() == order


def test_a_quote_says_the_same_and_places_nothing(store, till):
    variant = a_product(store)
    asked = an_order_asked(variant)
    quoted = till.post("/quotes", {name: asked[name] for name in ("line_items", "fulfillment")}).json()
    assert not Order.objects.exists()
    placed = till.post("/orders", {**asked, "expected_total": quoted["totals"][-1]["amount"]})
    assert placed.status_code == 201
    assert placed.json()["totals"] == quoted["totals"]


def test_another_sum_than_the_buyer_saw_is_refused(store, till):
    answer = till.post("/orders", an_order_asked(a_product(store), expected_total=1))
    assert (answer.status_code, answer.json()["code"]) == (409, "price_moved")
    assert answer.json()["facts"] == {"expected": 1, "total": 8290}


def test_placing_costs_few_statements_however_many_lines(store, till):
    variants = [a_product(store) for _ in range(40)]
    till.post("/orders", an_order_asked(*variants[:1]))  # the store's schedule is known now
    counted = {}
    for lines in (1, 3, 40):
        with CaptureQueriesContext(connection) as asked:
            answer = till.post("/orders", an_order_asked(*variants[:lines]), Idempotency_Key=f"k{lines}")
        assert answer.status_code == 201
        counted[lines] = len([one for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))])
    assert counted[1] == counted[3] == counted[40] <= (13 if connection.vendor == "postgresql" else 20)


def test_reading_costs_the_same_for_one_order_or_fifty(store, till):
    variant = a_product(store)
    counted = []
    till.get("/store")  # the store is known now
    for _ in range(2):
        for _ in range(10):
            an_order(store, variant)
        with CaptureQueriesContext(connection) as asked:
            assert till.get("/orders?limit=100").status_code == 200
        counted.append(len(asked))
    assert counted == [2, 2]


def test_pages_follow_one_another_without_gap_while_orders_come_in(store, till):
    variant = a_product(store)
    numbers = [an_order(store, variant).order.number for _ in range(5)]
    first = till.get("/orders?limit=2").json()
    an_order(store, variant)
    seen = [order["number"] for order in first["items"]]
    cursor = first["next_cursor"]
    while cursor:
        page = till.get(f"/orders?limit=2&cursor={cursor}").json()
        seen += [order["number"] for order in page["items"]]
        cursor = page["next_cursor"]
    assert seen == sorted(numbers, reverse=True)


def test_an_unchanged_order_is_not_sent_again(store, till):
    number = an_order(store).order.number
    tag = till.get(f"/orders/{number}")["ETag"]
    assert till.get(f"/orders/{number}", If_None_Match=tag).status_code == 304
    till.post(f"/orders/{number}/steps")
    assert till.get(f"/orders/{number}", If_None_Match=tag).status_code == 200


@pytest.mark.parametrize(("ids", "position"), [(("1", "1"), 1), (("1", "77"), 1), (("77",), 0)])
def test_a_change_names_each_line_once_and_none_of_another_order(store, till, ids, position):
    """A4: refused with the position, and the agreement stays as it was."""
    number = an_order(store).order.number
    change = {"line_items": [{"id": one, "quantity": 3} for one in ids]}
    for door, more in (("change-previews", {}), ("changes", {"seen_version": 1, "fingerprint": "0" * 64})):
        problem = till.post(f"/orders/{number}/{door}", change | more).json()
        assert (problem["status"], problem["code"], problem["facts"]) == (422, "bad_line", {"line": position})
    assert till.get(f"/orders/{number}").json()["version"] == 1


def test_a_change_is_previewed_and_committed_exactly_so(store, till):
    """A4: the fingerprint of the preview binds the commit; the next version and its difference follow."""
    number = an_order(store).order.number
    change = {"line_items": [{"id": "1", "quantity": 3}]}
    preview = till.post(f"/orders/{number}/change-previews", change).json()
    assert (preview["version"], preview["money"]["balance"]) == (2, 11700)
    assert [(one["kind"], one["before"], one["after"]) for one in preview["changes"]] == [
        ("quantity", 2, 3), ("total", 7800, 11700),
    ]  # fmt: skip
    bound = {name: preview[name] for name in ("seen_version", "fingerprint")}
    assert preview["commit"] == {**change, **bound}
    other = till.post(f"/orders/{number}/changes", {**bound, "line_items": [{"id": "1", "quantity": 4}]})
    assert (other.status_code, other.json()["code"]) == (409, "plan_moved")
    done = till.post(f"/orders/{number}/changes", preview["commit"])
    assert (done.status_code, done.json()["version"]) == (200, 2)
    assert len(till.get(f"/orders/{number}/versions").json()["items"]) == 2


def test_another_way_is_paid_by_what_it_offers_and_the_work_goes_back_to_a_step_it_has(store, till):
    """A4, C2: the refusal names the choice, the preview what happens, and the commit does it."""
    FulfilmentMethod.objects.filter(store=store, code="post").update(pay_by=["transfer"])
    Store.objects.filter(pk=store.pk).update(revision=F("revision") + 1)
    number = an_order(store, payment="pickup").order.number
    till.post(f"/orders/{number}/steps", {"to": "ready"})
    to = {"address_country": "DE", **BERLIN}
    change = {"fulfillment": {"method": "post", "destination": to}}
    refused = till.post(f"/orders/{number}/change-previews", change)
    assert (refused.status_code, refused.json()["code"]) == (422, "payment_not_offered")
    assert refused.json()["facts"]["offered"] == ["transfer"]
    assert "payment_method" in refused.json()["facts"]["fields"]
    preview = till.post(f"/orders/{number}/change-previews", change | {"payment_method": "transfer"}).json()
    assert preview["back_to"] == "preparing"
    assert {"kind": "payment", "name": "", "before": "pickup", "after": "transfer"} in preview["changes"]
    done = till.post(f"/orders/{number}/changes", preview["commit"]).json()
    assert (done["status"], done["payment"]["method"]) == ("preparing", "transfer")


def test_whoever_was_too_late_is_shown_both(store, till):
    number = an_order(store).order.number
    tag = till.get(f"/orders/{number}")["ETag"]
    assert till.post(f"/orders/{number}/steps", If_Match=tag).status_code == 200
    late = till.put(f"/orders/{number}/hold", {"reason": "No peonies"}, If_Match=tag)
    assert late.status_code == 412
    assert late.json()["facts"]["seen"] == 1
    assert late.json()["facts"]["order"]["status"] == "preparing"
    assert (
        till.put(f"/orders/{number}/hold", {"reason": "No peonies"}, If_Match=late["ETag"]).status_code == 200
    )


def test_a_preview_says_what_the_buyer_will_read_and_who_has_begun(store, till):
    """A4: subject and plain text, to the letter what is sent; the person or program, and since when."""
    number = an_order(store, a_product(store, "Tulips")).order.number
    path = f"/orders/{number}"
    change = {"line_items": [{"id": "1", "quantity": 5}], "reason": "Anna called"}
    preview = till.post(f"{path}/change-previews", change).json()
    assert (preview["work_started"], preview["workers"], preview["needs_acceptance"]) == (False, [], False)
    assert "Tulips: 5 instead of 2" in preview["message"]["text"]
    till.post(f"{path}/steps")
    preview = till.post(f"{path}/change-previews", change).json()
    (worker,) = preview["workers"]
    assert (worker["kind"], worker["name"], preview["needs_acceptance"]) == ("key", "Till", True)
    assert till.get(path).json()["fulfillment"]["events"][0]["occurred_at"] == worker["since"]
    assert till.post(f"{path}/changes", preview["commit"]).status_code == 200
    letter = Message.objects.get(kind="confirmation", version=2)
    sent = render(letter, contexts_for([letter])[letter.pk])
    assert preview["message"] == {
        "kind": "confirmation", "address": "anna@example.com", "subject": sent.subject, "text": sent.text,
    }  # fmt: skip
    nothing = till.post(f"{path}/change-previews", {"note": ""}).json()
    assert (nothing["message"], nothing["needs_acceptance"]) == (None, False)


def test_begun_work_goes_on_after_the_newer_version_is_accepted(store, till):
    """A5, H4: refused with both versions and the difference; accepted by the newest number only, and once."""
    number = an_order(store).order.number
    path = f"/orders/{number}"
    till.post(f"{path}/steps")
    change = {"line_items": [{"id": "1", "quantity": 5}]}
    changed = till.post(
        f"{path}/changes", till.post(f"{path}/change-previews", change).json()["commit"]
    ).json()
    assert (changed["accepted_version"], changed["needs_acceptance"]) == (1, True)
    (listed,) = till.get("/orders").json()["items"]
    assert (listed["accepted_version"], listed["needs_acceptance"]) == (1, True)

    refused = till.post(f"{path}/steps")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_accepted")
    facts = refused.json()["facts"]
    assert [one["version"] for one in facts["versions"]] == [1, 2]
    assert ("quantity", 2, 5) in [(one["kind"], one["before"], one["after"]) for one in facts["differences"]]
    assert (refused["ETag"], facts["order"]["revision"]) == (
        f'"{changed["revision"]}.0"',
        changed["revision"],
    )

    late = till.post(f"{path}/acceptances", {"version": 1})
    assert (late.status_code, late.json()["code"]) == (409, "nothing_to_accept")
    assert [one["version"] for one in late.json()["facts"]["versions"]] == [1, 2]
    assert till.post(f"{path}/acceptances", {"version": 2}, If_Match='"1"').status_code == 412
    key = {"Idempotency_Key": "seen-2", "If_Match": refused["ETag"]}
    done = till.post(f"{path}/acceptances", {"version": 2}, **key)
    again = till.post(f"{path}/acceptances", {"version": 2}, **key)
    assert (done.status_code, done.json()["needs_acceptance"]) == (200, False)
    assert (again.json(), again["Idempotency-Replayed"]) == (done.json(), "true")
    said = [
        one for one in till.get(f"{path}/events").json()["items"] if one["type"] == "order.version_accepted"
    ]
    assert [(one["actor"]["name"], one["data"]["version"]) for one in said] == [("Till", 2)]
    assert till.post(f"{path}/steps").json()["status"] == "ready"


def test_a_version_that_is_not_the_newest_is_not_acknowledged_and_both_are_shown(store, till):
    """A3: what the buyer found right must be what holds."""
    path = f"/orders/{an_order(store).order.number}"
    change = {"line_items": [{"id": "1", "quantity": 3}]}
    preview = till.post(f"{path}/change-previews", change).json()
    bound = {name: preview[name] for name in ("seen_version", "fingerprint")}
    assert till.post(f"{path}/changes", {**bound, **change}).status_code == 200
    late = till.post(f"{path}/acknowledgements", {"version": 1})
    facts = late.json()["facts"]
    assert (late.status_code, late.json()["code"]) == (409, "nothing_to_acknowledge")
    assert (facts["seen"], facts["now"]) == (1, 2)
    assert [one["terms"]["lines"][0]["quantity"] for one in facts["versions"]] == [2, 3]
    assert [(one["kind"], one["before"], one["after"]) for one in facts["differences"]] == [
        ("quantity", 2, 3), ("total", 7800, 11700),
    ]  # fmt: skip
    assert (late["ETag"], facts["order"]["acknowledged_version"]) == ('"2.0"', 0)
    assert till.post(f"{path}/acknowledgements", {"version": 9}).json()["facts"]["versions"] == [
        facts["versions"][1]
    ]
    assert till.post(f"{path}/acknowledgements", {"version": 2}, If_Match=late["ETag"]).status_code == 200


@pytest.mark.parametrize(
    ("where", "body"),
    [
        ("acknowledgements", {"version": 1}),
        ("requests/{request}/answer", {"answer": "agreed", "text": "Gladly"}),
    ],
)
def test_what_agrees_to_an_order_can_name_the_one_that_was_looked_at(store, till, where, body):
    """A4, A6: the order was put on hold meanwhile; whoever says yes is shown that first."""
    path = f"/orders/{an_order(store).order.number}"
    asked = till.post(f"{path}/requests", {"kind": "change", "text": "Three, please"})
    where = f"{path}/{where.format(request=asked.json()['id'])}"
    held = till.put(f"{path}/hold", {"reason": "No peonies"}, If_Match=asked["ETag"])
    late = till.post(where, body, If_Match=asked["ETag"])
    assert (late.status_code, late.json()["facts"]["order"]["status"]) == (412, "on_hold")
    assert late["ETag"] == held["ETag"]
    now = till.post(where, body, If_Match=late["ETag"])
    assert now.status_code == 200
    assert now["ETag"] == till.get(path)["ETag"] != late["ETag"]


def test_the_work_goes_its_way(store, till):
    """C2: steps, back, hold and go on; the line of time tells all of it."""
    number = till.post("/orders", an_order_asked(a_product(store))).json()["number"]
    path = f"/orders/{number}"
    assert till.post(f"{path}/steps").json()["status"] == "preparing"
    assert till.post(f"{path}/steps-back").json()["status"] == "received"
    assert till.put(f"{path}/hold", {"reason": "No peonies"}).json()["status"] == "on_hold"
    assert till.delete(f"{path}/hold").json()["status"] == "received"
    sent = till.post(f"{path}/steps", {"to": "shipped", "tracking_number": "00340434"}).json()
    assert sent["line_items"][0]["status"] == "fulfilled"
    assert sent["fulfillment"]["events"][-1]["tracking_number"] == "00340434"
    refused = till.post(f"{path}/cancellation", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_that_step")
    told = [event["type"] for event in till.get(f"{path}/events").json()["items"]]
    assert told == [
        "order.placed", "order.confirmed", "order.advanced", "order.stepped_back", "order.held",
        "order.resumed", "order.advanced",
    ]  # fmt: skip


@pytest.mark.parametrize("lines", [[], None, ["9"], "1", [1]])
def test_cancelling_by_line_never_means_more_than_was_named(store, till, lines):
    """An empty list is not "all"."""
    number = an_order(store).order.number
    assert till.post(f"/orders/{number}/cancellation", {"lines": lines}).status_code == 422
    assert Order.objects.get(number=number).status == "received"


def test_cancelling_a_line_is_a_change_and_cancelling_all_is_the_end(store, till):
    number = an_order(store, a_product(store), a_product(store)).order.number
    every = till.post(f"/orders/{number}/cancellation", {"lines": ["1", "2"]})
    assert (every.status_code, list(every.json()["facts"]["fields"])) == (422, ["lines"])
    assert "cancel the whole order" in every.json()["detail"]
    strange = till.post(f"/orders/{number}/cancellation", {"lines": ["7"]})
    assert (strange.status_code, list(strange.json()["facts"]["fields"])) == (422, ["lines"])
    by_line = till.post(f"/orders/{number}/cancellation", {"lines": ["2"]}).json()
    assert (by_line["version"], by_line["status"], len(by_line["line_items"])) == (2, "received", 1)
    whole = till.post(f"/orders/{number}/cancellation", {"reason": "As you asked"}).json()
    assert (whole["status"], whole["payment"]["agreed"]) == ("cancelled", 0)


def test_an_order_under_review_is_confirmed_by_hand(till, store):
    """A7."""
    order = till.post("/orders", an_order_asked(a_product(store, needs_review=True))).json()
    assert (order["status"], order["confirmed_version"]) == ("pending", 0)
    answer = till.post(f"/orders/{order['number']}/confirmation", {"note": "In white, too."}).json()
    assert (answer["status"], answer["confirmed_version"]) == ("received", answer["version"])
    again = till.post(f"/orders/{order['number']}/confirmation", {})
    assert (again.status_code, again.json()["code"]) == (409, "not_under_review")


def test_confirming_by_hand_may_name_a_time_and_promises_nothing_that_has_passed(till, store):
    """A7, C5."""
    Store.objects.filter(pk=store.pk).update(review_rules={"every": True})
    store.refresh_from_db()
    week_ago, week_ahead = (timezone.now() + timedelta(days=days) for days in (-7, 7))
    orders = [an_order(store, now=week_ago).order.number for _ in range(2)]
    noon = (week_ahead + timedelta(days=-week_ahead.weekday())).strftime("%Y-%m-%dT11:00:00Z")
    past = till.post(f"/orders/{orders[0]}/confirmation", {"promised_at": "2020-01-06T11:00:00Z"})
    assert (past.status_code, past.json()["code"]) == (409, "cannot_promise")
    ancient = till.post(f"/orders/{orders[0]}/confirmation", {"promised_at": "1970-01-06T11:00:00Z"})
    assert (ancient.status_code, list(ancient.json()["facts"]["fields"])) == (422, ["promised_at"])
    named = till.post(f"/orders/{orders[0]}/confirmation", {"promised_at": noon}).json()
    anew = till.post(f"/orders/{orders[1]}/confirmation", {}).json()
    assert [(one["version"], one["confirmed_version"]) for one in (named, anew)] == [(2, 2), (2, 2)]
    assert named["fulfillment"]["expectations"][0]["earliest"] == noon
    assert anew["fulfillment"]["expectations"][0]["earliest"] > timezone.now().isoformat()


def test_a_preview_shows_the_promise_before_and_after(till, store):
    """A4, C5."""
    order = an_order(store, a_product(store), now=timezone.now()).order
    slow = a_product(store, preparation_minutes=10 * 60)
    shown = till.post(f"/orders/{order.number}/change-previews", {"note": "Ring twice"}).json()["promise"]
    assert shown["before"]
    assert shown["before"] == shown["after"]
    lines = [{"id": "1", "quantity": 2}, {"variant": slow.pk, "quantity": 1}]
    grown = till.post(f"/orders/{order.number}/change-previews", {"line_items": lines}).json()
    assert grown["promise"]["before"] == shown["before"]
    assert grown["promise"]["after"]["earliest"] > shown["before"]["latest"]
    assert "promise" in [change["kind"] for change in grown["changes"]]


def test_a_request_is_recorded_answered_and_the_version_acknowledged(till, store):
    """A3, A6."""
    path = f"/orders/{an_order(store).order.number}"
    asked = till.post(f"{path}/requests", {"kind": "change", "text": "Three, please"})
    assert asked.status_code == 201
    answer = {"answer": "declined", "text": "Sold out, sadly"}
    answered = till.post(f"{path}/requests/{asked.json()['id']}/answer", answer)
    assert answered.json()["answer"] == "declined"
    assert till.post(f"{path}/requests/{asked.json()['id']}/answer", answer).status_code == 409
    assert till.post(f"{path}/acknowledgements", {"version": 1}).json()["acknowledged_version"] == 1
    assert till.get(f"{path}/requests").json()["items"] == [answered.json()]
    assert till.get(f"{path}/messages").json()["items"]


def test_the_terms_of_a_version_have_its_digest(till, store):
    """A3: what was agreed can be shown to be what was agreed."""
    number = an_order(store).order.number
    version = till.get(f"/orders/{number}/versions/1").json()
    terms = json.dumps(version["terms"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(terms.encode()).hexdigest() == version["digest"]
