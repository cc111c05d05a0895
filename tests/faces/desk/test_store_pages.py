"""Products, stock, customers, settings and people at the desk: what a person does there, happens."""

import io

import pytest
from django.test import Client
from lxml import html
from PIL import Image

from kept.catalog.models import Product
from kept.customers.models import Consent
from kept.kit.tokens import unseal
from kept.messages.models import Message
from kept.orders.agreement.inputs import CustomerInput
from kept.promises.models import Closure, FulfilmentMethod, Opening
from kept.reactions.table import TABLE
from kept.stock.models import Level, Movement
from kept.stores.models import ApiKey, Staff, Store, User
from kept.stores.roles import Role
from kept.webhooks.models import Delivery, Endpoint
from tests.rig.costs import statements
from tests.rig.factory import a_person, a_product, a_store, an_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def store():
    return a_store()


@pytest.fixture
def desk(client: Client, store):
    client.force_login(a_person(store, Role.OWNER)[0])
    return client


def url(store, rest):
    return f"/desk/{store.slug}/{rest}"


def a_product_form(**fields):
    said = {
        "title": "Door wreath", "kind": "physical", "tax_rate": "7", "preparation_minutes": "30",
        "tags": "Winter, door",
        "variant": ["1"], "v1-price": "49.00", "v1-title": "", "v1-tracked": "on", "v1-active": "on",
        "question": ["1"], "q1-name": "Ribbon", "q1-least": "0", "q1-most": "1", "q1-answer": ["1", "2"],
        "q1a1-name": "Red", "q1a1-price": "", "q1a1-active": "on",
        "q1a2-name": "Velvet", "q1a2-price": "2.50", "q1a2-active": "on",
    }  # fmt: skip
    return {**said, **fields}


def test_a_product_is_made_on_one_page_with_its_photo(desk, store, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    photo = io.BytesIO()
    Image.new("RGB", (900, 900), "green").save(photo, "PNG")
    photo.seek(0)
    photo.name = "wreath.png"
    done = desk.post(url(store, "products/new/"), a_product_form(photo=photo))
    product = Product.objects.get()
    assert done["Location"] == url(store, f"products/{product.pk}/")
    assert (product.tax_rate, product.tags, product.photo.name[-5:]) == (700, ["winter", "door"], ".webp")
    assert product.variants.get().price == 4900
    assert [one.price_difference for one in product.option_groups.get().options.order_by("pk")] == [0, 250]
    assert "Door wreath" in desk.get(url(store, "products/")).text


def test_rows_come_and_go_without_losing_what_was_typed(desk, store):
    for do, seen in (
        ("add_variant", 'name="v2-price"'), ("add_question", 'name="q2-name"'), ("add_answer:1", 'name="q1a3-name"'),
    ):  # fmt: skip
        page = desk.post(url(store, "products/new/"), a_product_form(do=do)).text
        assert seen in page
        assert 'value="49.00"' in page
        assert 'value="Velvet"' in page
    page = desk.post(url(store, "products/new/"), a_product_form(do="drop_answer:1.2")).text
    assert 'name="q1a2-name"' not in page
    assert 'value="Red"' in page
    part = desk.post(
        url(store, "products/new/"),
        a_product_form(do="add_variant"),
        headers={"HX-Request": "true", "HX-Target": "product-rows"},
    ).text
    assert "<html" not in part
    assert 'name="v2-price"' in part
    assert not Product.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"v1-price": "a lot"}, {"v1-price": ""}, {"v1-price": "-1"}, {"v1-price": "9" * 40}, {"title": ""},
        {"title": "x" * 161}, {"tax_rate": "much"}, {"tax_rate": "200"},
        {"v1-weight": "1.5"},
        {"q1-name": ""}, {"q1-least": "3"}, {"q1a1-name": ""}, {"q1a2-price": "x"},
        {"kind": "potion"},
    ],
)  # fmt: skip
def test_what_cannot_be_a_product_is_said_beside_its_field(desk, store, wrong):
    answer = desk.post(url(store, "products/new/"), a_product_form(**wrong))
    assert (answer.status_code, complaints(answer.text)) == (422, list(wrong))
    assert not Product.objects.exists()


