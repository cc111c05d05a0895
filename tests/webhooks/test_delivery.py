"""Programs are told what happens: signed, once per event, again when it fails, with an end (H4)."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from kept.adapters.webhooks import NotDelivered
from kept.journal.models import Entry
from kept.kit.refusals import Invalid, NotAllowed, NotFound
from kept.orders.actions.advance_order import advance_order
from kept.stores.roles import Role
from kept.webhooks.actions.add_endpoint import add_endpoint
from kept.webhooks.actions.change_endpoint import change_endpoint
from kept.webhooks.actions.redeliver import redeliver
from kept.webhooks.actions.remove_endpoint import remove_endpoint
from kept.webhooks.delivery import webhook_pump
from kept.webhooks.models import TRIES_AFTER, Delivery, Endpoint
from kept.webhooks.refusals import EndpointIsOff
from tests.rig.factory import a_store, an_actor, an_order

pytestmark = pytest.mark.django_db(transaction=True)
URL = "https://example.com/hooks"


class Receiver:
    """Answers what it is told to, and remembers what came."""

    def __init__(self, *answers):
        self.parcels, self.answers = [], list(answers)

    def __call__(self, parcel):
        self.parcels.append(parcel)
        answer = self.answers.pop(0) if self.answers else 200
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def types(self):
        return [json.loads(parcel.body)["type"] for parcel in self.parcels]


@pytest.mark.parametrize("failures", [1, 2, 3])
def test_a_clock_that_is_set_back_delays_no_retry(store, failures):
    add_endpoint(actor=an_actor(store), url=URL, now=timezone.now())
    an_order(store)
    now = timezone.now()
    for wait in TRIES_AFTER[: failures - 1]:
        deliver(now, posting=Receiver(*[500] * 9))
        now += wait
    deliver(now, posting=Receiver(*[500] * 9))
    receiver = Receiver()
    assert deliver(now, posting=receiver) == 0
    pump = webhook_pump(receiver)
    while pump(now - timedelta(hours=1)):
        pass
    assert receiver.parcels


def deliver(now, posting):
    """Deliver what is due, until nothing is; return how many were settled."""
    pump = webhook_pump(posting)
    unsettled = Delivery.objects.filter(state__in=("queued", "sending"), due_at__lte=now)
    before = unsettled.count()
    while pump(now):
        pass
    pump.finish(now)
    return before - unsettled.count()


@pytest.fixture
def store():
    return a_store()


@pytest.fixture
def owner(store):
    return an_actor(store)


def added(owner, events=(), url=URL):
    return add_endpoint(actor=owner, url=url, events=events, now=timezone.now())


def fresh(store):
    store.refresh_from_db()
    return store


def test_what_happens_is_told_signed_and_under_the_events_own_name(store, owner):
    endpoint = added(owner)
    order = an_order(fresh(store)).order
    receiver = Receiver()
    assert deliver(datetime.now(timezone.now().tzinfo), posting=receiver) == 2
    assert sorted(receiver.types) == ["order.confirmed", "order.placed"]
    for parcel in receiver.parcels:
        told = Webhook(endpoint.secret).verify(parcel.body, parcel.headers)
        assert told["data"]["number"] == order.number
        assert parcel.headers["webhook-id"] == f"evt_{told['data']['event_id']}"
        with pytest.raises(WebhookVerificationError):
            Webhook(endpoint.secret).verify(parcel.body + b" ", parcel.headers)
    assert deliver(datetime.now(timezone.now().tzinfo), posting=receiver) == 0
    assert set(Delivery.objects.values_list("state", "response_status")) == {("delivered", 200)}


def test_only_what_was_asked_for_is_told(store, owner):
    added(owner, ["order.advanced"])
    order = an_order(fresh(store)).order
    advance_order(actor=owner, number=order.number, now=timezone.now())
    receiver = Receiver()
    deliver(timezone.now(), posting=receiver)
    assert receiver.types == ["order.advanced"]


def test_a_store_without_endpoints_pays_nothing_for_them(store):
    an_order(store)
    with CaptureQueriesContext(connection) as asked:
        an_order(store)
    assert not [one for one in asked if "webhook" in one["sql"]]


def test_control_a_new_endpoint_is_known_at_once(store, owner):
    an_order(store)  # that there is no endpoint is now in memory
    added(owner)
    an_order(fresh(store))
    assert Delivery.objects.count() == 2


def test_an_event_that_cannot_be_read_is_given_up_and_holds_nobody_up(store, owner):
    added(owner)
    an_order(fresh(store))
    Entry.objects.filter(name="order.placed").update(name="order.eaten")
    receiver = Receiver()
    deliver(timezone.now(), posting=receiver)
    assert receiver.types == ["order.confirmed"]
    given_up = Delivery.objects.get(state="failed")
    assert "order.eaten" in given_up.last_error


def test_another_stores_events_stay_there(store, owner):
    added(owner)
    an_order(a_store())
    assert not Delivery.objects.exists()


def test_a_failed_delivery_is_tried_again_later_and_ends(store, owner):
    added(owner, ["order.confirmed"])
    an_order(fresh(store))
    at, receiver = timezone.now(), Receiver(*[NotDelivered("no answer"), 500, 301, 404, *[503] * 10])
    for wait in TRIES_AFTER:
        assert deliver(at, posting=receiver) == 1
        assert deliver(at + wait - timedelta(seconds=1), posting=receiver) == 0
        at += wait
    assert deliver(at, posting=receiver) == 1
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts) == ("failed", len(TRIES_AFTER) + 1)
    assert delivery.last_error == "The endpoint answered 503."
    assert len({parcel.headers["webhook-id"] for parcel in receiver.parcels}) == 1
    assert deliver(at + timedelta(days=30), posting=receiver) == 0


def test_an_endpoint_at_which_nothing_arrives_for_days_is_paused(store, owner):
    made = added(owner, ["order.confirmed"])
    an_order(fresh(store))
    at, receiver = timezone.now(), Receiver(*[500] * 20)
    for wait in TRIES_AFTER:
        deliver(at, posting=receiver)
        at += wait
    deliver(at, posting=receiver)
    endpoint = Endpoint.objects.get()
    assert endpoint.failing_since == timezone.now()
    assert endpoint.paused_at is not None
    assert Entry.objects.filter(name="endpoint.paused", actor_kind="system").exists()
    an_order(fresh(store))
    assert Delivery.objects.count() == 1
    change_endpoint(actor=owner, endpoint_id=made.endpoint.pk, active=True, now=at)
    an_order(fresh(store))
    assert Delivery.objects.count() == 2
    assert Endpoint.objects.get().failing_since is None


def test_an_arrival_ends_the_failing(store, owner):
    added(owner, ["order.confirmed"])
    an_order(fresh(store))
    deliver(timezone.now(), posting=Receiver(500))
    assert Endpoint.objects.get().failing_since == timezone.now()
    deliver(timezone.now() + TRIES_AFTER[0], posting=Receiver(204))
    assert Endpoint.objects.get().failing_since is None


def test_an_endpoint_that_is_gone_is_paused_at_once(store, owner):
    added(owner, ["order.confirmed"])
    an_order(fresh(store))
    deliver(timezone.now(), posting=Receiver(410))
    assert Delivery.objects.get().state == "failed"
    assert Endpoint.objects.get().paused_at == timezone.now()


def test_what_waits_for_an_endpoint_that_is_off_is_not_sent(store, owner):
    made = added(owner)
    an_order(fresh(store))
    change_endpoint(actor=owner, endpoint_id=made.endpoint.pk, active=False, now=timezone.now())
    receiver = Receiver()
    deliver(timezone.now(), posting=receiver)
    assert receiver.parcels == []
    with pytest.raises(EndpointIsOff):
        redeliver(
            actor=owner,
            endpoint_id=made.endpoint.pk,
            delivery_id=Delivery.objects.all()[0].pk,
            now=timezone.now(),
        )


def test_a_delivery_can_be_asked_for_again(store, owner):
    made = added(owner, ["order.confirmed"])
    an_order(fresh(store))
    receiver = Receiver()
    deliver(timezone.now(), posting=receiver)
    redeliver(
        actor=owner, endpoint_id=made.endpoint.pk, delivery_id=Delivery.objects.get().pk, now=timezone.now()
    )
    deliver(timezone.now(), posting=receiver)
    first, again = receiver.parcels
    assert (first.body, first.headers["webhook-id"]) == (again.body, again.headers["webhook-id"])


def test_one_that_hangs_holds_up_nobody_else(store, owner):
    added(owner, ["order.confirmed"], url="https://slow.example/")
    added(owner, ["order.confirmed"], url="https://quick.example/")
    an_order(fresh(store))

    def posting(parcel):
        if "slow" in parcel.url:
            raise NotDelivered("no answer in time")
        return 200

    assert deliver(timezone.now(), posting=posting) == 2
    assert dict(Delivery.objects.values_list("endpoint__url", "state")) == {
        "https://slow.example/": "queued",
        "https://quick.example/": "delivered",
    }


def test_the_secret_is_sealed_and_said_once(owner):
    made = added(owner)
    row = Endpoint.objects.get()
    assert made.secret.startswith("whsec_")
    assert made.secret.removeprefix("whsec_") not in row.sealed_secret
    written = json.dumps(list(Entry.objects.values_list("data", flat=True)))
    assert "/hooks" not in written  # a path may be a secret, too
    assert "example.com" in written


def test_only_who_may_manage_endpoints_does(store, owner):
    made = added(owner)
    packer = an_actor(store, Role.FULFILMENT)
    elsewhere = an_actor(a_store())
    for who, refusal in ((packer, NotAllowed), (elsewhere, NotFound)):
        with pytest.raises(refusal):
            change_endpoint(actor=who, endpoint_id=made.endpoint.pk, active=False, now=timezone.now())
        with pytest.raises(refusal):
            remove_endpoint(actor=who, endpoint_id=made.endpoint.pk, now=timezone.now())
        with pytest.raises(refusal):
            redeliver(actor=who, endpoint_id=made.endpoint.pk, delivery_id=1, now=timezone.now())
    with pytest.raises(NotAllowed):
        add_endpoint(actor=packer, url=URL, now=timezone.now())
    remove_endpoint(actor=owner, endpoint_id=made.endpoint.pk, now=timezone.now())
    assert not Endpoint.objects.exists()


def test_an_event_that_is_told_to_nobody_is_refused(owner):
    with pytest.raises(Invalid):
        added(owner, ["OrderEaten"])
    with pytest.raises(Invalid):
        added(owner, ["link.replaced"])


def test_private_addresses_are_for_those_who_say_so(owner, settings):
    with pytest.raises(Invalid):
        added(owner, url="http://127.0.0.1/hooks")
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, webhook_private=True)
    assert added(owner, url="http://127.0.0.1/hooks").endpoint.url == "http://127.0.0.1/hooks"


def test_what_nobody_thought_of_fails_like_everything_else_and_holds_up_nothing(store, owner):
    """One that could be asked for again and again would keep the pump from all the others."""
    added(owner)
    an_order(fresh(store))
    receiver = Receiver(ValueError("odd"))
    deliver(timezone.now(), posting=receiver)
    failed, other = Delivery.objects.get(response_status=None), Delivery.objects.get(response_status=200)
    assert (failed.state, "odd" in failed.last_error) == ("queued", True)
    assert (other.state, len(receiver.parcels)) == ("delivered", 2)
