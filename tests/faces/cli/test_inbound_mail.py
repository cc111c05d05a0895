"""`kept inbound-mail` takes what a mail server pipes into it, and never sends a bounce back (F3)."""

import io
import os

import pytest

from kept.faces.cli.main import main
from kept.inbox import writes
from kept.inbox.models import InboxItem
from kept.inbox.writes import LARGEST_MAIL

pytestmark = pytest.mark.django_db


@pytest.fixture
def take_in(monkeypatch):
    def run(mail: bytes) -> int:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(mail)))
        return main(["inbound-mail"])

    return run


def test_a_mail_is_kept_as_it_came_and_once(take_in):
    mail = b"Subject: Hello\r\n\r\n\xff\x00\r\n"
    assert take_in(mail) == take_in(mail) == 0
    assert bytes(InboxItem.objects.get().body) == mail


@pytest.mark.parametrize("mail", [b"", b"x" * (LARGEST_MAIL + 1)])
def test_what_is_no_mail_is_refused_for_good(take_in, mail: bytes, capsys):
    assert take_in(mail) == os.EX_DATAERR
    assert "a mail has 1 to" in capsys.readouterr().err
    assert not InboxItem.objects.exists()


def test_when_nothing_can_be_kept_the_mail_server_comes_again(take_in, monkeypatch, capsys):
    def broken(*_words: object, **_named: object) -> bool:
        raise OSError("the disk is full")

    monkeypatch.setattr(writes, "store_mail", broken)
    assert take_in(b"Subject: Hello\r\n\r\n") == os.EX_TEMPFAIL
    assert "not now: the disk is full" in capsys.readouterr().err
