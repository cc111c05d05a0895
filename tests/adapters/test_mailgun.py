"""Mail through Mailgun's API, over HTTP against one on this machine; and what its webhooks say (F1, F3)."""

import json
import time
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from django.utils import timezone

from kept.adapters.mailer import Refused, TryAgain, Unreachable
from kept.adapters.mailgun import (
    LONGEST_SECONDS_UNDERWAY,
    REFERENCE,
    MailgunMailer,
    read_report,
    verified_token,
    why_unavailable,
)
from tests.rig.mailgun import DELAYED, KEY, SIGNING_KEY, Mailgun, Taken, signed
from tests.rig.post import free_port

A, B = "orders@wren.example", "anna@example.com"
ABOUT = Taken({"to": B, "from": A, "h:Message-Id": "<m1@wren.example>", f"v:{REFERENCE}": "1.0.abc"})


def a_mail() -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Reply-To"] = f'"Wren & Ivy" <{A}>', B, "hello@wren.example"
    mail["Subject"], mail["Message-ID"], mail["References"] = "Schöne Grüße", "<m1.ab@wren.example>", "<o1@x>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("Your order: ×3\n.A line with a point first.\n")
    mail.add_alternative("<p>Your order</p>\n", subtype="html")
    return mail.as_bytes()


@pytest.fixture
def mailer(mailgun: Mailgun) -> Iterator[MailgunMailer]:
    mailer = MailgunMailer(mailgun.account())
    yield mailer
    mailer.close()


def hand_over(mailer: MailgunMailer, recipient: str = B) -> None:
    mailer.hand_over(sender=A, recipient=recipient, mail=a_mail(), reference="7.0.abc")


def test_a_mail_keeps_what_it_says_its_message_id_and_its_reference(mailgun: Mailgun, mailer: MailgunMailer):
    hand_over(mailer)
    (taken,) = mailgun.taken
    assert taken.fields["h:Message-Id"] == "<m1.ab@wren.example>"
    assert taken.fields["v:kept-reference"] == "7.0.abc"
    assert (taken.fields["to"], taken.fields["from"]) == (B, f"Wren & Ivy <{A}>")
    assert taken.fields["subject"] == "Schöne Grüße"
    assert taken.fields["text"] == "Your order: ×3\n.A line with a point first.\n"
    assert taken.fields["html"] == "<p>Your order</p>\n"
    assert taken.fields["h:Reply-To"] == "hello@wren.example"
    assert (taken.fields["h:References"], taken.fields["h:Auto-Submitted"]) == ("<o1@x>", "auto-generated")


def test_nobody_is_watched(mailgun: Mailgun, mailer: MailgunMailer):
    hand_over(mailer)
    assert mailgun.taken[0].fields["o:tracking-opens"] == mailgun.taken[0].fields["o:tracking-clicks"] == "no"


@pytest.mark.parametrize(
    ("how", "failure", "says", "was_taken"),
    [
        ("reject", Refused, "400 to parameter is not a valid address", False),
        ("limit", Unreachable, "429", False),  # whatever comes next would be turned away, too
        ("break", TryAgain, "500 Internal Server Error", False),
        ("hang", TryAgain, "before Mailgun had answered", False),
        ("drop", TryAgain, "before Mailgun had answered", True),
        ("mumble", TryAgain, "200", True),
    ],
)
def test_each_failure_says_what_it_asks_for(
    mailgun: Mailgun, mailer: MailgunMailer, how: str, failure: type[Exception], says: str, was_taken: bool
):
    mailgun.behave = [how]
    with pytest.raises(failure, match=says) as raised:
        hand_over(mailer)
    assert type(raised.value) is failure
    assert bool(mailgun.taken) == was_taken
    hand_over(mailer)  # and the next one is well
    assert len(mailgun.taken) == 1 + was_taken


@pytest.mark.wall_clock
def test_a_provider_that_hangs_is_not_waited_for_longer_than_agreed(mailgun: Mailgun, mailer: MailgunMailer):
    mailgun.behave = ["hang"]
    begun = time.monotonic()
    with pytest.raises(TryAgain):
        hand_over(mailer)
    assert time.monotonic() - begun < 1.2


@pytest.mark.parametrize("wrong", [{"key": "another"}, {"domain": "mg.other.example"}])
def test_a_wrong_key_or_domain_is_nobodys_mail(mailgun: Mailgun, wrong: dict[str, str]):
    with pytest.raises(Unreachable, match=r"lets us send nothing now: 40[14]"):
        hand_over(MailgunMailer(mailgun.account(**wrong)))


