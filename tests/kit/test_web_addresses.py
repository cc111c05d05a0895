"""Web addresses in strangers' words are found, and no mail program makes links of them (reliability 23)."""

from pathlib import Path

import pytest

import kept
from kept.kit.email_addresses import is_public_email
from kept.kit.web_addresses import names_web_address, spells_web_address, without_links

ADDRESSES = (
    "https://pay.example.com/fee", "pay the fee at evil.com now", "t.me/x", "bit.ly/3x", "www.evil", "zahl-hier.de",
    "hxxps://evil", "1.2.3.4", "evil。com", "ｅｖｉｌ．com", "EVIL.COM", "evil.com.", "пример.рф", "anna@evil.de",
    "zahl.online", "javascript:alert(1)", "xn--e1afmkfd.xn--p1ai",
)  # fmt: skip
NAMES = (
    "Anna Berg", "Dr.med. Huber", "Prof.Dr.Maier", "J.R.R. Tolkien", "M.de la Cruz", "St.John", "O'Neil-Smith",
    "Mag.in Eva Huber", "Prof.in Dr.in Weber", "Prof.Dr Müller", "Sig.ra Rossi", "H.Berlin", "J.Page",
    "Müller & Söhne GmbH & Co. KG", "S.A. de C.V.", "Juan Carlos I.", "Łukasz Żółć", "李小龍", "محمد",
)  # fmt: skip


@pytest.mark.parametrize("text", ADDRESSES)
def test_what_a_mail_program_could_make_a_link_of_is_found(text: str) -> None:
    assert names_web_address(text)


@pytest.mark.parametrize("text", NAMES)
def test_a_name_is_no_web_address(text: str) -> None:
    assert not names_web_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "Hauptstr.am Markt",
        "Hauptstr.12",
        "c/o Berg",
        "Zufahrt 3.OG li.",
        "Bhf.Berlin 3",
        "Hauptstr.Hof/2",
        "Tel:0301234",
    ],
)
def test_an_address_in_a_street_is_no_web_address(text: str) -> None:
    assert not spells_web_address(text)


def test_words_read_the_same_and_lead_nowhere() -> None:
    text = "Pay at https://evil.com/fee?a=1, or write to eve@evil.com. Thanks. 1.5 kg"
    broken = without_links(text)
    assert broken.replace("\u200b", "") == text
    assert not any(part in broken for part in ("://", "evil.com", "@evil"))
    assert broken.endswith("Thanks. 1.5 kg")


@pytest.mark.parametrize(
    "address",
    ["root@localhost", "a@[127.0.0.1]", "a@[IPv6:::1]", "a@127.0.0.1", "a@10.0.0.11", "a@shop", "a@shop.local",
     "a@x.internal", "a@printer.lan", '"a b"@example.com', '"a@b"@example.com', "a@.com",
     "a@example..com", "@example.com"],
)  # fmt: skip
def test_what_is_no_address_in_the_internet_is_none(address: str) -> None:
    assert not is_public_email(address)


@pytest.mark.parametrize("address", ["anna@example.com", "a.b+c@mail.example.co.uk", "anna@bücher.example"])
def test_an_ordinary_address_is_one(address: str) -> None:
    assert is_public_email(address)


def test_no_template_makes_links_of_words() -> None:
    folder = Path(kept.__file__).parent
    pages = [*folder.rglob("*.html"), *folder.rglob("*.mjml"), *folder.rglob("*.txt")]
    assert len(pages) > 100
    assert [page.name for page in pages if "urlize" in page.read_text("utf-8")] == []
