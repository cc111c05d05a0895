"""Fills a demo store with the same actions that people use.

Seven weeks of history are played in order, so that dates, numbers and ledgers are as they would be in a real store.
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
from kept.faces.cli.demo_data.shops import DemoProduct, DemoStore
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
OLDER_ORDERS = 32
# Orders of the last hours, so that there is something to do.
RECENT_ORDERS = 12
# Which of these, counted from the newest, has been under review for longer than the store's limit.
OVERDUE_REVIEW = 5
# Received in addition, because it is sold over the weeks.
RESTOCK = 60
# Saved views that the owner shares with the staff.
VIEWS = {"Today's pickups": {"due": "today", "fulfilment_kind": "pickup"}, "Late": {"due": "late"}}
# Notes by a product's note label.
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


Items = list[tuple[DemoProduct, Variant]]


@dataclass(slots=True)
class DemoRun:
    """A demo store while it is being filled: its data, its owner, what it sells, and the random numbers."""

    demo: DemoStore
    store: Store
    owner: Actor
    items: Items
    rng: random.Random


def fill(demo: DemoStore, password: str) -> None:
    """Open the store, stock it, and play the seven weeks up to now."""
    now = timezone.now().replace(microsecond=0)
    begun = now - timedelta(days=DAYS + 1)
    run = _open_store(demo, password, begun)
    moments = _order_times(run, now)
    for at in moments:
        placed = _place(run, at, _reviewed_items(run) if at == moments[-OVERDUE_REVIEW] else run.items)
        if placed:
            _work_through(run, placed, at, now)
    _count_all(run, now)
    for name, words in VIEWS.items():
        view = save_view(actor=run.owner, name=name, words=words, now=now)
        share_view(actor=run.owner, view_id=view.pk, now=now)
    add_problems(run.store, run.owner, now=now)


def _open_store(demo: DemoStore, password: str, at: datetime) -> DemoRun:
    user = User.objects.create_user(demo.owner[0], password, name=demo.owner[1])
    store = open_store(owner=user, slug=demo.slug, details=demo.store, now=at)
    store, owner = store_for_staff(user, store.slug)
    set_hours(actor=owner, hours=demo.hours, now=at)
    for method in demo.methods:
        add_fulfilment_method(actor=owner, method_input=method, now=at)
    set_review_rules(actor=owner, rules=demo.review, now=at)
    set_drawn_logo(actor=owner, svg=(DRAWINGS / demo.slug / "logo.svg").read_bytes(), now=at)
    for email, name, role in demo.staff:
        invited = invite_staff(actor=owner, email=email, role=role, now=at)
        accept_invitation(
            token=invited.token, user=None, name=name, password=password, now=at + timedelta(hours=1)
        )
    items = [pair for item in demo.products for pair in _create_product(demo, owner, item, at)]
    store.refresh_from_db()
    return DemoRun(demo, store, owner, items, random.Random(demo.slug))  # noqa: S311  (not for secrets)


def _create_product(
    demo: DemoStore, owner: Actor, item: DemoProduct, at: datetime
) -> list[tuple[DemoProduct, Variant]]:
    inputs = [replace(variant, tracked=item.stock is not None) for variant in item.variants]
    product = create_product(
        actor=owner, details=item.product, variants=inputs, questions=item.questions, now=at
    )
    drawing = DRAWINGS / demo.slug / f"{item.drawing}.svg"
    set_drawing(actor=owner, product_id=product.pk, svg=drawing.read_bytes(), words=item.description, now=at)
    variants = list(Variant.objects.filter(product=product).order_by("position", "id"))
    for variant in variants:
        if item.stock is not None:
            receive_stock(
                actor=owner, variant_id=variant.pk, pieces=RESTOCK + item.stock, cause="opening stock", now=at
            )
    return [(item, variant) for variant in variants]


def _order_times(run: DemoRun, now: datetime) -> list[datetime]:
    """Return when orders come in, oldest first: in the daytime, more of them recently, the last ones today."""
    moments = [now - timedelta(minutes=30 + 45 * n + run.rng.randrange(30)) for n in range(RECENT_ORDERS)]
    for _ in range(OLDER_ORDERS):
        days = DAYS * (1 - run.rng.random() ** 0.6)
        day = (now - timedelta(days=days)).date()
        minute = timedelta(
            hours=run.rng.choice((8, 9, 9, 10, 11, 12, 14, 15, 16)), minutes=run.rng.randrange(60)
        )
        moments.append(
            min(datetime(day.year, day.month, day.day, tzinfo=UTC) + minute, now - timedelta(minutes=25))
        )
    return sorted(moments)


def _reviewed_items(run: DemoRun) -> Items:
    """Return the items whose orders are reviewed; all items where there are none."""
    return [(item, variant) for item, variant in run.items if item.product.needs_review] or run.items


def _place(run: DemoRun, at: datetime, items: Items) -> Placed | None:
    person = run.rng.choice(PEOPLE)
    weights = [1 if item.product.needs_review else 5 for item, _variant in items]
    picks = run.rng.choices(items, weights, k=run.rng.choice((1, 1, 2, 2, 3)))
    lines = [_line(run, *pick) for pick in picks]
    method = run.rng.choice(run.demo.methods)
    channel = run.rng.choices(("shop", "phone", "counter"), (8, 2, 1))[0]
    try:
        return place_order(
            actor=buyer(run.store.pk, person.name) if channel == "shop" else run.owner,
            store=run.store,
            channel=channel,
            lines=lines,
            customer=_customer(person, walks_in=channel == "counter" and method.kind == "pickup"),
            fulfilment=FulfilmentInput(method.code or "", address=_address(run, person), recipient=""),
            payment=run.rng.choice(method.pay_by),
            note=run.rng.choice(("", "", "", "Please ring at the side door", "It is a surprise")),
            language=person.language,
            now=at,
        )
    except Refusal:
        return None  # sold out that day, as in any store


def _customer(person: Person, *, walks_in: bool) -> CustomerInput:
    """Return the customer's input; for a walk-in, only the first name."""
    return CustomerInput(person.name.split()[0]) if walks_in else CustomerInput(person.name, person.email)