def complaints(page: str) -> list[str]:
    """The fields beside which something is said."""
    fields = html.fromstring(page).xpath("//*[@name][@aria-invalid='true']")
    return list(dict.fromkeys(field.get("name") for field in fields))


def test_a_variant_of_another_product_is_as_unknown_as_none(desk, store):
    other = a_product(store)
    for variant in (other.pk, 987_654):
        asked = a_product_form(**{"v1-id": str(variant)})
        assert desk.post(url(store, "products/new/"), asked).status_code == 404
    assert Product.objects.count() == 1


def test_a_price_is_typed_as_the_reader_writes_it(desk, store):
    desk.post(
        url(store, "products/new/"),
        a_product_form(**{"v1-price": "1.049,50"}),
        headers={"Accept-Language": "de"},
    )
    assert Product.objects.get().variants.get().price == 104_950


def test_a_product_is_taken_off_brought_back_and_moved(desk, store):
    first, second = a_product(store, "First").product, a_product(store, "Second").product
    Product.objects.filter(pk=second.pk).update(position=1)
    desk.post(url(store, f"products/{first.pk}/shown/"))
    assert not Product.objects.get(pk=first.pk).active
    desk.post(url(store, f"products/{first.pk}/shown/"), {"offered": "on"})
    assert Product.objects.get(pk=first.pk).active
    desk.post(url(store, f"products/{second.pk}/place/"), {"before": str(first.pk)})
    assert list(Product.objects.order_by("position").values_list("title", flat=True)) == ["Second", "First"]


@pytest.mark.parametrize("page", ["products/", "stock/", "stock/count/", "customers/"])
def test_lists_cost_the_same_however_long_they_are(desk, store, page):
    def show():
        return desk.get(url(store, page))

    an_order(store, a_product(store, "Roses"))
    few = statements(show)
    for number in range(12):
        who = CustomerInput(f"Zoe {number}", f"zoe{number}@example.com")
        an_order(store, a_product(store, f"Zinnia {number}"), customer=who)
    assert statements(show) == few <= 12
    last = "Zoe 11" if page == "customers/" else "Zinnia 11"
    assert last in show().text, "control: the list has become longer"


def test_stock_comes_goes_and_is_counted_with_what_waits_for_orders(desk, store):
    rose = a_product(store, stock=10)
    an_order(store, rose, quantity=4)
    there = url(store, f"stock/{rose.pk}/")
    desk.post(there, {"do": "receive", "pieces": "5", "cause": "note 4711", "back": there})
    desk.post(there, {"do": "write_off", "pieces": "1", "once": "k1"})
    again = desk.post(
        there, {"do": "receive", "pieces": "5", "cause": "note 4711", "back": there}, follow=True
    )
    assert "already been moved" in again.text
    assert Level.objects.get().available == 10
    counted = desk.post(url(store, "stock/count/"), {f"there-{rose.pk}": "13", "once": "k2"}, follow=True)
    assert "was different" in counted.text
    assert Level.objects.get().available == 9  # 13 in the store, 4 of them promised
    wrong = desk.post(url(store, "stock/count/"), {f"there-{rose.pk}": "3", "once": "k3"})
    assert (wrong.status_code, "promised in orders" in wrong.text) == (422, True)
    for hostile in ("-1", "many", "9" * 30, "²"):
        assert desk.post(url(store, "stock/count/"), {f"there-{rose.pk}": hostile}).status_code == 422
    assert (Level.objects.get().available, Movement.objects.count()) == (9, 5)


