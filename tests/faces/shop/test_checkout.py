"""Guest checkout (H1, A1): one page, nothing lost, nothing charged that was not shown, one order per page."""

import pytest

from kept.customers.models import Consent, PendingConsent
from kept.orders.models import Order
from kept.orders.queries import terms_of
from kept.promises.models import FulfilmentMethod
from kept.stock.models import Level
from kept.stores.models import Store
from tests.rig.clock import TUESDAY
from tests.rig.factory import a_product, a_store
from tests.rig.visitor import answers, filled_in, home, order, page_of, take

pytestmark = pytest.mark.django_db


def checkout(store: Store) -> str:
    return f"{home(store)}checkout/"


def test_an_empty_basket_has_no_checkout(client, store):
    assert client.get(checkout(store)).url == f"{home(store)}basket/"


@pytest.mark.at(TUESDAY)
def test_what_is_agreed_is_what_was_shown(client, store, bouquet):
    """A1: number, item, options, note, price, way, promise, instructions: in the order and on the page."""
    client.post(page_of(store, bouquet), answers(bouquet))
    data = filled_in(client, store)
    sent = client.post(checkout(store), data)
    agreed = terms_of(Order.objects.get())
    assert str(agreed.amounts.total) == data["total"]
    assert agreed.lines[0].note == "For Lotte"
    assert [option.value for option in agreed.lines[0].options] == ["White"]
    assert (agreed.fulfilment.method, agreed.payment, agreed.note) == ("pickup", "pickup", "Nut allergy")
    html = client.get(sent.url).content.decode()
    for words in ("1001", "Seasonal bouquet", "White", "For Lotte", "€39.00", "Nut allergy", "Gartenstr. 3"):
        assert words in html
    assert "Ready today from 12:00" in html
    assert "We write to anna@<wbr>example.com the moment it is ready." in html, "A2: what happens next"


def test_every_error_stands_next_to_its_field_and_nothing_typed_is_lost(client, store, wreath):
    take(client, store, wreath)
    wrong = {"name": "", "email": "not an address", "payment": "", "note": "Ring twice"}
    data = filled_in(client, store, **wrong)
    sent = client.post(checkout(store), data)
    assert sent.status_code == 422
    assert set(sent.context["form"].errors) == {"name", "email", "payment"}
    html = sent.content.decode()
    assert 'value="not an address"' in html
    assert "Ring twice" in html
    assert 'id="id_email_error"' in html
    assert "autofocus" in html
    assert not Order.objects.exists()


@pytest.mark.parametrize("data", ["call me", "12"])
def test_a_refused_phone_number_stands_next_to_the_phone(client, store, wreath, data):
    take(client, store, wreath)
    sent = client.post(checkout(store), filled_in(client, store, phone=data))
    assert set(sent.context["form"].errors) == {"phone"}
    assert not Order.objects.exists()


def test_an_address_is_checked_by_its_country(client, store, wreath):
    take(client, store, wreath)
    html = client.post(checkout(store), {"do": "update", "fulfilment_method": "post", "country": "US"})
    assert html.status_code == 200
    assert "ZIP code" in html.content.decode()
    assert "State" in html.content.decode()
    data = filled_in(
        client, store, fulfilment_method="post", payment="transfer", country="US", total=str(4650 + 490)
    )
    address = {
        "address_street_address": "1 Main St",
        "address_city": "Springfield",
        "address_country_area": "IL",
    }
    wrong = client.post(checkout(store), {**data, **address, "address_postal_code": "10115"})
    assert set(wrong.context["form"].errors) == {"address_postal_code"}
    assert "Springfield" in wrong.content.decode()
    right = client.post(
        checkout(store), {**data, **address, "address_postal_code": "62701", "key": wrong.context["key"]}
    )
    assert right.status_code == 302
    assert terms_of(Order.objects.get()).fulfilment.address["country_area"] == "IL"


