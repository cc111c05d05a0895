"""The shop's pages (H1, C5): what there is, honestly; for people, for search engines, in their language."""

import json
import re

import pytest
from django.test import Client

from kept.catalog.models import Product
from kept.stock.models import Level
from kept.stores.models import Store
from tests.rig.clock import TUESDAY
from tests.rig.factory import a_product, a_store
from tests.rig.visitor import answers, home, page_of, take

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return " ".join(response.content.decode().replace("\u202f", " ").split())


def test_one_store_is_the_front_page_and_several_are_listed(client, store):
    assert client.get("/").url == home(store)
    a_store(name="Lumen & Tallow", slug="lumen")
    listed = text(client.get("/"))
    assert "Wren &amp; Ivy" in listed
    assert 'href="/s/lumen/"' in listed


def test_without_a_store_the_front_page_says_so(client, db):
    assert "There is no store here yet" in text(client.get("/"))


def test_an_unknown_store_or_product_is_not_there(client, store, bouquet):
    other = a_store()
    assert client.get("/s/nobody/").status_code == 404
    assert client.get(f"{home(store)}p/nothing/").status_code == 404
    assert client.get(page_of(other, bouquet)).status_code == 404, "another store's product"
    bouquet.active = False
    bouquet.save()
    assert client.get(page_of(store, bouquet)).status_code == 404


@pytest.mark.at(TUESDAY)
def test_a_card_says_price_stock_and_promise(client, store, bouquet, wreath):
    html = text(client.get(home(store)))
    assert "from €39.00" in html
    assert "Ready today from 12:00" in html
    assert "Only 3 left" in html
    Level.objects.update(available=0)
    assert "Sold out at the moment" in text(client.get(home(store)))
    assert "Only 0 left" not in text(client.get(home(store)))


def test_searching_and_tags_narrow_down(client, store, bouquet, wreath):
    a_product(store, "Türkranz", tags=["für Türen"])

    def found(query: str) -> set[str]:
        return {card["name"] for card in client.get(f"{home(store)}?{query}").context["cards"]}

    assert found("q=wreath") == {"Dried wreath"}
    assert found("q=tied+hand") == {"Seasonal bouquet"}
    assert found("q=gift") == {"Seasonal bouquet"}
    assert found("q=t%C3%BCren") == {"Türkranz"}
    assert found("tag=f%C3%BCr+T%C3%BCren") == {"Türkranz"}
    assert found("tag=gif") == set(), "a tag is whole"
    assert found("q=%25") == set()
    assert "No products found" in text(client.get(f"{home(store)}?q=zzz"))


def test_a_long_list_of_products_has_pages(client, store):
    for number in range(50):
        a_product(store, f"Tulip {number}", stock=None)
    first = client.get(home(store))
    assert len(first.context["cards"]) == 48
    assert 'href="?page=2"' in text(first)
    assert len(client.get(f"{home(store)}?page=2").context["cards"]) == 2
    assert client.get(f"{home(store)}?page=nonsense").status_code == 200


def test_what_is_missing_is_said_next_to_the_question(client, store, bouquet):
    data = {"variant": "", "quantity": "0", "note": "Keep this"}
    refused = client.post(page_of(store, bouquet), data)
    assert refused.status_code == 422
    ribbon = bouquet.option_groups.get(name="Ribbon")
    assert set(refused.context["form"].errors) == {"variant", f"question_{ribbon.pk}", "quantity"}
    assert "Keep this" in text(refused)
    large = bouquet.variants.get(title="Large")
    sold_out = client.post(page_of(store, bouquet), answers(bouquet, variant=large.pk))
    assert sold_out.context["form"].errors["quantity"] == ["It is sold out at the moment."]
    many = client.post(page_of(store, bouquet), answers(bouquet, quantity="5"))
    assert many.context["form"].errors["quantity"] == ["There are only 4 left."]


def test_foreign_answers_are_refused(client, store, bouquet):
    other = a_product(store, "Other")
    refused = client.post(page_of(store, bouquet), answers(bouquet, variant=other.pk))
    assert "variant" in refused.context["form"].errors


def test_the_same_thing_again_is_more_of_it(client, store, wreath):
    take(client, store, wreath)
    take(client, store, wreath)
    (line,) = client.get(f"{home(store)}basket/").context["quote"].lines
    assert line.cart_line.quantity == 2


def test_the_basket_changes_line_by_line(client, store, bouquet, wreath):
    basket = f"{home(store)}basket/"
    client.post(page_of(store, bouquet), answers(bouquet))
    take(client, store, wreath)
    first, second = client.get(basket).context["quote"].lines
    one, two = first.cart_line.key, second.cart_line.key
    client.post(basket, {f"quantity_{one}": "2", f"note_{one}": "For Ben", f"quantity_{two}": "x"})
    first, second = client.get(basket).context["quote"].lines
    assert (first.cart_line.quantity, first.cart_line.note, second.cart_line.quantity) == (2, "For Ben", 1)
    client.post(basket, {"do": f"remove:{first.cart_line.key}"})
    assert [line.name for line in client.get(basket).context["quote"].lines] == ["Dried wreath"]
    client.post(basket, {f"quantity_{second.cart_line.key}": "9"})
    assert "Only 3 of these are available" in text(client.get(basket))
    assert client.post(basket, {"do": "checkout"}).url == basket, "not before it can be ordered"
    client.post(basket, {"do": "left"})
    assert client.post(basket, {"do": "checkout"}).url == f"{home(store)}checkout/"


def test_two_lines_of_one_thing_share_what_is_left(client, store, bouquet):
    client.post(page_of(store, bouquet), answers(bouquet, quantity="3"))
    client.post(page_of(store, bouquet), answers(bouquet, quantity="3", note="Another card"))
    basket = f"{home(store)}basket/"
    client.post(basket, {"do": "left"})
    assert [line.cart_line.quantity for line in client.get(basket).context["quote"].lines] == [3, 1]