def test_a_customer_is_put_right_noted_asked_and_merged(desk, store):
    anna = an_order(store).order.customer
    other = an_order(store, customer=CustomerInput("A. Berg", "", "030 1234567")).order.customer
    page = url(store, f"customers/{anna.pk}/")
    taken = desk.post(page, {"name": "Anna", "email": "anna@example.com", "phone": "030 1234567"})
    assert taken.status_code == 422
    assert f"?other={other.pk}" in taken.text
    desk.post(f"{page}note/", {"note": "<b>Rings twice</b>"})
    assert "&lt;b&gt;Rings twice" in desk.get(page).text
    desk.post(f"{page}consents/", {"purpose": "news", "granted": "yes", "words": "I want news"})
    assert Consent.objects.get().granted
    assert "Merge the two" in desk.get(f"{page}merge/?other={other.pk}").text
    desk.post(f"{page}merge/", {"other": str(other.pk)})
    assert anna.orders.count() == 2
    assert desk.get(url(store, f"customers/{other.pk}/"))["Location"] == page


def test_the_stores_settings_are_kept_and_what_is_wrong_is_said(desk, store):
    asked = {
        "name": "Wren & Ivy", "email": "hi@florist.example", "country": "DE", "accent": "#8a2d6b",
        "languages": ["en", "de"], "language": "de", "timezone": "Europe/Vienna", "currency": "EUR",
        "fulfilment_tax_rate": "19", "bank_details": "IBAN",
    }  # fmt: skip
    assert desk.post(url(store, "settings/"), asked).status_code == 302
    store.refresh_from_db()
    assert (store.timezone, store.fulfilment_tax_rate, store.bank_details) == ("Europe/Vienna", 1900, "IBAN")
    for wrong in (
        {"accent": "red;}"},
        {"timezone": "Mars"},
        {"email": "x"},
        {"fulfilment_tax_rate": "x"},
        {"language": "es"},
    ):
        assert desk.post(url(store, "settings/"), {**asked, **wrong}).status_code == 422
    desk.post(url(store, "settings/words/"), {"de-ready": "Abholbereit"})
    desk.post(
        url(store, "settings/review/"),
        {"first": "on", "above": "100", "channels": ["phone"], "reminder_minutes": "45"},
    )
    desk.post(url(store, "settings/messages/"), {"sent": ["ready"], "burst_seconds": "30"})
    desk.post(url(store, "settings/open/"), {})
    store = Store.objects.get(pk=store.pk)
    assert store.status_words == {"de": {"ready": "Abholbereit"}}
    assert (store.review_rules["above"], store.review_rules["first"]) == (10_000, True)
    assert store.review_reminder_minutes == 45
    assert "preparing" in store.messages_off
    assert "ready" not in store.messages_off
    assert (store.burst_seconds, store.open_for_orders) == (30, False)


def test_hours_days_off_and_ways_are_set(desk, store):
    week = {"opens-0-0": "09:00", "closes-0-0": "12:00", "opens-0-1": "14:00", "closes-0-1": "18:00"}
    desk.post(url(store, "settings/hours/"), week)
    assert Opening.objects.filter(store=store).count() == 2
    overlap = desk.post(url(store, "settings/hours/"), {**week, "opens-0-1": "11:00"})
    assert (overlap.status_code, "overlap" in overlap.text, 'value="11:00"' in overlap.text) == (
        422,
        True,
        True,
    )
    desk.post(url(store, "settings/closures/"), {"day": "2030-12-24", "reason": "Holiday"})
    assert Closure.objects.get().reason == "Holiday"
    desk.post(url(store, "settings/closures/"), {"remove": "2030-12-24"})
    assert not Closure.objects.exists()
    asked = {
        "name": "Courier",
        "kind": "delivery",
        "fee": "6.50",
        "days_least": "0",
        "days_most": "0",
        "pay_by": ["transfer"],
    }
    desk.post(url(store, "settings/fulfilment-methods/new/"), asked)
    method = FulfilmentMethod.objects.get(code="courier")
    assert (method.fee, method.pay_by) == (650, ["transfer"])
    assert (
        desk.post(url(store, "settings/fulfilment-methods/new/"), {**asked, "fee": "free"}).status_code == 422
    )
    desk.post(url(store, f"settings/fulfilment-methods/{method.pk}/offered/"), {})
    assert not FulfilmentMethod.objects.get(pk=method.pk).active


