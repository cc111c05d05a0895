"""What was agreed stays agreed, but for what a change itself touches (A4)."""

import pytest

from kept.faces.cli.books import verify
from kept.orders.actions.change_order import change_order
from kept.orders.asked import LineAsked
from kept.orders.changing import ChangeAsked, without_lines
from kept.orders.models import Order
from kept.orders.previews import preview_change
from kept.orders.refusals import BadLine
from tests.factory import NOW, a_product, a_store, an_actor, an_order

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("keys", "position"),
    [(("1", "1"), 1), (("2", "1", "2"), 2), (("77",), 0), (("1", "77"), 1), (("1", "3"), 1), (("01",), 0)],
    ids=["twice", "twice but not in a row", "none that ever was", "beside a good one", "taken out", "nearly"],
)
def test_a_change_names_each_agreed_line_once_and_no_other(keys: tuple[str, ...], position: int) -> None:
    """Two lines of one key would share one row; a line of an unknown key would be new under another name."""
    store = a_store()
    bouquet = a_product(store, price=2900)
    placed = an_order(store, bouquet, bouquet, bouquet, quantity=2)
    change = {"actor": an_actor(store), "number": placed.order.number, "now": NOW}
    change_order(
        **change, seen_version=1, asked=ChangeAsked(lines=without_lines(placed.terms, ["3"])), channel="api"
    )
    for which in (None, bouquet.pk):
        asked = ChangeAsked(lines=tuple(LineAsked(quantity=3, key=key, variant=which) for key in keys))
        with pytest.raises(BadLine) as shown:
            preview_change(**change, asked=asked)
        with pytest.raises(BadLine) as refused:
            change_order(**change, seen_version=2, asked=asked, channel="api")
        assert shown.value.facts["line"] == refused.value.facts["line"] == position
    assert Order.objects.get(pk=placed.order.pk).version == 2
    assert verify().findings == []