def test_what_another_way_does_not_ask_for_is_not_forgotten(client, store, wreath):
    take(client, store, wreath)
    typed = {
        "do": "update",
        "fulfilment_method": "pickup",
        "address_city": "Berlin",
        "country": "FR",
        "name": "Anna",
    }
    carried = dict(client.post(checkout(store), typed).context["carried"])
    assert carried == {"address_city": "Berlin", "country": "FR"}
    back = client.post(checkout(store), {**typed, "fulfilment_method": "post"}).content.decode()
    assert 'value="Berlin"' in back
    assert 'value="FR" selected' in back


def test_a_changed_price_is_shown_and_never_charged_in_silence(client, store, wreath):
    take(client, store, wreath)
    data = filled_in(client, store)
    wreath.price = 5000
    wreath.save()
    sent = client.post(checkout(store), data)
    assert sent.status_code == 422
    assert "€50.00 now" in sent.content.decode()
    assert sent.context["quote"].total == 5000
    assert not Order.objects.exists()


def test_another_way_without_script_shows_its_price_first(client, store, wreath):
    """The page said 46.50 for pickup; post costs more, so it is shown before it is ordered."""
    take(client, store, wreath)
    address = {
        "address_street_address": "Hauptstr. 1",
        "address_postal_code": "10115",
        "address_city": "Berlin",
    }
    data = filled_in(client, store, fulfilment_method="post", payment="transfer", **address)
    sent = client.post(checkout(store), data)
    assert sent.status_code == 422
    assert sent.context["quote"].total == 4650 + 490
    assert not Order.objects.exists()


def test_out_of_stock_says_what_is_left_and_takes_it_in_one_tap(client, store, wreath):
    take(client, store, wreath, 3)
    data = filled_in(client, store)
    Level.objects.filter(variant=wreath).update(available=2)
    sent = client.post(checkout(store), data)
    assert sent.status_code == 422
    assert "Only 2 of these are available" in sent.content.decode()
    assert not Order.objects.exists()
    left = client.post(checkout(store), {**data, "do": "left"})
    assert left.context["quote"].can_be_ordered
    assert 'value="Anna Berg"' in left.content.decode(), "what was typed is still there"
    now = {name: left.context[name] for name in ("key", "basket")}
    done = client.post(checkout(store), {**data, "total": "9300", **now})
    assert done.status_code == 302
    assert Order.objects.get().pieces == 2


def fill(client, basket: dict[str, object]) -> None:
    """As if the other page had not emptied the basket yet."""
    client.cookies.pop("sessionid", None)  # emptied with the basket
    session = client.session
    session.update(basket)
    session.save()


def test_pressing_twice_is_one_order(client, store, wreath):
    take(client, store, wreath)
    data = filled_in(client, store)
    basket = dict(client.session)
    first = client.post(checkout(store), data)
    assert client.post(checkout(store), data).url == first.url, "the basket is empty, the answer the same"
    fill(client, basket)
    assert client.post(checkout(store), data).url == first.url, "both at once, each with a full basket"
    assert Order.objects.count() == 1
    fill(client, basket)
    other = client.post(checkout(store), {**data, "note": "Something else"})
    assert other.status_code == 422
    assert "have already placed this order" in other.content.decode()
    assert Order.objects.count() == 1


def test_the_box_is_never_ticked_and_a_tick_waits_with_its_words(client, store, wreath):
    take(client, store, wreath)
    assert 'name="news" id="id_news"' in client.get(checkout(store)).content.decode()
    assert "checked" not in str(client.get(checkout(store)).context["form"]["news"])
    client.post(checkout(store), filled_in(client, store))
    assert not PendingConsent.objects.exists()
    order(client, store, wreath, news="on")
    kept = PendingConsent.objects.get()
    assert (kept.purpose, kept.source) == ("news", "shop checkout")
    assert "about what is new" in kept.words
    assert kept.order_id == Order.objects.latest("pk").pk
    assert not Consent.objects.exists()


