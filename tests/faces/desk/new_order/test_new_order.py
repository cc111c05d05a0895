"""A new order by hand (H3): by typing, without script, once, and only for those who may."""

import re

import pytest
from django.test import Client
from lxml import html

from kept.catalog.models import Option, OptionGroup, Variant
from kept.customers.models import Address
from kept.messages.models import Message
from kept.orders.agreement.inputs import CustomerInput, FulfilmentInput
from kept.orders.models import Order
from kept.orders.queries import terms_of
from kept.promises.models import Opening
from kept.stores.roles import Role
from tests.rig.costs import statements
from tests.rig.factory import BERLIN, a_person, a_phone_order, a_product, a_store, an_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def store():
    store = a_store()
    Opening.objects.filter(store=store).delete()  # always open: the clock of these tests is the real one
    return store


@pytest.fixture
def desk(client: Client, store):
    client.force_login(a_person(store, Role.OWNER)[0])
    return client


def url(store, rest=""):
    return f"/desk/{store.slug}/orders/new/{rest}"


def typed(*rows, **fields):
    """The form as a browser posts it; rows are (variant id, quantity)."""
    form = {
        "once": "key-1", "do": "place", "name": "Anna Berg", "phone": "", "email": "anna@example.com",
        "language": "en", "fulfilment_method": "pickup", "payment": "pickup", "channel": "counter", "row": [],
    }  # fmt: skip
    for number, (variant, quantity) in enumerate(rows, start=1):
        form["row"].append(str(number))
        form[f"variant-{number}"], form[f"quantity-{number}"] = str(variant), str(quantity)
    return {**form, **fields}


def htmx(target):
    return {"HX-Request": "true", "HX-Target": target}


def test_notes_of_several_lines_are_typed_kept_and_agreed_line_by_line(desk, store):
    """A4: the card text stands in a field that has lines, survives each request of the form, and ends in LF."""
    rose = a_product(store, "Roses", note_label="Card text")
    text = "alles Liebe\n\n  zweite Zeile"
    crlf = text.replace("\n", "\r\n")
    page = desk.post(url(store), typed((rose.pk, 1), do="more", **{"note-1": crlf, "note": crlf}))
    fields = html.fromstring(page.text).get_element_by_id("new-order").inputs
    for name in ("note-1", "note"):
        # A browser drops the line break that Django writes before the text.
        stands = fields[name].value.replace("\r\n", "\n").removeprefix("\n")
        assert (fields[name].tag, stands) == ("textarea", text)
    desk.post(url(store), typed((rose.pk, 1), **{"note-1": crlf, "note": crlf}))
    terms = terms_of(Order.objects.get())
    assert (terms.lines[0].note, terms.note) == (text, text)


def test_an_order_is_placed_and_its_confirmation_shown(desk, store):
    rose = a_product(store, "Roses", price=500)
    done = desk.post(url(store), typed((rose.pk, 3), channel="phone", note="Ring twice"))
    order = Order.objects.get()
    assert (done.status_code, done["Location"]) == (302, url(store, f"placed/{order.number}/"))
    terms = terms_of(order)
    assert (order.channel, order.total, terms.note) == ("phone", 1500, "Ring twice")
    page = desk.get(done["Location"]).text
    assert "Next order" in page
    assert "anna@example.com" in page
    assert Message.objects.filter(kind="confirmation", order_id=order.pk).count() == 1


@pytest.mark.parametrize("day", ["2020-01-01", "2090-01-01"])
def test_a_time_that_cannot_be_promised_is_answered_with_the_first_that_can(desk, store, day):
    """C5: gone by or years ahead, with a new order and with a change of an agreed one."""
    rose = a_product(store, "Roses", price=500)
    words = re.compile(r"That time cannot be promised\. The first that can is \w{3}, \d+ \w{3}, \d+:\d\d")
    wish = typed((rose.pk, 3), day=day, at="10:00")
    part = desk.post(url(store), {**wish, "do": "update"}, headers=htmx("order-sum")).text
    refused = desk.post(url(store), wish)
    order = an_order(store, rose).order
    change = f"/desk/{store.slug}/orders/{order.number}/change/"
    form = html.fromstring(desk.get(change).text).get_element_by_id("change-form")
    preview = desk.post(f"{change}preview/", dict(form.form_values()) | {"wished": f"{day}T10:00"}).text
    assert refused.status_code == 409
    for page in (part, refused.text, preview):
        assert words.search(page), page
        assert "later" not in page


