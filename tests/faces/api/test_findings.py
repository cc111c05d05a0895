"""Findings for programs: read by state, kind, order and owner; settled, accepted, given, reopened."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from kept.findings.models import Finding
from kept.messages.models import Message
from kept.orders.models import Order
from kept.stores.actions.invite_staff import invite_staff
from kept.stores.models import Staff, Store
from kept.stores.roles import May
from kept.webhooks.models import Delivery, Endpoint
from tests.rig.api_document import assert_fits
from tests.rig.factory import a_person, an_actor, an_order
from tests.rig.findings import a_finding, fail, find
from tests.rig.program import Program

pytestmark = pytest.mark.django_db
REASON = {"reason": "Rang her"}


@pytest.fixture
def finding(store: Store) -> Finding:
    return a_finding(store)


def path(finding: Finding, what: str = "") -> str:
    return f"/findings/{finding.pk}{what}"


def ids(till: Program, **asked: Any) -> list[int]:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return [item["id"] for item in till.get(f"/findings?{query}").json()["items"]]


def until(length: timedelta = timedelta(hours=1)) -> str:
    return (timezone.now() + length).isoformat()


def test_it_says_what_waits_and_names_no_address(till: Program, finding: Finding) -> None:
    answer = till.get(path(finding))
    shown = answer.json()
    assert_fits("FindingOut", shown)
    order = Order.objects.get(pk=finding.order_id)
    assert shown["kind"] == "message_failed"
    assert (shown["state"], shown["order"], shown["overdue"]) == ("open", order.number, False)
    assert shown["subject"] == {"kind": "message", "id": finding.subject_id}
    assert shown["facts"] == {"message": "confirmation", "to": "customer", "tries": 1}
    assert (shown["owner"], shown["decision"], shown["previous"]) == (None, None, None)
    assert order.email not in answer.content.decode()
    assert till.get("/findings").json()["items"] == [shown]


def test_it_is_settled_with_a_reason_once_and_can_be_reopened(till: Program, finding: Finding) -> None:
    done = till.post(path(finding, "/settlement"), REASON)
    assert done.status_code == 200
    assert done.json()["decision"] == {
        "ending": "by_hand", "reason": "Rang her", "decided_by": "Till",
        "decided_at": timezone.now().isoformat().replace("+00:00", "Z"),
    }  # fmt: skip
    assert_fits("FindingOut", done.json())
    again = till.post(path(finding, "/settlement"), REASON)
    assert (again.status_code, again.json()["code"]) == (409, "already_settled")
    opened = till.post(path(finding, "/reopening")).json()
    assert (opened["state"], opened["decision"], opened["times_reopened"]) == ("open", None, 1)
    assert till.post(path(finding, "/reopening")).json()["code"] == "already_open"


def test_it_is_accepted_until_a_time_and_is_open_again_then(till: Program, finding: Finding, clock) -> None:
    done = till.post(path(finding, "/acceptance"), {**REASON, "until": until()}).json()
    assert (done["state"], done["decision"]["ending"]) == ("accepted", None)
    assert ids(till, state="open") == []
    assert ids(till, state="accepted") == [finding.pk]
    clock.shift(timedelta(hours=1))
    assert ids(till, state="accepted") == []
    assert ids(till, state="open") == [finding.pk]
    back = till.get(path(finding)).json()
    assert (back["state"], back["decision"]["reason"]) == ("open", "Rang her")


@pytest.mark.parametrize(
    ("what", "body", "field"),
    [
        ("/settlement", {"reason": "\u200b"}, "reason"),
        ("/acceptance", {"reason": "Away", "until": "2001-01-01T00:00:00Z"}, "until"),
    ],
)
def test_a_decision_that_says_nothing_is_refused(
    till: Program, finding: Finding, what: str, body: dict[str, str], field: str
) -> None:
    refused = till.post(path(finding, what), body)
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_decision")
    assert list(refused.json()["facts"]["fields"]) == [field]


def test_it_is_given_to_somebody_and_taken_from_them(till: Program, store: Store, finding: Finding) -> None:
    user, actor = a_person(store)
    place = Staff.objects.get(store=store, user_id=actor.id)
    given = till.put(path(finding, "/owner"), {"owner": place.pk}).json()
    assert given["owner"] == {"id": place.pk, "name": user.name}
    assert ids(till, owner=place.pk) == [finding.pk]
    assert till.put(path(finding, "/owner"), {"owner": None}).json()["owner"] is None
    assert ids(till, owner=place.pk) == []


def test_they_are_found_by_state_kind_and_order(till: Program, store: Store, finding: Finding) -> None:
    other = a_finding(store)
    till.post(path(other, "/settlement"), REASON)
    number = Order.objects.get(pk=finding.order_id).number
    assert ids(till) == [other.pk, finding.pk]
    assert ids(till, state="open") == ids(till, order=number) == [finding.pk]
    assert ids(till, state="settled") == [other.pk]
    assert ids(till, kind="message_failed", order=number) == [finding.pk]
    assert ids(till, kind="something_else") == ids(till, order=10**6) == []


def test_pages_follow_one_another(till: Program, store: Store) -> None:
    made = [find(one).pk for one in Message.objects.filter(order_id=an_order(store).order.pk)]
    made += [a_finding(store).pk]
    first = till.get("/findings?limit=2").json()
    rest = till.get(f"/findings?limit=2&cursor={first['next_cursor']}").json()
    assert [item["id"] for item in (*first["items"], *rest["items"])] == sorted(made, reverse=True)
    assert rest["next_cursor"] is None


def test_a_decision_sent_twice_under_one_key_is_made_once(till: Program, finding: Finding) -> None:
    answers = [till.post(path(finding, "/settlement"), REASON, Idempotency_Key="k") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content


def test_an_order_says_how_many_are_open_and_its_tag_knows(till: Program, store: Store) -> None:
    order = an_order(store).order
    where = f"/orders/{order.number}"
    calm = till.get(where)
    assert calm.json()["open_findings"] == 0
    finding = fail(Message.objects.get(order_id=order.pk, to="customer"))
    found = till.get(where, If_None_Match=calm["ETag"])
    assert (found.status_code, found.json()["open_findings"]) == (200, 1)
    assert till.get(where, If_None_Match=found["ETag"]).status_code == 304
    # It stands in the way of no step.
    stepped = till.post(f"{where}/steps", If_Match=found["ETag"])
    assert (stepped.status_code, stepped.json()["open_findings"]) == (200, 1)
    assert till.get(where)["ETag"] == stepped["ETag"]
    till.post(path(finding, "/settlement"), REASON)
    assert till.get(where, If_None_Match=stepped["ETag"]).json()["open_findings"] == 0


def test_what_concerns_those_who_invite_is_shown_to_no_program(till: Program, store: Store) -> None:
    invite_staff(actor=an_actor(store), email="jo@example.com", role="support", now=timezone.now())
    finding = fail(Message.objects.get(kind="invitation"))
    assert ids(till) == []
    assert till.get(path(finding)).status_code == 404
    assert till.post(path(finding, "/settlement"), REASON).status_code == 404


def test_who_may_only_read_decides_nothing(store: Store, finding: Finding) -> None:
    reader = Program(store, [May.READ_ORDERS])
    assert reader.get(path(finding)).status_code == 200
    assert reader.post(path(finding, "/settlement"), REASON).status_code == 403


def test_programs_are_told(till: Program, store: Store) -> None:
    names = till.get("/webhook-event-types").json()["items"]
    assert {f"finding.{what}" for what in ("opened", "assigned", "accepted", "settled", "reopened")} <= set(
        names
    )
    Endpoint.objects.create(
        store=store, url="https://a.example/", sealed_secret="x", created_at=timezone.now(),
        events=" finding.opened finding.settled ",
    )  # fmt: skip
    finding = a_finding(store)
    till.post(path(finding, "/settlement"), REASON)
    assert Delivery.objects.count() == 2