def test_where_nobody_listens_nothing_was_handed_over(mailgun: Mailgun):
    nowhere = mailgun.account(url=f"http://127.0.0.1:{free_port()}/v3")
    with pytest.raises(Unreachable, match="cannot be reached"):
        hand_over(MailgunMailer(nowhere))


def test_what_cannot_be_an_address_is_refused_and_holds_up_nobody(mailgun: Mailgun, mailer: MailgunMailer):
    with pytest.raises(Refused):
        hand_over(mailer, recipient="anna at example")
    hand_over(mailer)
    assert len(mailgun.taken) == 1


def test_the_connection_is_kept_while_there_is_work_and_closed_at_rest(mailgun: Mailgun):
    seconds = [0.0]
    mailer = MailgunMailer(mailgun.account(), clock=lambda: seconds[0])
    hand_over(mailer)
    mailer.rest()
    hand_over(mailer)
    assert mailgun.connections == 1
    seconds[0] = 31.0
    mailer.rest()
    hand_over(mailer)
    assert mailgun.connections == 2
    mailer.close()


def test_the_check_sends_nothing_and_knows_a_wrong_key(mailgun: Mailgun):
    assert why_unavailable(mailgun.account()) == ""
    assert "401: Invalid private key" in why_unavailable(mailgun.account(key="another"))
    assert "cannot be reached" in why_unavailable(mailgun.account(url=f"http://127.0.0.1:{free_port()}/v3"))
    assert mailgun.taken == []


def test_a_key_stands_in_no_sentence(mailgun: Mailgun, mailer: MailgunMailer):
    for how in ("reject", "limit", "break", "drop"):
        mailgun.behave = [how]
        with pytest.raises((Refused, TryAgain, Unreachable)) as raised:
            hand_over(mailer)
        assert KEY not in str(raised.value)


def test_a_signed_webhook_is_known_by_its_token():
    body = signed({"event": "delivered"})
    token = json.loads(body)["signature"]["token"]
    assert verified_token(body, signing_key=SIGNING_KEY, now=timezone.now()) == token


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"signature": null}',
        b'{"signature": {"token": "a", "timestamp": "1", "signature": 7}}',
        b'{"signature": {"token": "a", "timestamp": "\xc3\xbc", "signature": "b"}}',
        b"[" * 100_000,
    ],
    ids=lambda body: repr(body[:20]),
)
def test_nothing_else_is(body: bytes):
    assert verified_token(body, signing_key=SIGNING_KEY, now=timezone.now()) == ""


def test_a_signature_by_another_key_is_none():
    assert verified_token(signed({}, key="another"), signing_key=SIGNING_KEY, now=timezone.now()) == ""


@pytest.mark.parametrize("too_old", [1, -1])
def test_an_old_signature_is_somebodys_copy(too_old: int):
    at = timezone.now().timestamp() - too_old * (LONGEST_SECONDS_UNDERWAY + 5)
    assert verified_token(signed({}, at=at), signing_key=SIGNING_KEY, now=timezone.now()) == ""


@pytest.mark.parametrize(
    ("event", "more", "what", "reason"),
    [
        ("delivered", {}, "delivered", "OK"),
        ("failed", {}, "bounced", "5.1.1 No such user here"),
        ("failed", DELAYED, "delayed", "4.7.1 Try again later"),
        ("complained", {}, "complained", ""),
        ("rejected", {"reject": {"reason": "Sandbox\r\nsubdomain"}}, "bounced", "Sandbox subdomain"),
    ],
)
def test_each_event_in_our_words(mailgun: Mailgun, event: str, more: dict, what: str, reason: str):
    report = read_report(mailgun.webhook(ABOUT, event, **more))
    assert report is not None
    assert (report.reference, report.what, report.reason) == ("1.0.abc", what, reason)
    assert report.at is not None
    assert abs((report.at - timezone.now()).total_seconds()) < 1


def test_who_opened_a_mail_is_not_our_business(mailgun: Mailgun):
    assert read_report(mailgun.webhook(ABOUT, "opened")) is None


@pytest.mark.parametrize("data", [[], {}, {"event": []}, {"event": "delivered", "timestamp": 1e400}, None])
def test_a_webhook_that_makes_no_sense_says_so(data):
    with pytest.raises(ValueError, match="cannot be read"):
        read_report(signed(data))