def _line(run: DemoRun, item: DemoProduct, variant: Variant) -> LineInput:
    options = []
    for group in variant.product.option_groups.all():
        answers = list(group.options.all())
        if group.least or run.rng.random() < 0.3:
            options.append(run.rng.choice(answers).pk)
    note = run.rng.choice(NOTES.get(item.product.note_label, NOTES["Text on the card"]))
    has_note = item.product.note_required or (item.product.note_label and run.rng.random() < 0.5)
    return LineInput(
        quantity=run.rng.choice((1, 1, 1, 2, 3)),
        variant=variant.pk,
        options=tuple(options),
        note=note if has_note else "",
    )


def _address(run: DemoRun, person: Person) -> dict[str, str]:
    return dict(person.home_gb if run.store.country == "GB" else person.home_de)


def _work_through(run: DemoRun, placed: Placed, at: datetime, now: datetime) -> None:
    """Advance the order as far as a well-run store would have by now."""
    number, order = placed.order.number, placed.order
    if order.review_reasons:
        if at + timedelta(hours=20) > now:
            return  # still under review
        note = "Lovely idea. We will take pictures before it leaves."
        confirm_order(actor=run.owner, number=number, note=note, now=at + timedelta(minutes=40))
    if run.rng.random() < 0.5 and at + timedelta(hours=1) < now and order.email:
        customer = holder(run.store.pk, order.pk, order.customer_name)
        acknowledge_order(
            actor=customer, number=number, version=1, channel="page", now=at + timedelta(minutes=20)
        )
    promised = order.promised_until or at
    steps: list[tuple[datetime, Callable[[datetime], Order]]] = [
        (at + timedelta(hours=2), lambda when: advance_order(actor=run.owner, number=number, now=when)),
        (promised - timedelta(hours=3), lambda when: _hand_over(run, order, when)),
        (
            promised + timedelta(hours=1),
            lambda when: advance_order(actor=run.owner, number=number, to="done", now=when),
        ),
    ]
    for due, step in steps:
        when = max(due, at + timedelta(minutes=30))
        if when > now:
            break
        step(when)


def _hand_over(run: DemoRun, order: Order, when: datetime) -> Order:
    tracking = (
        f"KPT{order.number}{run.rng.randrange(10**6):06}" if order.fulfilment_kind == "shipping" else ""
    )
    url = f"https://parcels.example/{tracking}" if tracking else ""
    return advance_order(
        actor=run.owner, number=order.number, tracking_number=tracking, tracking_url=url, now=when
    )


def _count_all(run: DemoRun, now: datetime) -> None:
    """Count all items, so that the shop shows the stock of the demo's data."""
    for item, variant in run.items:
        if item.stock is not None:
            count_stock(
                actor=run.owner, variant_id=variant.pk, counted=item.stock, cause="first count", now=now
            )