def test_a_person_comes_by_invitation_and_sets_a_password(desk, store, client: Client):
    invited = desk.post(
        url(store, "settings/people/"), {"email": "jo@example.com", "role": "support"}, follow=True
    )
    assert "An invitation is on its way to jo@example.com." in invited.text
    token = unseal(Message.objects.get(kind="invitation").facts["sealed"])
    stranger = Client()
    page = f"/desk/join/{token}/"
    assert "has invited you" in stranger.get(page).text
    assert stranger.post(page, {"name": "Jo", "password": "short"}).status_code == 422
    assert not User.objects.filter(email="jo@example.com").exists()
    joined = stranger.post(page, {"name": "Jo", "password": "tulips in november"}, follow=True)
    assert joined.redirect_chain[0][0] == f"/desk/{store.slug}/"
    assert joined.status_code == 200
    assert "/accounts/login/" not in joined.redirect_chain[-1][0], "whoever took the place is signed in"
    assert Staff.objects.get(user__email="jo@example.com").role == "support"
    assert stranger.get(page).status_code == 404
    assert Client().get("/desk/join/unknown/").status_code == 404


def test_a_link_asks_somebody_known_to_sign_in(desk, store):
    user, _ = a_person(a_store())
    desk.post(url(store, "settings/people/"), {"email": user.email, "role": "manager"})
    token = unseal(Message.objects.get(kind="invitation").facts["sealed"])
    known = Client()
    assert (
        "/accounts/login/"
        in known.post(f"/desk/join/{token}/", {"name": "X", "password": "y" * 12})["Location"]
    )
    known.force_login(user)
    known.post(f"/desk/join/{token}/")
    assert Staff.objects.get(user=user, store=store).role == "manager"


def test_a_key_is_shown_once_and_revoked(desk, store):
    made = desk.post(url(store, "settings/keys/"), {"name": "till", "scopes": ["orders:read"]})
    key = ApiKey.objects.get()
    assert "kept_" in made.text
    assert made["Cache-Control"] == "no-store"
    assert 'class="secret"' not in desk.get(url(store, "settings/keys/")).text
    desk.post(url(store, f"settings/keys/{key.pk}/"))
    key.refresh_from_db()
    assert key.revoked_at


def test_what_a_program_was_told_is_seen_and_told_again(desk, store):
    """H4: the secret is shown once; each delivery stands there with its event, its state and its error."""
    address = {"url": "https://hooks.example/kept", "events": ["order.placed"]}
    made = desk.post(url(store, "settings/webhooks/"), address)
    assert "whsec_" in made.text
    assert made["Cache-Control"] == "no-store"
    assert "whsec_" not in desk.get(url(store, "settings/webhooks/")).text
    store.refresh_from_db()
    an_order(store)
    Delivery.objects.update(state="failed", response_status=503, last_error="The program is not well.")
    delivery = Delivery.objects.get()
    there = url(store, f"settings/webhooks/{delivery.endpoint_id}/")
    page = desk.get(there).text
    for word in ("order.placed", "Failed", "503", "The program is not well."):
        assert word in page
    # Programs know events by these names; those of the classes are nobody's business.
    for shown in (page, made.text, desk.get(url(store, "settings/webhooks/")).text):
        assert not [event.__name__ for event in TABLE if event.__name__ in shown]
        assert "order.placed" in shown
    desk.post(there, {"do": f"again:{delivery.pk}"})
    delivery.refresh_from_db()
    assert delivery.state == "queued"
    desk.post(there, {"do": "off"})
    assert not Endpoint.objects.get().active
    desk.post(there, {"do": "remove"})
    assert not Endpoint.objects.exists()