def test_a_price_that_moved_in_between_is_refused_with_both_sums(desk, store):
    rose = a_product(store, "Roses", price=500)
    part = desk.post(url(store), typed((rose.pk, 3), do="update"), headers=htmx("order-sum")).text
    assert 'name="total" value="1500"' in part
    Variant.objects.filter(pk=rose.pk).update(price=600)
    refused = desk.post(url(store), typed((rose.pk, 3), total="1500"))
    assert refused.status_code == 409
    assert "The total has changed from €15.00 to €18.00." in refused.text
    assert not Order.objects.exists()
    assert desk.post(url(store), typed((rose.pk, 3), total="1800")).status_code == 302
    assert Order.objects.get().total == 1800


def test_pressing_twice_is_one_order_and_a_used_page_places_no_other(desk, store):
    rose = a_product(store)
    first, again = (desk.post(url(store), typed((rose.pk, 1)))["Location"] for _ in range(2))
    assert first == again
    other = desk.post(url(store), typed((rose.pk, 2)), follow=True)
    assert "has already been placed" in other.text
    assert Order.objects.count() == 1


def test_typing_finds_what_is_for_sale_here_and_enter_adds_it(desk, store):
    rose = a_product(store, "Garden roses", stock=4)
    a_product(store, "Garden chairs", active=False)
    a_product(a_store(), "Garden gnome")
    results = desk.get(url(store, "find/?find=gard"), headers=htmx("new-found")).text
    assert "Garden roses" in results
    assert "4 left" in results
    assert "chairs" not in results
    assert "gnome" not in results
    part = desk.post(url(store), typed(do="enter", find="gard"), headers=htmx("order-lines")).text
    assert f'name="variant-1" value="{rose.pk}"' in part
    assert "39.00" in part
    twice = desk.post(
        url(store), typed((rose.pk, 1), do="enter", find="gard"), headers=htmx("order-lines")
    ).text
    assert 'value="2"' in twice
    assert "78.00" in twice


def test_without_script_the_same_buttons_bring_the_whole_page(desk, store):
    rose = a_product(store, "Garden roses")
    page = desk.post(url(store), typed(do="find", find="rose")).text
    assert f'value="add:{rose.pk}"' in page
    page = desk.post(url(store), typed(do=f"add:{rose.pk}")).text
    assert "<html" in page
    assert f'name="variant-1" value="{rose.pk}"' in page
    page = desk.post(url(store), typed((rose.pk, 1), do="drop:1")).text
    assert "variant-1" not in page
    assert not Order.objects.exists()


def test_what_is_still_missing_is_not_scolded_before_the_order_is_placed(desk, store):
    part = desk.post(
        url(store), typed(do="", fulfilment_method="post", name=""), headers=htmx("order-fulfilment-method")
    ).text
    assert "address_street_address" in part
    assert "field-error" not in part
    placed = desk.post(url(store), typed((a_product(store).pk, 1), fulfilment_method="post", name=""))
    assert placed.status_code == 409
    assert "field-error" in placed.text
    assert 'value="anna@example.com"' in placed.text  # nothing typed is lost


