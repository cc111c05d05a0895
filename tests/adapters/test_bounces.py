"""Mail that comes back is understood, and nobody can make its reader stumble (F3; reliability: hostile input)."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kept.adapters.bounces import NoReport, read_notification, with_reference
from kept.adapters.smtp import SmtpMailer
from tests.rig.notifications import a_complaint, a_notification
from tests.rig.post import Post

BOUNCES = "bounces@wren.example"
OURS = "bounces+12.0.0123456789abcdef01234567@wren.example"
REFERENCE = "12.0.0123456789abcdef01234567"


def read(mail: bytes):
    return read_notification(mail, bounce_address=BOUNCES)


def test_the_address_names_the_mail():
    assert with_reference(BOUNCES, REFERENCE) == OURS


def test_the_envelope_has_a_sender_of_its_own_and_the_mail_does_not_show_it(post: Post):
    mailer = SmtpMailer(post.smtp(), bounce_address=BOUNCES)
    mail = b"From: orders@wren.example\r\nSubject: Hello\r\n\r\nA line.\r\n"
    mailer.hand_over(
        sender="orders@wren.example", recipient="anna@kept.example", mail=mail, reference=REFERENCE
    )
    mailer.close()
    assert post.senders == [OURS]
    assert post.read()[0]["From"] == "orders@wren.example"


def test_without_a_bounce_address_it_comes_from_whom_it_always_came(post: Post):
    mailer = SmtpMailer(post.smtp())
    mailer.hand_over(
        sender="orders@wren.example",
        recipient="anna@kept.example",
        mail=b"Subject: x\r\n\r\n",
        reference=REFERENCE,
    )
    mailer.close()
    assert post.senders == ["orders@wren.example"]


@pytest.mark.parametrize(
    ("action", "status", "what"),
    [
        ("failed", "5.1.1", "bounced"),
        ("failed", "4.4.7", "bounced"),  # they have given up, whatever it was
        ("Failed (denied)", "5.7.1", "bounced"),
        ("delayed", "4.2.0", "delayed"),
        ("delivered", "2.0.0", "delivered"),
    ],
)
def test_what_a_notification_says(action: str, status: str, what: str):
    report = read(a_notification(OURS, action=action, status=status))
    assert (report.reference, report.what) == (REFERENCE, what)
    assert report.reason == "550 5.1.1 <anna@example.com>: no such user"


def test_a_server_that_writes_addresses_in_capitals_is_understood():
    assert read(a_notification(OURS.upper())).reference == REFERENCE


def test_words_of_a_stranger_stay_on_one_line():
    reason = read(a_notification(OURS, diagnostic="550 a\u202eb\r\n c\x00d " + "x" * 500)).reason
    assert reason.isprintable()
    assert len(reason) <= 300


@pytest.mark.parametrize(
    "said",
    [
        {"fields": f"Original-Mail-From: <{OURS}>\n"},
        {"headers": f"Return-Path: <{OURS}>\n"},
        {"headers": f"Return-Path: <{OURS}>\n", "attached": "text/rfc822-headers"},
    ],
    ids=["as the report says", "as the mail had it", "as its headers had it"],
)
def test_a_reader_who_calls_it_spam_is_heard(said: dict[str, str]):
    report = read(a_complaint(**said))
    assert (report.reference, report.what) == (REFERENCE, "complained")


@pytest.mark.parametrize("kind", ["not-spam", "fraud-report", "virus", ""])
def test_what_is_said_of_a_mail_that_is_no_complaint_counts_as_none(kind: str):
    with pytest.raises(NoReport):
        read(a_complaint(kind=kind, fields=f"Original-Mail-From: <{OURS}>\n"))


def test_a_complaint_about_a_mail_of_others_is_none_about_ours():
    with pytest.raises(NoReport):
        read(a_complaint(fields="Original-Mail-From: <news@other.example>\n"))


@pytest.mark.parametrize("action", ["relayed", "expanded", "", "exploded"])
def test_what_says_nothing_of_an_end_is_no_report(action: str):
    with pytest.raises(NoReport):
        read(a_notification(OURS, action=action))


@pytest.mark.parametrize(
    "to",
    [
        "bounces@wren.example",
        "bounces+12.0.0123456789abcdef01234567@wren.example.evil.example",
        "bounces+12.0.0123456789abcdef01234567@other.example",
        "orders+12.0.0123456789abcdef01234567@wren.example",
        "bounces+" + "1" * 500 + "@wren.example",
    ],
)
def test_what_came_to_another_address_is_not_about_a_mail_of_ours(to: str):
    with pytest.raises(NoReport):
        read(a_notification(to))


@pytest.mark.parametrize(
    "mail",
    [
        b"",
        b"Subject: I am away until Monday\r\nTo: " + OURS.encode() + b"\r\n\r\nBack soon.\r\n",
        b"To: " + OURS.encode() + b"\r\nContent-Type: multipart/report\r\n\r\nno parts\r\n",
        b"To: " + OURS.encode() + b"\r\nContent-Type: multipart/report; boundary=x\r\n\r\n--x\r\n"
        b"Content-Type: message/delivery-status\r\n\r\n--x--\r\n",
        a_notification(OURS).replace(b"multipart/report", b"multipart/mixed"),
        a_notification(OURS).replace(b"message/delivery-status", b"text/plain"),
    ],
    ids=["empty", "away", "no parts", "no status", "mixed", "text"],
)
def test_other_mail_is_no_report(mail: bytes):
    with pytest.raises(NoReport):
        read(mail)


def test_a_notification_inside_a_forwarded_mail_is_not_looked_for():
    head = b"To: " + OURS.encode() + b"\r\nContent-Type: multipart/report; boundary=out\r\n\r\n--out\r\n"
    inner = a_notification("bounces+99.0.0123456789abcdef01234567@wren.example")
    with pytest.raises(NoReport):
        read(head + b"Content-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--out--\r\n")


def nested(depth: int) -> bytes:
    parts = [f"Content-Type: multipart/report; boundary=b{at}\n\n--b{at}\n" for at in range(depth)]
    return f"To: {OURS}\n{''.join(parts)}".encode()


TO_US = b"To: " + OURS.encode() + b"\n"
BOMBS = {
    "parts within parts": nested(30_000),
    "parts within parts, a few": nested(7) + b"x\n" * 500_000,
    "many small blocks": TO_US
    + b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
    + b"a: b\n\n" * 300_000,
    "many headers": TO_US + b"To: x\n" * 300_000 + b"\n",
    "one long header": b"To: " + b"a@b," * 450_000 + b"\n\n",
    "one long line": b"x" * 2_000_000,
    "parameters": TO_US + b"Content-Type: multipart/report" + b"; a=b" * 350_000 + b"\n\n",
    "quotes": TO_US + b'Content-Type: multipart/report; x="' + b"\\" * 900_000 + b"\n\n",
    "folded parameters": TO_US + b"Content-Type: multipart/report" + b";\r a=b" * 350_000 + b"\n\n",
    "encoded names": TO_US + b"Content-Type: multipart/report" + b"; a*0*=b" * 200_000 + b"\n\n",
}


@pytest.mark.wall_clock
@pytest.mark.parametrize("bomb", list(BOMBS))
def test_a_bomb_costs_no_more_than_a_moment(bomb: str):
    begun = time.process_time()
    with pytest.raises(NoReport):
        read(BOMBS[bomb][: 2 * 1024 * 1024])
    assert time.process_time() - begun < 3


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 1600), st.integers(0, 200))
def test_whatever_is_broken_in_it_it_is_a_report_or_none(noise: bytes, at: int, cut: int):
    whole = a_notification(OURS)
    try:
        report = read(whole[:at] + noise + whole[at + cut :])
    except NoReport:
        return
    assert report.what in ("bounced", "delayed", "delivered")
    assert report.reason.isprintable()
