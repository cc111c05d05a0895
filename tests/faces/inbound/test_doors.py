"""The doors for those who send in what nobody asked for: proved, kept raw, answered at once, never interpreted (F3)."""

import random

import pytest
from django.test import Client
from django.utils import timezone

from kept.adapters.mailgun import REFERENCE
from kept.faces.body_limits import LARGEST_WEBHOOK
from kept.inbox.models import InboxItem
from kept.inbox.writes import LARGEST_MAIL
from kept.journal.models import Entry
from kept.messages.models import Message
from kept.messages.references import reference
from kept.stores.models import Store
from tests.rig.factory import an_order
from tests.rig.inbox import SECRET, handle_items
from tests.rig.mailgun import DELAYED, Mailgun, Taken, send, signed
from tests.rig.notifications import a_notification

pytestmark = pytest.mark.django_db

MAILGUN, MAIL = "/inbound/mailgun", f"/inbound/mail/{SECRET}"


@pytest.fixture(autouse=True)
def _configured(environment):
    """The doors are open."""


def taken(message: Message, **fields: str) -> Taken:
    """The message as Mailgun has it."""
    named = {"to": message.address, "from": "orders@wren.example", "h:Message-Id": "<m@wren.example>"}
    return Taken({**named, f"v:{REFERENCE}": reference(message), **fields})


def post(
    client: Client, body: bytes, *, url: str = MAILGUN, kind: str = "application/json", **headers
) -> int:
    return client.post(url, data=body, content_type=kind, headers=headers or None).status_code


def handle() -> None:
    while handle_items(timezone.now()):
        pass


def test_a_signed_webhook_is_kept_as_it_came_and_read_later(
    client: Client, message: Message, mailgun: Mailgun, django_assert_max_num_queries
):
    body = mailgun.webhook(taken(message), "delivered")
    with django_assert_max_num_queries(3):  # one statement, and its transaction
        assert post(client, body) == 200
    item = InboxItem.objects.get()
    assert (bytes(item.body), item.source, item.headers) == (
        body,
        "mailgun",
        {"Content-Type": "application/json"},
    )
    message.refresh_from_db()
    assert message.state == Message.State.HANDED_OVER
    handle()
    message.refresh_from_db()
    assert message.state == Message.State.DELIVERED


def test_a_second_time_is_answered_as_the_first_and_does_nothing(
    client: Client, message: Message, mailgun: Mailgun
):
    body = mailgun.webhook(taken(message), "delivered")
    for _ in range(3):
        assert post(client, body) == 200
        handle()
    assert InboxItem.objects.count() == Entry.objects.filter(name="message.delivered").count() == 1


def test_a_thousand_in_any_order_settle_each_message_once(client: Client, store: Store, mailgun: Mailgun):
    """50 messages with twenty webhooks each, many twice, all shuffled; handled while they come in."""
    for _ in range(50):
        an_order(store)
    Message.objects.update(state=Message.State.HANDED_OVER, attempts=1, handed_over_at=timezone.now())
    bodies: list[bytes] = []
    expected: dict[int, str] = {}
    for number, message in enumerate(Message.objects.filter(to=Message.To.CUSTOMER)):
        story = ["delivered", "bounced", "complained"][: number % 3 + 1]
        expected[message.pk] = story[-1]
        mail = taken(message)
        said = [mailgun.webhook(mail, "failed" if what == "bounced" else what) for what in story * 2]
        said += [mailgun.webhook(mail, "failed", **DELAYED), mailgun.webhook(mail, "opened")]
        bodies += said + said[: 20 - len(said)] + [said[0]] * max(0, 20 - 2 * len(said))
    random.Random(7).shuffle(bodies)
    assert len(bodies) == 1_000
    for number, body in enumerate(bodies):
        assert post(client, body) == 200
        if number % 97 == 0:
            handle_items(timezone.now())
    handle()
    assert dict(Message.objects.filter(pk__in=expected).values_list("pk", "state")) == expected
    settled = Entry.objects.filter(name__in=["message.delivered", "message.bounced", "message.complained"])
    told = [(entry.data["message_id"], entry.name) for entry in settled]
    assert len(told) == len(set(told)), "each is told once"
    assert not InboxItem.objects.exclude(state__in=["handled", "ignored"]).exists()


