"""Changing an order at the desk (A4, A6): four effects first, then one version, over nobody's head."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone
from lxml import html

from kept.catalog.models import Option, OptionGroup, Variant
from kept.messages.message_context import contexts_for
from kept.messages.models import Message, MessageKind
from kept.messages.rendering import render
from kept.orders.actions.advance_order import advance_order
from kept.orders.actions.make_request import make_request
from kept.orders.agreement.differences import differences
from kept.orders.agreement.inputs import FulfilmentInput, LineInput
from kept.orders.models import Order, Request
from kept.orders.queries import terms_of
from kept.promises.models import FulfilmentMethod
from kept.stock.models import Level
from kept.stores.actor import Actor, holder
from kept.stores.models import Store
from kept.stores.roles import Role
from tests.faces.desk.change_panel import browser_form_data, change_page, confirm, form_data, preview
from tests.rig.clock import TUESDAY
from tests.rig.factory import BERLIN, a_person, a_product, an_actor, an_order

pytestmark = pytest.mark.django_db


def test_untouched_it_says_that_nothing_is_different(desk: Client, store: Store):
    order = an_order(store, fulfilment=FulfilmentInput("post", address=BERLIN, instructions="Ring")).order
    data = form_data(change_page(desk, order))
    response = preview(desk, order, data)
    assert "Nothing is different from what was agreed." in response.text
    page = desk.post(f"/desk/wren/orders/{order.number}/change/", data | {"do": "confirm"}, follow=True)
    assert "there is no new version" in page.text
    assert Order.objects.get(pk=order.pk).version == 1


def test_the_country_is_chosen_by_its_name(desk: Client, store: Store):
    """A4: as in a new order and in the settings; nobody has to know a code."""
    here = an_order(store).order
    abroad = an_order(
        store,
        fulfilment=FulfilmentInput(
            "post", address={**BERLIN, "country_code": "FR", "postal_code": "75001", "city": "Paris"}
        ),
    ).order
    for order, code, name in ((here, "DE", "Germany"), (abroad, "FR", "France")):
        page = html.fromstring(change_page(desk, order).text)
        (chosen,) = page.xpath("//select[@name='address-country_code']/option[@selected]")
        assert (chosen.get("value"), chosen.text) == (code, name)


def unfolded(page: Any) -> list[bool]:
    return [
        fold.get("open") is not None for fold in html.fromstring(page.text).xpath("//details[@data-fold]")
    ]


def test_what_was_typed_or_is_wrong_is_never_folded_away(desk: Client, store: Store):
    """A4: on a phone the parts that a change seldom touches are folded; what differs in them is in sight."""
    order = an_order(store).order

    page = change_page(desk, order)
    assert unfolded(page) == [False, False]
    data = form_data(page) | {"do": "preview"}
    here = f"/desk/wren/orders/{order.number}/change/"
    assert unfolded(desk.post(here, data)) == [False, False]
    assert unfolded(desk.post(here, data | {"instructions": "Ring twice"})) == [True, False]
    assert unfolded(desk.post(here, data | {"phone": "+4930123456"})) == [False, True]
    assert unfolded(desk.post(here, data | {"email": "anna@@x"})) == [False, True]


@pytest.mark.at(TUESDAY)
def test_what_a_refusal_is_about_is_never_folded_away(desk: Client, store: Store, clock):
    """A4, C5: also where nothing in that part was touched: the time that was wished for has passed meanwhile."""
    wished = timezone.now() + timedelta(days=1)
    order = an_order(store, fulfilment=FulfilmentInput("pickup", wished=wished)).order
    page = change_page(desk, order)
    data = form_data(page) | {"do": "preview"}
    clock.shift(timedelta(days=3))
    (line,) = [name for name in data if name.endswith("-quantity")]
    asked = desk.post(f"/desk/wren/orders/{order.number}/change/", data | {line: "3"})
    assert "That time cannot be promised." in asked.text
    assert unfolded(asked) == [True, False]


def test_the_effects_are_said_in_one_line_as_well(desk: Client, store: Store):
    """A4: how much, how many pieces and who is told, for a screen that shows the effects further down."""
    product = a_product(store, "Roses", price=2900, stock=5)
    order = an_order(store, product, quantity=2).order
    data = form_data(change_page(desk, order))

    def line(**other: Any) -> Any:
        return html.fromstring(preview(desk, order, data | other).text).get_element_by_id("change-brief")

    assert line().get("hidden") is not None
    assert line(**{"k1-quantity": "3"}).text_content() == (
        "2 changes · €58.00 → €87.00 · 1 from stock · Anna Berg is notified"
    )
    assert line(**{"k1-quantity": "1"}).text_content() == (
        "2 changes · €58.00 → €29.00 · 1 back to stock · Anna Berg is notified"
    )
    assert "not enough left" in line(**{"k1-quantity": "30"}).text_content()
    assert line(**{"k1-quantity": "many"}).text_content() == "A quantity is a whole number."


def test_another_quantity_leaves_every_text_as_it_was_agreed(desk: Client, store: Store):
    """A4: card, allergy, instructions and note have lines of their own, and nobody has touched them."""
    said = "alles Liebe\n\n  zweite   Zeile\tmit <b> & „Zitat“ 🌷\nletzte"
    roses, bread = a_product(store, note_label="Card text"), a_product(store)
    order = an_order(
        store, actor=an_actor(store), note=f"note: {said}",
        fulfilment=FulfilmentInput("post", BERLIN, recipient="Ben Berg", instructions=f"instructions: {said}"),
        lines=[
            LineInput(2, roses.pk, note=f"card: {said}"),
            LineInput(1, bread.pk, note=f"allergy: {said}"),
            LineInput(1, title="Hand-written", unit_price=300, note=f"free: {said}"),
        ],
    ).order  # fmt: skip
    data = browser_form_data(change_page(desk, order)) | {"k1-quantity": "3"}
    confirm(desk, order, data, preview(desk, order, data))
    before, after = terms_of(order, 1), terms_of(order, 2)
    assert [line.note for line in after.lines] == [line.note for line in before.lines]
    assert [line.note for line in after.lines] == [f"{what}: {said}" for what in ("card", "allergy", "free")]
    assert [one.kind for one in differences(before, after)] == ["quantity", "total"]


def test_a_new_way_asks_for_a_payment_it_offers_and_says_where_the_work_goes_back_to(
    desk: Client, mia: Actor, store: Store
):
    """A4, C2: the sentence names the choice; chosen, it is an effect like any other."""
    FulfilmentMethod.objects.filter(store=store, code="post").update(pay_by=["transfer", "demo_card"])
    Store.objects.filter(pk=store.pk).update(revision=F("revision") + 1)
    order = an_order(store, payment="pickup").order
    advance_order(actor=mia, number=order.number, to="ready", now=timezone.now())
    page = change_page(desk, order)
    offered = html.fromstring(page.text).get_element_by_id("payment")
    assert offered.value == "pickup"
    assert set(offered.value_options) == {"pickup", "delivery", "transfer"}
    address = {f"address-{name}": value for name, value in BERLIN.items()}
    data = form_data(page, fulfilment_method="post", **address)
    refused = preview(desk, order, data)
    assert "“Post” offers other payment methods: by bank transfer. Choose one of them." in refused.text
    response = preview(desk, order, data | {"payment": "transfer"})
    for said in ("Pay when you collect it", "Bank transfer", "The order goes back to “Preparing”."):
        assert said in response.text
    confirm(desk, order, data | {"payment": "transfer"}, response)
    order.refresh_from_db()
    assert (order.version, order.status, terms_of(order).payment) == (2, "preparing", "transfer")


def test_all_four_effects_are_shown_and_nothing_else_happens(desk: Client, store: Store):
    product = a_product(store, "Dried wreath", price=4650, stock=10)
    order = an_order(store, product, quantity=2).order
    sent = Message.objects.count()
    response = preview(desk, order, form_data(change_page(desk, order), **{"k1-quantity": "3"}))
    effects = response.context["effects"]
    assert [(change["before"], change["after"]) for change in effects["items"]] == [
        ("2", "3"),
        ("€93.00", "€139.50"),
    ]
    assert [row["amount"] for row in effects["money"]] == [9300, 13950, 13950]
    assert effects["stock"] == [{"name": "Dried wreath", "before": 8, "after": 7, "short": False}]
    assert "Dried wreath" in effects["message"]
    assert "€139.50" in effects["message"]
    assert "Confirm version 2 and notify Anna Berg" in response.text
    assert Order.objects.get(pk=order.pk).version == 1
    assert Level.objects.get(variant=product).available == 8
    assert Message.objects.count() == sent


def test_who_has_begun_is_named_before_the_change_is_made(desk: Client, store: Store, mia: Actor):
    """A4, A5: the person and since when; who alone works on it is told that nobody else has to know."""
    order = an_order(store).order
    data = form_data(change_page(desk, order), **{"k1-quantity": "3"})
    assert preview(desk, order, data).context["effects"]["begun_says"] == []
    advance_order(actor=mia, number=order.number, now=timezone.now() - timedelta(minutes=20))
    response = preview(desk, order, data)
    assert "started working on it 20 minutes ago" in response.text
    assert "Only you are working on it, so nobody has to accept version 2." in response.text
    ben = a_person(store, Role.FULFILMENT)[1]
    advance_order(actor=ben, number=order.number, now=timezone.now())
    response = preview(desk, order, data)
    begun = response.context["effects"]["begun_says"]
    assert [said[: len(name)] for said, name in zip(begun, (mia.name, ben.name), strict=False)] == [
        mia.name,
        ben.name,
    ]
    assert "Version 2 has to be accepted before work continues." in response.text


@pytest.mark.parametrize(("payment", "to"), [("demo_card", BERLIN), ("pickup", None)])
def test_the_letter_in_the_panel_is_the_one_that_is_sent(desk: Client, store: Store, payment: str, to: Any):
    """Its subject too; with an address at home, and with what is left open of what was paid."""
    method = FulfilmentInput("post", address=to) if to else FulfilmentInput("pickup")
    order = an_order(store, fulfilment=method, payment=payment).order
    Message.objects.all().delete()  # the panel does not lean on an earlier letter
    data = form_data(change_page(desk, order), **{"k1-quantity": "1", "reason": "Anna called"})
    response = preview(desk, order, data)
    confirm(desk, order, data, response)
    letter = Message.objects.get(order_id=order.pk, version=2, kind=MessageKind.CONFIRMATION)
    sent = render(letter, contexts_for([letter])[letter.pk])
    effects = response.context["effects"]
    assert (effects["message_subject"], effects["message"]) == (sent.subject, sent.text)
    assert ("more than this costs" in sent.text) == (payment == "demo_card")


def test_the_commit_does_what_was_shown(desk: Client, store: Store):
    order = an_order(store).order
    data = form_data(change_page(desk, order), **{"k1-quantity": "5", "reason": "More guests"})
    page = confirm(desk, order, data, preview(desk, order, data))
    assert page["Location"] == f"/desk/wren/orders/{order.number}/"
    assert "Version 2 is now the current one. Anna Berg is notified." in desk.get(page["Location"]).text
    assert terms_of(order, 2).lines[0].quantity == 5
    assert (
        Message.objects.get(order_id=order.pk, version=2, kind=MessageKind.CONFIRMATION).facts["reason"]
        == "More guests"
    )


def test_what_the_customer_reads_is_what_was_shown(desk: Client, store: Store):
    """The message in the panel is the letter itself, but for the secret of its link and the hour."""
    order = an_order(store, a_product(store, "Peonies")).order
    data = form_data(change_page(desk, order), **{"k1-quantity": "7"})
    response = preview(desk, order, data)
    confirm(desk, order, data, response)
    message = Message.objects.get(order_id=order.pk, version=2, kind=MessageKind.CONFIRMATION)
    assert render(message, contexts_for([message])[message.pk]).text == response.context["effects"]["message"]


def test_everything_about_a_line_can_be_changed(desk: Client, store: Store):
    large = a_product(store, "Bouquet", price=5900)
    small = Variant.objects.create(
        store=store, product=large.product, title="small", sku="B-S", price=3400, tracked=False
    )
    group = OptionGroup.objects.create(store=store, product=large.product, name="Vase", most=1)
    vase = Option.objects.create(store=store, group=group, name="in a vase", price_difference=900)
    order = an_order(store, large, quantity=1).order
    other = {"k1-variant": str(small.pk), "k1-options": [str(vase.pk)], "k1-note": "For Lotte"}
    data = form_data(change_page(desk, order), **other)
    confirm(desk, order, data, preview(desk, order, data))
    (line,) = terms_of(order, 2).lines
    assert (line.sku, line.unit_price, line.note) == ("B-S", 4300, "For Lotte")
    assert [option.value for option in line.options] == ["in a vase"]


def test_a_product_is_added_by_typing_and_a_line_taken_out(desk: Client, store: Store):
    kept, out = a_product(store, "Roses"), a_product(store, "Tulips")
    wreath = a_product(store, "Dried wreath", price=4650)
    order = an_order(store, kept, out).order
    assert (
        "Dried wreath"
        in desk.get(f"/desk/wren/orders/{order.number}/change/products/", {"add_words": "wrea"}).text
    )
    page = desk.post(
        f"/desk/wren/orders/{order.number}/change/",
        form_data(change_page(desk, order), do="add", add_words=wreath.sku),
    )
    data = form_data(page, **{"k2-out": "on"})
    confirm(desk, order, data, preview(desk, order, data))
    assert [line.title for line in terms_of(order, 2).lines] == ["Roses", "Dried wreath"]


def test_way_address_and_contact_can_be_changed(desk: Client, store: Store):
    order = an_order(store).order
    other = {
        "fulfilment_method": "post",
        "recipient": "Lotte",
        "email": "berg@example.com",
        "note": "No hazel",
    }
    where = {"street_address": "Lindenallee 14", "postal_code": "50968", "city": "Köln"}
    other |= {f"address-{name}": value for name, value in where.items()}
    data = form_data(change_page(desk, order), **other)
    confirm(desk, order, data, preview(desk, order, data))
    terms = terms_of(order, 2)
    assert terms.fulfilment.address["city"] == "Köln"
    assert (terms.fulfilment.recipient, terms.customer.email, terms.note) == (
        "Lotte",
        "berg@example.com",
        "No hazel",
    )


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("k1-quantity", "two", "A quantity is a whole number."),
        ("k1-quantity", "999999999", "A quantity is between 1 and"),
        ("k1-price", "lots", "is not an amount"),
        ("wished", "soon", "This is not a valid date and time."),
        ("email", "anna@", "This is not an e-mail address."),
        ("fulfilment_method", "carrier-pigeon", "Choose how the order should reach you."),
        ("line", [], "An order needs at least one line."),
        ("k1-variant", "999999", "no longer for sale"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(desk: Client, store: Store, field: str, value: Any, said: str):
    order = an_order(store).order
    response = preview(desk, order, form_data(change_page(desk, order), **{field: value}))
    assert response.status_code == 200
    assert said in response.text.replace("&quot;", "")
    assert 'value="confirm"' not in response.text


@pytest.mark.parametrize("variant", ["²", "١٢", "9" * 20, "-1", "x"])
def test_a_line_whose_variant_is_none_stays_as_it_was_typed(desk: Client, store: Store, variant: str):
    order = an_order(store).order
    data = form_data(change_page(desk, order), **{"k1-variant": variant, "k1-note": "For Lotte"})
    response = desk.post(f"/desk/wren/orders/{order.number}/change/", data)
    assert response.status_code == 200
    assert "For Lotte" in response.text


def test_more_than_there_is_cannot_be_confirmed(desk: Client, store: Store):
    order = an_order(store, a_product(store, stock=3), quantity=1).order
    response = preview(desk, order, form_data(change_page(desk, order), **{"k1-quantity": "9"}))
    assert "6 pieces are missing." in response.text
    assert 'value="confirm"' not in response.text


def test_agreeing_to_a_request_is_the_change_itself(desk: Client, store: Store):
    order = an_order(store).order
    request = make_request(
        actor=holder(store.pk, order.pk, "Anna"), number=order.number, kind="change", text="Three, please",
        channel="page", now=timezone.now(),
    )  # fmt: skip
    page = change_page(desk, order, f"?request={request.pk}")
    assert "Three, please" in page.text
    data = form_data(page, **{"k1-quantity": "3"})
    confirm(desk, order, data, preview(desk, order, data))
    assert Request.objects.get(pk=request.pk).answer == Request.Answer.AGREED


def test_a_price_is_set_only_by_those_who_may(client: Client, store: Store):
    order = an_order(store, a_product(store, price=3900), quantity=1).order
    client.force_login(a_person(store, Role.SUPPORT)[0])
    page = change_page(client, order)
    assert "Price each" not in page.text
    response = preview(client, order, form_data(page, **{"k1-price": "1.00"}))
    assert "Your role does not include this" in response.text

    client.force_login(a_person(store, Role.OWNER)[0])
    data = form_data(change_page(client, order), **{"k1-price": "35.00"})
    confirm(client, order, data, preview(client, order, data))
    assert terms_of(order, 2).amounts.total == 3500


def test_hostile_text_is_only_text(desk: Client, store: Store):
    evil = '"><script>alert(1)</script>{{ request }}'
    order = an_order(store, note=evil).order
    page = change_page(desk, order)
    assert evil not in page.text
    data = form_data(page, name=evil, instructions=evil, reason=evil, **{"k1-note": evil})
    response = preview(desk, order, data)
    assert "<script>alert" not in response.text
    confirm(desk, order, data, response)
    for address in ("", "change/", "ticket/", "versions/2/"):
        assert "<script>alert" not in desk.get(f"/desk/wren/orders/{order.number}/{address}").text
    assert "<script>alert" not in desk.get("/desk/wren/board/").text


def test_what_has_left_cannot_be_changed(desk: Client, store: Store):
    order = an_order(store).order
    Order.objects.filter(pk=order.pk).update(status="done")
    page = desk.get(f"/desk/wren/orders/{order.number}/change/", follow=True)
    assert "can no longer be changed" in page.text
