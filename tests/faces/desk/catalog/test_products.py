"""Products at the desk: make, change, move and retire them, on one page each (H1)."""

import io

import pytest
from lxml import html
from PIL import Image

from kept.catalog.models import Product
from kept.stores.models import Store
from tests.rig.factory import a_product

pytestmark = pytest.mark.django_db


def url(store, rest):
    return f"/desk/{store.slug}/{rest}"


def a_product_form(**fields):
    form = {
        "title": "Door wreath", "kind": "physical", "tax_rate": "7", "preparation_minutes": "30",
        "tags": "Winter, door",
        "variant": ["1"], "v1-price": "49.00", "v1-title": "", "v1-tracked": "on", "v1-active": "on",
        "question": ["1"], "q1-name": "Ribbon", "q1-least": "0", "q1-most": "1", "q1-answer": ["1", "2"],
        "q1a1-name": "Red", "q1a1-price": "", "q1a1-active": "on",
        "q1a2-name": "Velvet", "q1a2-price": "2.50", "q1a2-active": "on",
    }  # fmt: skip
    return {**form, **fields}


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
    for do, field in (
        ("add_variant", 'name="v2-price"'), ("add_question", 'name="q2-name"'), ("add_answer:1", 'name="q1a3-name"'),
    ):  # fmt: skip
        page = desk.post(url(store, "products/new/"), a_product_form(do=do)).text
        assert field in page
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
    """Return the names of the fields that are marked as wrong."""
    fields = html.fromstring(page).xpath("//*[@name][@aria-invalid='true']")
    return list(dict.fromkeys(field.get("name") for field in fields))


def test_a_variant_of_another_product_is_as_unknown_as_none(desk, store):
    other = a_product(store)
    for variant in (other.pk, 987_654):
        form = a_product_form(**{"v1-id": str(variant)})
        assert desk.post(url(store, "products/new/"), form).status_code == 404
    assert Product.objects.count() == 1


def test_a_price_is_typed_as_the_reader_writes_it(desk, store):
    desk.post(
        url(store, "products/new/"),
        a_product_form(**{"v1-price": "1.049,50"}),
        headers={"Accept-Language": "de"},
    )
    assert Product.objects.get().variants.get().price == 104_950


def test_a_price_is_read_and_shown_everywhere_as_the_country_writes_it(desk, client, store):
    """A Mexican shop that typed 1,250 sold for 1.25."""
    Store.objects.filter(pk=store.pk).update(country="MX", currency="MXN", language="es")
    desk.cookies["django_language"] = "es"
    made = desk.post(url(store, "products/new/"), a_product_form(**{"v1-price": "1,250"}))
    product = Product.objects.get()
    assert product.variants.get().price == 125_000
    assert 'value="1250.00"' in desk.get(made["Location"]).text
    shop = client.get(f"/s/{store.slug}/p/{product.slug}/", headers={"Accept-Language": "es"}).text
    assert "1,250.00" in shop
    assert 'data-locale="es-MX"' in shop
    refused = desk.post(made["Location"], a_product_form(**{"v1-price": "1.250"}))
    assert (refused.status_code, "no es un importe" in refused.text) == (422, True)


def test_a_product_is_taken_off_brought_back_and_moved(desk, store):
    first, second = a_product(store, "First").product, a_product(store, "Second").product
    Product.objects.filter(pk=second.pk).update(position=1)
    desk.post(url(store, f"products/{first.pk}/shown/"))
    assert not Product.objects.get(pk=first.pk).active
    desk.post(url(store, f"products/{first.pk}/shown/"), {"offered": "on"})
    assert Product.objects.get(pk=first.pk).active
    desk.post(url(store, f"products/{second.pk}/place/"), {"before": str(first.pk)})
    assert list(Product.objects.order_by("position").values_list("title", flat=True)) == ["Second", "First"]
