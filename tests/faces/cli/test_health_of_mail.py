"""`kept check` knows whether mail can leave, by whichever way, and whether anybody would say that it arrived (F3)."""

import dataclasses

import pytest

from kept.faces.cli import health
from tests.rig.imap import Provider, provider
from tests.rig.mailgun import KEY, Mailgun, mailgun
from tests.rig.post import Post, post

__all__ = ["mailgun", "post", "provider"]


@pytest.fixture
def findings(settings):
    def look(**values: object) -> dict[str, tuple[bool, str]]:
        settings.ENVIRONMENT = dataclasses.replace(settings.ENVIRONMENT, **values)
        return {result.name: (result.ok, result.message) for result in health._mail()}

    return look


def test_a_provider_that_lets_us_send_and_reports(findings, mailgun: Mailgun):
    found = findings(mail_api=mailgun.account(), mail_webhook_key="key")
    assert found == {"mail": (True, "Mailgun accepts mail")}
    assert mailgun.taken == []


def test_without_a_webhook_key_nobody_says_whether_mail_arrives(findings, mailgun: Mailgun):
    well, says = findings(mail_api=mailgun.account(), mail_webhook_key="")["reports"]
    assert not well
    assert "KEPT_MAIL_WEBHOOK_KEY" in says


def test_a_wrong_key_is_found_and_not_shown(findings, mailgun: Mailgun):
    well, says = findings(mail_api=mailgun.account(key="another"), mail_webhook_key="key")["mail"]
    assert not well
    assert "401: Invalid private key. See KEPT_MAIL_API_URL" in says
    assert KEY not in says
    assert "another" not in says


def test_a_mail_server_says_whether_returned_mail_is_read(findings, post: Post):
    assert "does not learn of mail that bounces" in findings(smtp=post.smtp(), bounce_address="")["mail"][1]
    well, says = findings(smtp=post.smtp(), bounce_address="bounces@wren.example")["mail"]
    assert (well, says.endswith("answers")) == (True, True)


def test_a_mailbox_for_returned_mail_is_tried(findings, post: Post, provider: Provider):
    mailbox = {
        "smtp": post.smtp(),
        "bounce_address": "bounces@wren.example",
        "bounce_mailbox": provider.server,
    }
    assert findings(**mailbox)["reports"] == (
        True,
        "the mailbox at 127.0.0.1 can be read, 0 mails wait in it",
    )
    mailbox["bounce_mailbox"] = dataclasses.replace(provider.server, password="guessed")
    well, says = findings(**mailbox)["reports"]
    assert not well
    assert "KEPT_BOUNCE_MAILBOX_URL" in says
    assert "guessed" not in says