def test_a_returning_customer_brings_contact_address_and_which_order_it_is(desk, store):
    rose = a_product(store)
    there = FulfilmentInput("post", BERLIN)
    who = CustomerInput("Anna Berg", "anna@example.com", "030 1234567")
    for _ in range(2):
        order = a_phone_order(store, rose, customer=who, fulfilment=there, payment="transfer").order
    for words in ("030 1234", "anna@", "Anna"):
        assert "3rd order" in desk.get(url(store, "people/"), {"who": words}).text
    part = desk.post(
        url(store),
        typed(do=f"customer:{order.customer_id}", fulfilment_method="post", name="", email=""),
        headers=htmx("order-who"),
    ).text
    assert 'value="Anna Berg"' in part
    assert "3rd order" in part
    assert "Hauptstr. 1" in part
    later = typed(do="", fulfilment_method="post", known=str(order.customer_id))
    assert "Hauptstr. 1" in desk.post(url(store), later, headers=htmx("order-fulfilment-method")).text
    assert Address.objects.count() == 1


@pytest.mark.parametrize("known", ["²", "١٢", "9" * 20, "-1", "x"])
def test_a_customer_whose_number_is_none_is_nobody(desk, store, known):
    an_order(store)
    page = desk.post(
        url(store), typed(do="", fulfilment_method="post", known=known), headers=htmx("order-who")
    )
    assert (page.status_code, page.context["known"]) == (200, None)


def test_another_stores_customer_and_goods_cannot_be_brought_in(desk, store):
    other = a_store()
    foreign = an_order(other).order
    assert desk.post(url(store), typed(do=f"customer:{foreign.customer_id}")).status_code == 404
    page = desk.post(
        url(store),
        typed(do="", fulfilment_method="post", known=str(foreign.customer_id)),
        headers=htmx("order-who"),
    )
    assert "Anna Berg</b>" not in page.text
    theirs = a_product(other).pk
    assert desk.post(url(store), typed(do=f"add:{theirs}")).status_code == 404
    assert desk.post(url(store), typed((theirs, 1))).status_code == 409
    assert desk.get(url(store, f"placed/{foreign.number + 1000}/")).status_code == 404
    assert not Order.objects.filter(store=store).exists()


def test_answers_change_the_sum_and_stand_in_the_order(desk, store):
    rose = a_product(store, price=1000)
    group = OptionGroup.objects.create(store=store, product=rose.product, name="Vase?", least=1, most=1)
    Option.objects.create(store=store, group=group, name="No", position=0)
    glass = Option.objects.create(store=store, group=group, name="Glass", price_difference=1200, position=1)
    part = desk.post(url(store), typed(do=f"add:{rose.pk}"), headers=htmx("order-lines")).text
    assert re.search(r'type="radio"[^>]* checked', part)
    chosen = {"groups-1": str(group.pk), f"option-1-{group.pk}": str(glass.pk)}
    desk.post(url(store), typed((rose.pk, 1), **chosen))
    assert Order.objects.get().total == 2200


def test_too_little_stock_is_said_beside_the_line_and_refused(desk, store):
    rose = a_product(store, stock=2)
    part = desk.post(url(store), typed((rose.pk, 3), do=""), headers=htmx("order-lines")).text
    assert "Only 2 left" in part
    refused = desk.post(url(store), typed((rose.pk, 3)))
    assert (refused.status_code, Order.objects.count()) == (409, 0)
    assert "Only 2 left" in refused.text


def test_a_free_line_is_for_those_who_may_set_prices(client, store):
    line = {"row": ["1"], "title-1": "Ribbon by the metre", "price-1": "2.50", "quantity-1": "4"}
    client.force_login(a_person(store, Role.SUPPORT)[0])
    assert "Free line" not in client.get(url(store)).text
    assert client.post(url(store), typed(do="free")).status_code == 403
    assert client.post(url(store), typed(**line)).status_code == 409
    assert not Order.objects.exists()
    client.force_login(a_person(store, Role.MANAGER)[0])
    client.post(url(store), typed(**line))
    assert Order.objects.get().total == 1000