UNSIGNED = {
    "object": lambda: b"{}",
    "list": lambda: b"[]",
    "nul": lambda: b"\x00",
    "forged": lambda: signed({"event": "delivered"}, key="another"),
    "old": lambda: signed({"event": "delivered"}, at=timezone.now().timestamp() - 90_000),
}


@pytest.mark.parametrize("kind", list(UNSIGNED))
def test_what_is_not_signed_leaves_no_trace(client: Client, kind: str):
    assert post(client, UNSIGNED[kind]()) == 403
    assert not InboxItem.objects.exists()


def test_a_signature_cannot_be_used_for_another_text(client: Client, message: Message, mailgun: Mailgun):
    """Mailgun signs no more than a time and a token; so a token is taken once."""
    mail = taken(message)
    seen = mailgun.webhook(mail, "delivered")
    assert post(client, seen) == 200
    assert post(client, seen.replace(b'"delivered"', b'"complained"')) == 200
    handle()
    message.refresh_from_db()
    assert message.state == Message.State.DELIVERED


@pytest.mark.parametrize(
    "forged", ["", "1.0.000000000000000000000000", "x" * 5000, "'; DROP TABLE message; --"]
)
def test_a_signed_webhook_about_nothing_of_ours_changes_nothing(
    client: Client, message: Message, mailgun: Mailgun, forged: str
):
    assert post(client, mailgun.webhook(taken(message, **{f"v:{REFERENCE}": forged}), "failed")) == 200
    handle()
    item = InboxItem.objects.get()
    assert (item.state, item.last_error) == ("ignored", "It is about no message of ours.")
    message.refresh_from_db()
    assert message.state == Message.State.HANDED_OVER


def test_a_mail_that_came_back_is_known_by_its_address(client: Client, message: Message):
    mail = a_notification(f"bounces+{reference(message)}@wren.example")
    assert post(client, mail, url=MAIL, kind="message/rfc822") == 200
    assert post(client, mail, url=MAIL, kind="message/rfc822") == 200
    handle()
    message.refresh_from_db()
    assert (message.state, message.report) == (
        Message.State.BOUNCED,
        "550 5.1.1 <anna@example.com>: no such user",
    )
    assert InboxItem.objects.count() == 1


def test_a_forged_notification_changes_nothing(client: Client, message: Message):
    forged = f"{message.pk}.0.{'0' * 24}"
    assert (
        post(client, a_notification(f"bounces+{forged}@wren.example"), url=MAIL, kind="message/rfc822") == 200
    )
    handle()
    message.refresh_from_db()
    assert message.state == Message.State.HANDED_OVER
    assert InboxItem.objects.get().last_error == "It is about no message of ours."


@pytest.mark.parametrize("secret", ["x", SECRET[:-1], SECRET + "x", "é"])
def test_who_does_not_know_the_secret_finds_nothing(client: Client, secret: str):
    assert post(client, b"x", url=f"/inbound/mail/{secret}", kind="message/rfc822") == 404
    assert not InboxItem.objects.exists()


@pytest.mark.parametrize("url", [MAILGUN, MAIL])
def test_a_door_without_a_key_is_not_there(client: Client, environment, url: str):
    environment(mail_webhook_key="", inbound_secret="")
    assert (
        post(client, signed({}), url=url, kind="message/rfc822" if url == MAIL else "application/json") == 404
    )


@pytest.mark.parametrize(
    ("url", "kind", "largest"),
    [(MAILGUN, "application/json", LARGEST_WEBHOOK), (MAIL, "message/rfc822", LARGEST_MAIL)],
)
def test_what_is_too_large_is_not_read(client: Client, url: str, kind: str, largest: int):
    assert post(client, b"x" * (largest + 1), url=url, kind=kind) == 413
    assert not InboxItem.objects.exists()


@pytest.mark.parametrize(
    ("url", "kind"), [(MAILGUN, "application/x-www-form-urlencoded"), (MAIL, "text/plain")]
)
def test_another_kind_of_text_is_refused(client: Client, url: str, kind: str):
    assert post(client, b"a=b", url=url, kind=kind) == 415
    assert client.get(url).status_code == 405


def test_over_http_as_mailgun_sends_it(live_server, message: Message, mailgun: Mailgun):
    assert send(f"{live_server.url}{MAILGUN}", mailgun.webhook(taken(message), "complained")) == 200
    handle()
    message.refresh_from_db()
    assert message.state == Message.State.COMPLAINED