@pytest.mark.at(TUESDAY)
def test_a_wish_that_cannot_be_held_names_the_first_that_can(client, store, wreath):
    take(client, store, wreath)
    data = filled_in(client, store, day="2026-11-24", time="09:30")
    sent = client.post(checkout(store), data)
    assert sent.status_code == 422
    assert "The first that can is Tue, 24 Nov, 10:00" in sent.content.decode().replace("\u202f", " ")
    held = client.post(checkout(store), {**data, "time": "15:00", "key": sent.context["key"]})
    assert held.status_code == 302
    promise = terms_of(Order.objects.get()).promise
    assert promise is not None
    assert (promise.earliest, promise.wished) == ("2026-11-24T14:00:00Z", True)


@pytest.mark.at(TUESDAY)
def test_a_day_needs_a_time(client, store, wreath):
    take(client, store, wreath)
    sent = client.post(checkout(store), filled_in(client, store, day="2026-11-24"))
    assert set(sent.context["form"].errors) == {"time"}


def test_payment_is_what_the_way_allows(client, store, wreath):
    take(client, store, wreath)
    sent = client.post(checkout(store), filled_in(client, store, payment="cheque"))
    assert set(sent.context["form"].errors) == {"payment"}


def test_a_program_that_fills_every_field_orders_nothing(client, store, wreath):
    take(client, store, wreath)
    sent = client.post(checkout(store), filled_in(client, store, website="https://spam.example"))
    assert sent.status_code == 422
    assert not Order.objects.exists()


def test_one_address_cannot_order_without_end(client, store, wreath):
    take(client, store, wreath)
    answers = [client.post(checkout(store), {"do": "place"}).status_code for _ in range(45)]
    assert answers[:40] == [422] * 40
    assert 429 in answers


def test_a_closed_shop_takes_no_order(client, store, wreath):
    take(client, store, wreath)
    data = filled_in(client, store)
    Store.objects.filter(pk=store.pk).update(open_for_orders=False)
    sent = client.post(checkout(store), data)
    assert sent.status_code == 422
    assert "takes no orders at the moment" in sent.content.decode()


def test_what_is_no_longer_for_sale_is_named(client, store, wreath, bouquet):
    take(client, store, wreath)
    client.post(page_of(store, bouquet), answers(bouquet))
    wreath.active = False
    wreath.save()
    html = client.get(checkout(store))
    assert not html.context["quote"].can_be_ordered
    assert "no longer for sale" in html.content.decode()
    left = client.post(checkout(store), {"do": "left", "fulfilment_method": "pickup"})
    assert [line.name for line in left.context["quote"].lines] == ["Seasonal bouquet, Small"]


def test_the_basket_of_one_store_is_not_the_other_stores(client, store, wreath):
    take(client, store, wreath)
    other = a_store()
    assert client.get(checkout(other)).status_code == 302
    assert client.get(f"{home(other)}basket/").context["quote"].lines == []
    foreign = client.post(f"{home(other)}p/{wreath.product.slug}/", {"quantity": "1"})
    assert foreign.status_code == 404


def test_a_download_is_not_posted_and_a_bouquet_not_downloaded(client, store, wreath):
    FulfilmentMethod.objects.create(
        store=store, code="download", kind="digital", name="Download", pay_by=["demo_card"]
    )
    guide = a_product(store, "Care guide", price=500, stock=None, kind="digital")
    take(client, store, wreath)
    assert "download" not in {
        method["code"] for method in client.get(checkout(store)).context["fulfilment_methods"]
    }
    fresh = type(client)()
    take(fresh, store, guide)
    assert [method["code"] for method in fresh.get(checkout(store)).context["fulfilment_methods"]] == [
        "download"
    ]


def test_nothing_about_other_people_is_filled_in(client, store, wreath):
    order(client, store, wreath)
    take(client, store, wreath)
    html = client.get(checkout(store)).content.decode()
    assert "anna@example.com" not in html
    assert "Anna Berg" not in html


def test_the_order_is_in_the_language_of_the_page(client, store, wreath):
    client.cookies["kept_language"] = "de"
    order(client, store, wreath)
    assert Order.objects.get().language == "de"


def test_a_total_that_is_no_number_orders_nothing(client, store, wreath):
    take(client, store, wreath)
    for total in ("", "-1", "9" * 30, "\u0664\u0666"):
        assert client.post(checkout(store), filled_in(client, store, total=total)).status_code == 422
    assert not Order.objects.exists()