@pytest.mark.parametrize(
    "hostile",
    [
        {"name": ""},
        {"email": "a@b.de\r\nBcc: c@d.de"},
        {"email": "", "phone": "", "channel": "phone"},
        {"email": "", "phone": "", "name": "", "channel": "email"},
        {"phone": "1"},
        {"phone": "12"},
        {"quantity-1": "0"},
        {"quantity-1": "-1"},
        {"quantity-1": "99999999999999999999"},
        {"quantity-1": "²"},
        {"fulfilment_method": "nowhere"},
        {"channel": "api"},
        {"note": "x" * 2001},
        {"day": "2020-01-01", "at": "10:00"},
        {"day": "2031-13-45", "at": "99:99"},
        {"day": "9999-12-31", "at": "23:59"},
        {"once": "x" * 300},
    ],
)
def test_what_cannot_be_an_order_is_said_on_the_page_and_places_nothing(desk, store, hostile):
    rose = a_product(store)
    answer = desk.post(url(store), typed((rose.pk, 1)) | hostile)
    page = html.fromstring(answer.text)
    messages = page.xpath("//main//*[@role='alert' or contains(@class, 'field-error')]")
    assert answer.status_code == 409
    assert any(one.text_content().strip() for one in messages)
    assert not Order.objects.exists()


def test_a_way_of_paying_that_is_none_becomes_the_first_that_there_is(desk, store):
    desk.post(url(store), typed((a_product(store).pk, 1), payment="gold"))
    assert terms_of(Order.objects.get()).payment == "pickup"


def test_the_page_costs_the_same_for_one_line_and_for_thirty(desk, store):
    def show(rows):
        return desk.post(url(store), typed(*rows, do=""), headers=htmx("order-lines"))

    rows = [(a_product(store).pk, 1) for _ in range(30)]
    few = statements(lambda: show(rows[:1]))
    assert statements(lambda: show(rows)) == few <= 14


def free(**fields):
    return {"row": ["1"], "title-1": "Ribbon by the metre", "price-1": "2.50", "quantity-1": "4", **fields}


def test_a_free_line_is_taxed_as_most_of_the_shop_is_and_the_person_may_choose(desk, store):
    a_product(store)
    page = html.fromstring(desk.post(url(store), typed(do="more", **free())).text)
    offered = page.xpath("//select[@name='tax-1']/option/@value")
    assert offered == ["700", "0"]
    for number, (chosen, agreed) in enumerate([({"tax-1": "0"}, 0), ({"tax-1": "900000"}, 700), ({}, 700)]):
        desk.post(url(store), typed(once=f"key-{number}", **free(**chosen)))
        (line,) = terms_of(Order.objects.order_by("-pk")[0]).lines
        assert line.tax_rate == agreed


def test_a_free_line_in_a_shop_without_products_is_taxed_as_its_delivery(desk, store):
    store.fulfilment_tax_rate = 1900
    store.save()
    desk.post(url(store), typed(**free()))
    assert terms_of(Order.objects.get()).lines[0].tax_rate == 1900


def test_a_fresh_free_line_is_not_wrong_before_anything_is_typed(desk, store):
    """H3: it is marked once somebody has begun with it, or wants to place the order with it."""
    rose = a_product(store, price=2900)
    both = typed((rose.pk, 1)) | {"row": ["1", "2"], "quantity-2": "1"}
    for do in ("free", "more"):
        form = {**both, "do": do} if do == "more" else typed((rose.pk, 1), do="free")
        page = desk.post(url(store), form)
        assert "new-line-bad" not in page.text
        assert 'aria-label="Free line"' in page.text
        assert page.context["sum"]["total"] == 2900, "what stands there already keeps its sum"
    assert "new-line-bad" in desk.post(url(store), {**both, "title-2": "Ribbon", "do": "more"}).text
    refused = desk.post(url(store), both)
    assert refused.status_code == 409
    assert "Write what it is and what it costs, or remove it." in refused.text
    assert not Order.objects.exists()


@pytest.mark.parametrize("name", ["", " ", "–", "…!"])
def test_a_free_line_needs_a_name(desk, store, name):
    refused = desk.post(url(store), typed(**free(**{"title-1": name})))
    assert (refused.status_code, Order.objects.count()) == (409, 0)
    assert "A line without a product needs a name." in refused.text
