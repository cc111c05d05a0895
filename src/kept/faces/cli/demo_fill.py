"""A living demo store: opened, stocked and ordered from, by the same actions that people use.

Seven weeks of history are played in order, so that every date, number and ledger is what it would have been.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.utils import timezone

from kept.catalog.actions.create_product import create_product
from kept.catalog.actions.set_drawing import set_drawing
from kept.catalog.models import Variant
from kept.faces.cli import demo_data
from kept.faces.cli.demo_data.people import PEOPLE, Person
from kept.faces.cli.demo_data.shops import Shop, Ware
from kept.faces.cli.demo_problems import add_problems
from kept.kit.refusals import Refusal
from kept.orders.actions.acknowledge_order import acknowledge_order
from kept.orders.actions.advance_order import advance_order
from kept.orders.actions.confirm_order import confirm_order
from kept.orders.actions.place_order import Placed, place_order
from kept.orders.agreement.inputs import CustomerInput, FulfilmentInput, LineInput
from kept.orders.models import Order
from kept.promises.actions.add_fulfilment_method import add_fulfilment_method
from kept.promises.actions.set_hours import set_hours
from kept.stock.actions.count_stock import count_stock
from kept.stock.actions.receive_stock import receive_stock
from kept.stores.actions.accept_invitation import accept_invitation
from kept.stores.actions.invite_staff import invite_staff
from kept.stores.actions.open_store import open_store
from kept.stores.actions.set_drawn_logo import set_drawn_logo
from kept.stores.actions.set_review_rules import set_review_rules
from kept.stores.actor import Actor, buyer, holder
from kept.stores.models import Store, User
from kept.stores.queries import store_for_staff
from kept.views.actions.save_view import save_view
from kept.views.actions.share_view import share_view

DRAWINGS = Path(demo_data.__file__).parent / "photos"
DAYS = 49
ORDERS = 32
# … and these in the last hours, so that there is something to do.
LATELY = 12
# Which of these, from the newest, has been waiting for review for longer than the store's limit.
FORGOTTEN = 5
# What was sold over the weeks was bought in, too.
RESTOCK = 60
# Saved views that the owner shares with the crew.
VIEWS = {"Today's pickups": {"due": "today", "fulfilment_kind": "pickup"}, "Late": {"due": "late"}}
# What people write into the field that a product has for it.
NOTES = {
    "Text on the card": ("Happy birthday, Mum", "With love from all of us", "Thank you for everything"),
    "Words on the ribbon": ("In loving memory", "Rest gently", "From your neighbours"),
    "Occasion, colours, the room": (
        "A wedding in a barn, white and green",
        "Table for eight, warm colours, low enough to talk across",
        "Office opening, tall, nothing that smells",
    ),
    "Allergies": ("No nuts, please", "One guest eats no gluten", "No sesame"),
}


Goods = list[tuple[Ware, Variant]]


@dataclass(slots=True)
class Desk:
    """A demo store being filled: who acts, in which store, with which goods, and the dice."""

    shop: Shop
    store: Store
    owner: Actor
    goods: Goods
    dice: random.Random


def fill(shop: Shop, password: str) -> None:
    """Open the store, stock it, and play seven weeks up to this moment."""
    now = timezone.now().replace(microsecond=0)
    begun = now - timedelta(days=DAYS + 1)
    desk = _open(shop, password, begun)
    moments = _moments(desk, now)
    for at in moments:
        placed = _order(desk, at, _to_review(desk) if at == moments[-FORGOTTEN] else desk.goods)
        if placed:
            _work_on(desk, placed, at, now)
    _true_up(desk, now)
    for name, words in VIEWS.items():
        view = save_view(actor=desk.owner, name=name, words=words, now=now)
        share_view(actor=desk.owner, view_id=view.pk, now=now)
    add_problems(desk.store, desk.owner, now=now)


def _open(shop: Shop, password: str, at: datetime) -> Desk:
    user = User.objects.create_user(shop.owner[0], password, name=shop.owner[1])
    store = open_store(owner=user, slug=shop.slug, details=shop.store, now=at)
    store, owner = store_for_staff(user, store.slug)
    set_hours(actor=owner, hours=shop.hours, now=at)
    for method in shop.methods:
        add_fulfilment_method(actor=owner, method_input=method, now=at)
    set_review_rules(actor=owner, rules=shop.review, now=at)
    set_drawn_logo(actor=owner, svg=(DRAWINGS / shop.slug / "logo.svg").read_bytes(), now=at)
    for email, name, role in shop.crew:
        invited = invite_staff(actor=owner, email=email, role=role, now=at)
        accept_invitation(
            token=invited.token, user=None, name=name, password=password, now=at + timedelta(hours=1)
        )
    goods = [pair for ware in shop.wares for pair in _shelve(shop, owner, ware, at)]
    store.refresh_from_db()
    return Desk(shop, store, owner, goods, random.Random(shop.slug))  # noqa: S311  (a demo's dice)


def _shelve(shop: Shop, owner: Actor, ware: Ware, at: datetime) -> list[tuple[Ware, Variant]]:
    variants = [replace(variant, tracked=ware.stock is not None) for variant in ware.variants]
    product = create_product(
        actor=owner, details=ware.product, variants=variants, questions=ware.questions, now=at
    )
    drawing = DRAWINGS / shop.slug / f"{ware.drawing}.svg"
    set_drawing(actor=owner, product_id=product.pk, svg=drawing.read_bytes(), words=ware.shows, now=at)
    made = list(Variant.objects.filter(product=product).order_by("position", "id"))
    for variant in made:
        if ware.stock is not None:
            receive_stock(
                actor=owner, variant_id=variant.pk, pieces=RESTOCK + ware.stock, cause="opening stock", now=at
            )
    return [(ware, variant) for variant in made]


def _moments(desk: Desk, now: datetime) -> list[datetime]:
    """When orders came in: more lately, in the daytime, the last ones today; oldest first."""
    moments = [now - timedelta(minutes=30 + 45 * n + desk.dice.randrange(30)) for n in range(LATELY)]
    for _ in range(ORDERS):
        days = DAYS * (1 - desk.dice.random() ** 0.6)
        day = (now - timedelta(days=days)).date()
        minute = timedelta(
            hours=desk.dice.choice((8, 9, 9, 10, 11, 12, 14, 15, 16)), minutes=desk.dice.randrange(60)
        )
        moments.append(
            min(datetime(day.year, day.month, day.day, tzinfo=UTC) + minute, now - timedelta(minutes=25))
        )
    return sorted(moments)


def _to_review(desk: Desk) -> Goods:
    """What is looked at before it is confirmed, where the shop has such a thing."""
    return [(ware, variant) for ware, variant in desk.goods if ware.product.needs_review] or desk.goods


def _order(desk: Desk, at: datetime, goods: Goods) -> Placed | None:
    person = desk.dice.choice(PEOPLE)
    rarely = [1 if ware.product.needs_review else 5 for ware, _variant in goods]
    picks = desk.dice.choices(goods, rarely, k=desk.dice.choice((1, 1, 2, 2, 3)))
    lines = [_line(desk, *pick) for pick in picks]
    method = desk.dice.choice(desk.shop.methods)
    channel = desk.dice.choices(("shop", "phone", "counter"), (8, 2, 1))[0]
    try:
        return place_order(
            actor=buyer(desk.store.pk, person.name) if channel == "shop" else desk.owner,
            store=desk.store,
            channel=channel,
            lines=lines,
            customer=_who(person, walks_in=channel == "counter" and method.kind == "pickup"),
            fulfilment=FulfilmentInput(method.code or "", address=_address(desk, person), recipient=""),
            payment=desk.dice.choice(method.pay_by),
            note=desk.dice.choice(("", "", "", "Please ring at the side door", "It is a surprise")),
            language=person.language,
            now=at,
        )
    except Refusal:
        return None  # sold out that day, like in any shop


def _who(person: Person, *, walks_in: bool) -> CustomerInput:
    """Across the counter a first name is plenty."""
    return CustomerInput(person.name.split()[0]) if walks_in else CustomerInput(person.name, person.email)


def _line(desk: Desk, ware: Ware, variant: Variant) -> LineInput:
    options = []
    for group in variant.product.option_groups.all():
        answers = list(group.options.all())
        if group.least or desk.dice.random() < 0.3:
            options.append(desk.dice.choice(answers).pk)
    note = desk.dice.choice(NOTES.get(ware.product.note_label, NOTES["Text on the card"]))
    wanted = ware.product.note_required or (ware.product.note_label and desk.dice.random() < 0.5)
    return LineInput(
        quantity=desk.dice.choice((1, 1, 1, 2, 3)),
        variant=variant.pk,
        options=tuple(options),
        note=note if wanted else "",
    )


def _address(desk: Desk, person: Person) -> dict[str, str]:
    return dict(person.home_gb if desk.store.country == "GB" else person.home_de)


def _work_on(desk: Desk, placed: Placed, at: datetime, now: datetime) -> None:
    """Walk the order on as a tidy shop would have by now."""
    number, order = placed.order.number, placed.order
    if order.review_reasons:
        if at + timedelta(hours=20) > now:
            return  # still waits to be looked at
        note = "Lovely idea. We will take pictures before it leaves."
        confirm_order(actor=desk.owner, number=number, note=note, now=at + timedelta(minutes=40))
    if desk.dice.random() < 0.5 and at + timedelta(hours=1) < now and order.email:
        anna = holder(desk.store.pk, order.pk, order.customer_name)
        acknowledge_order(
            actor=anna, number=number, version=1, channel="page", now=at + timedelta(minutes=20)
        )
    promised = order.promised_until or at
    steps: list[tuple[datetime, Callable[[datetime], Order]]] = [
        (at + timedelta(hours=2), lambda when: advance_order(actor=desk.owner, number=number, now=when)),
        (promised - timedelta(hours=3), lambda when: _send_off(desk, order, when)),
        (
            promised + timedelta(hours=1),
            lambda when: advance_order(actor=desk.owner, number=number, to="done", now=when),
        ),
    ]
    for due, step in steps:
        when = max(due, at + timedelta(minutes=30))
        if when > now:
            break
        step(when)


def _send_off(desk: Desk, order: Order, when: datetime) -> Order:
    tracking = (
        f"KPT{order.number}{desk.dice.randrange(10**6):06}" if order.fulfilment_kind == "shipping" else ""
    )
    url = f"https://parcels.example/{tracking}" if tracking else ""
    return advance_order(
        actor=desk.owner, number=order.number, tracking_number=tracking, tracking_url=url, now=when
    )


def _true_up(desk: Desk, now: datetime) -> None:
    """Count the shelves, so that the shop shows the stock it should."""
    for ware, variant in desk.goods:
        if ware.stock is not None:
            count_stock(
                actor=desk.owner, variant_id=variant.pk, counted=ware.stock, cause="first count", now=now
            )
