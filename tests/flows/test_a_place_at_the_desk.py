"""Somebody is invited, takes the place, and signs in with a passkey from then on (B5)."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.flows.conftest import PASSWORD, Town, address

pytestmark = [pytest.mark.slow, pytest.mark.wall_clock]


def give_passkeys(page: Page) -> None:
    """The browser's own authenticator: a thumb that is always there."""
    talk = page.context.new_cdp_session(page)
    talk.send("WebAuthn.enable")
    kind = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    talk.send("WebAuthn.addVirtualAuthenticator", {"options": kind})


def test_invited_joined_and_signed_in_with_a_passkey(town: Town):
    owner = town.staff()
    owner.goto("/desk/bench/settings/people/")
    owner.get_by_label("E-mail").fill(address("Pia Key"))
    owner.get_by_role("button", name="Send the invitation").click()
    (mail,) = town.mails("Pia Key", 1)
    link = re.search(r"https?://[^/\s]+(/desk/join/[\w-]+/)", mail.get_body(("plain",)).get_content())
    assert link
    # http://localhost is a name that browsers trust.
    here = town.url.replace("127.0.0.1", "localhost")
    pia = town.browser()
    give_passkeys(pia)
    pia.goto(here + link[1])
    pia.get_by_label("name").fill("Pia Key")
    pia.get_by_label("password").fill(PASSWORD)
    pia.get_by_role("button", name="Accept the invitation").click()
    pia.wait_for_url("**/desk/bench/**")
    pia.goto(f"{here}/accounts/2fa/webauthn/add/")
    if "reauthenticate" in pia.url:
        pia.get_by_label("Password").fill(PASSWORD)
        pia.get_by_role("button", name="Confirm").click()
        pia.wait_for_url("**/webauthn/add/")
    pia.get_by_label("Sign in with it alone").check()
    pia.get_by_role("button", name="Add it").click()
    expect(pia.get_by_text("The passkey is added.")).to_be_visible()
    pia.goto(f"{here}/accounts/logout/")
    pia.get_by_role("main").get_by_role("button").first.click()
    pia.wait_for_url("**/s/bench/")
    pia.goto(f"{here}/accounts/login/")
    pia.get_by_role("button", name="Sign in with a passkey").click()
    pia.wait_for_url("**/desk/bench/**")