# For machines


def test_search_engines_read_product_and_offers(client, store, bouquet):
    bouquet.summary = "</script><script>alert(1)</script> & more"
    bouquet.save()
    page = client.get(page_of(store, bouquet)).content.decode()
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    data = json.loads(block)
    assert data["@type"] == "Product"
    assert data["description"] == bouquet.summary, "escaped, not changed"
    assert "<script>alert" not in page
    small, large = data["offers"]
    assert (small["price"], small["priceCurrency"]) == ("39.00", "EUR")
    assert small["availability"] == "https://schema.org/InStock"
    assert large["availability"] == "https://schema.org/SoldOut"


def test_every_language_has_an_address_of_its_own(client, store, bouquet):
    page = client.get(f"{page_of(store, bouquet)}?lang=de").content.decode()
    path = f"http://localhost:8000{page_of(store, bouquet)}"
    assert f'<link rel="canonical" href="{path}?lang=de">' in page
    assert f'hreflang="es" href="{path}?lang=es"' in page
    assert f'hreflang="x-default" href="{path}"' in page
    searched = client.get(f"{home(store)}?q=x").content.decode()
    assert '<meta name="robots" content="noindex,follow">' in searched


def test_the_sitemap_lists_what_is_in_the_shop(client, store, bouquet, wreath):
    Product.objects.filter(pk=wreath.product_id).update(active=False)
    body = client.get(f"{home(store)}sitemap.xml").content.decode()
    assert f"<loc>http://localhost:8000{page_of(store, bouquet)}</loc>" in body
    assert wreath.product.slug not in body
    assert body.count("<url>") == 2


def test_robots_stay_out_of_orders(client, store):
    body = client.get("/robots.txt").content.decode()
    assert "Disallow: /o/" in body
    assert f"Sitemap: http://localhost:8000{home(store)}sitemap.xml" in body


def test_the_stores_colour_is_a_stylesheet_that_can_be_kept(client, store):
    answer = client.get(f"{home(store)}brand.css")
    assert answer.headers["Content-Type"] == "text/css"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "--accent:" in answer.content.decode()
    Store.objects.update(accent="red;}b{")
    assert "red" not in client.get(f"{home(store)}brand.css").content.decode()


# Languages


@pytest.mark.parametrize(
    ("accepts", "cookie", "query", "expected"),
    [
        ("de-AT,de;q=0.9,en;q=0.5", "", "", "de"),
        ("fr", "", "", "en"),
        ("de", "es", "", "es"),
        ("de", "es", "?lang=en", "en"),
        ("", "tlh", "?lang=%3Cscript%3E", "en"),
    ],
)
def test_the_shop_speaks_the_visitors_language(client, store, accepts, cookie, query, expected):
    client.cookies["kept_language"] = cookie
    answer = client.get(f"{home(store)}{query}", headers={"Accept-Language": accepts})
    assert answer.headers["Content-Language"] == expected
    assert f'<html lang="{expected}"' in answer.content.decode()
    assert {"Accept-Language", "Cookie"} <= set(re.split(", ?", answer.headers["Vary"]))


def test_only_the_stores_languages_are_offered(client, store):
    Store.objects.update(languages=["en"])
    answer = client.get(home(store), headers={"Accept-Language": "de"})
    assert answer.headers["Content-Language"] == "en"


def test_choosing_a_language_leads_back_and_nowhere_else(client, store, bouquet):
    path = page_of(store, bouquet)
    chosen = client.post(f"{home(store)}language/", {"language": "de", "next": f"{path}?lang=en&q=x"})
    assert chosen.url == f"{path}?q=x"
    assert client.get(path).headers["Content-Language"] == "de"
    for elsewhere in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        answer = client.post(f"{home(store)}language/", {"language": "es", "next": elsewhere})
        assert answer.url == home(store)


@pytest.mark.at(TUESDAY)
def test_money_and_dates_are_written_as_the_language_does(client, store, wreath):
    html = text(client.get(f"{home(store)}?lang=de")).replace("\xa0", " ")
    assert "46,50 €" in html
    assert "10:00" in html
    assert "AM" not in html


def test_a_nul_byte_is_nothing(client, store, bouquet, wreath):
    """PostgreSQL refuses it; nobody who sends one sees anything break."""
    assert client.get(f"{home(store)}?q=%00wreath&tag=%00").status_code == 200
    client.post(page_of(store, bouquet), answers(bouquet))
    basket = f"{home(store)}basket/"
    (line,) = client.get(basket).context["quote"].lines
    client.post(
        basket, {f"note_{line.cart_line.key}": "For\x00 Ben", f"quantity_{line.cart_line.key}": "\x00"}
    )
    assert client.get(basket).context["quote"].lines[0].cart_line.note == "For Ben"
    assert (
        client.post(f"{home(store)}checkout/", {"do": "place", "key": "\x00", "name": "\x00"}).status_code
        == 422
    )
    assert client.get("/o/%00/").status_code == 404
    assert client.get("/media/products/%00.png").status_code == 404


def test_a_forged_form_is_refused_and_an_old_one_told_what_to_do(store, wreath):
    """Reliability 16: forms without their token do nothing."""
    strict = Client(enforce_csrf_checks=True)
    for path in (page_of(store, wreath.product), f"{home(store)}basket/", f"{home(store)}checkout/"):
        answer = strict.post(path, {"quantity": "1", "do": "place"})
        assert answer.status_code == 403
        assert "Reload the page and send it again" in text(answer)
    assert not strict.session.keys()
