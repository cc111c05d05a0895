"""An index costs every write. Prevents one that is the beginning of another, and one on the store alone.

Django makes an index for every foreign key by itself; beside a unique constraint or an index that begins
with the same column it is only weight. A placed order used to dirty 90 pages, and half of them were such.
"""

from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

# Rows of these come with every order, and never go.
GROWING = {
    "orders", "order_line", "confirmation", "journal", "message", "webhook_delivery", "money_account",
    "money_entry", "stock_movement", "customer", "customer_identity", "customer_address", "idempotency_key",
    "acknowledgement", "order_request", "timer",
}  # fmt: skip
# Pages of customers over the API follow the store and the id.
WANTED = {("customer", ("store_id",))}


def test_no_index_of_a_growing_table_is_the_beginning_of_another():
    assert [each for model in _growing() for each in _twice(model)] == []


def test_every_growing_table_is_still_there():
    assert {model._meta.db_table for model in _growing()} == GROWING


@isolate_apps("kept.stores")
def test_a_foreign_key_beside_an_index_is_found():
    class Both(models.Model):
        store = models.ForeignKey("stores.Store", models.CASCADE, related_name="+")
        at = models.DateTimeField()

        class Meta:
            app_label = "stores"
            indexes = [models.Index(fields=["store", "at"], name="both")]

    assert _twice(Both) == ["stores_both: ('store_id',) beside ('store_id', 'at')"]


def _growing() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.db_table in GROWING]


def _twice(model: type[models.Model]) -> list[str]:
    table = model._meta.db_table
    return [
        f"{table}: {columns} beside {other}"
        for columns, is_unique in _indexes(model)
        for other, _ in _indexes(model)
        if not is_unique and columns != other and other[: len(columns)] == columns
        and (table, columns) not in WANTED
    ]  # fmt: skip


def _indexes(model: type[models.Model]) -> list[tuple[tuple[str, ...], bool]]:
    """The columns of each index that covers all rows, and whether it is unique."""
    meta = model._meta
    found = [((field.column,), field.unique) for field in meta.local_fields if field.db_index or field.unique]
    found += [(_columns(model, one.fields), False) for one in meta.indexes if one.condition is None]
    unique = [one for one in meta.constraints if isinstance(one, models.UniqueConstraint)]
    return found + [(_columns(model, one.fields), True) for one in unique if one.condition is None]


def _columns(model: type[models.Model], names: "list[str] | tuple[str, ...]") -> tuple[str, ...]:
    return tuple(model._meta.get_field(name.lstrip("-")).column for name in names)
