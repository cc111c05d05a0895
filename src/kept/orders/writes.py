"""The rows of an order: the package's own write module, used by its actions inside their transaction."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.text import Truncator

from kept.kit import rows
from kept.kit.tokens import hash_token, new_token, seal
from kept.kit.transactions import require_transaction
from kept.orders.agreement.terms import Terms, TermsLine, digest_of
from kept.orders.lifecycle import is_open
from kept.orders.models import Confirmation, Line, Order, Status
from kept.orders.queries import PROOF
from kept.stores.actor import Actor
from kept.stores.models import Store

SUMMARY_LINES = 2
MOST_NOTES = 3
LONGEST_NOTE_SHOWN = 140  # characters: four lines of a card; the whole of it stands on the order's page


def next_number(store: Store) -> int:
    """The next order number of the store; whoever asks at the same time waits for the next one after it."""
    require_transaction()
    ((number,),) = rows.fetch(
        "UPDATE store SET next_number = next_number + 1 WHERE id = %s RETURNING next_number - 1", [store.pk]
    )
    return int(number)


def write_lines(order: Order, lines: Sequence[TermsLine]) -> None:
    """The lines of a new order."""
    require_transaction()
    rows.add_deferred(
        Line,
        [
            {
                "store_id": order.store_id,
                "order_id": order.pk,
                "key": line.key,
                "variant_id": line.variant,
                "title": title_of(line),
                "sku": line.sku,
                "quantity": line.quantity,
                "original": line.quantity,
                "unit_price": line.unit_price,
                "total": line.total,
            }
            for line in lines
        ],
    )


def rewrite_lines(order: Order, lines: Sequence[TermsLine]) -> None:
    """The lines of the next version. A line taken out stays with quantity 0: its key is never used again."""
    require_transaction()
    rows_by_key = {line.key: line for line in Line.objects.filter(order=order)}
    agreed = {line.key: line for line in lines}
    write_lines(order, [line for key, line in agreed.items() if key not in rows_by_key])
    for key, row in rows_by_key.items():
        line = agreed.get(key)
        row.quantity = line.quantity if line else 0
        row.total = line.total if line else 0
        if line:
            row.variant_id, row.title, row.sku, row.unit_price = (
                line.variant,
                title_of(line),
                line.sku,
                line.unit_price,
            )
    Line.objects.bulk_update(
        rows_by_key.values(), ["quantity", "total", "variant", "title", "sku", "unit_price"]
    )


def move_to(order: Order, status: Status, *, now: datetime, why: str = "") -> str:
    """Put the work of a locked order at `status`. Returns the status it had."""
    require_transaction()
    before = order.status
    order.status = status
    order.visitor = order.visitor if is_open(order) else ""
    order.status_at = now
    order.why = why
    order.revision += 1
    order.changed_at = now
    order.save()
    return before


def write_confirmation(
    order: Order, terms: Terms, *, actor: Actor, channel: str, reason: str, now: datetime
) -> str:
    """Freeze one version of the terms. Returns its digest."""
    require_transaction()
    canonical = terms.canonical()
    digest = digest_of(canonical)
    rows.add_deferred(
        Confirmation,
        [
            {
                "store_id": order.store_id,
                "order_id": order.pk,
                "version": terms.version,
                "terms": canonical,
                "digest": digest,
                "reason": reason,
                "channel": channel,
                "actor_name": actor.name,
                "at": now,
            }
        ],
    )
    return digest


def give_link(order: Order) -> str:
    """Give an order, before it is saved, an unguessable link in place of any other. Returns its token.

    What is sealed is the link of its mails: the token with a proof that whoever comes with it has read one.
    """
    token = new_token()
    order.link_hash, order.link_sealed = hash_token(token), seal(f"{token}{PROOF}{new_token()}")
    return token


def summary(lines: Sequence[TermsLine]) -> list[str]:
    """The first lines as the board shows them, and “+3” for the rest."""
    texts = [f"{line.quantity} × {title_of(line)}" for line in lines[:SUMMARY_LINES]]
    rest = len(lines) - len(texts)
    return [*texts, f"+{rest}"] if rest else texts


def notes(terms: Terms) -> list[str]:
    """Return what the customer wrote for whoever does the work, as the board shows it.

    Of lines first, where allergies stand; then of the order, and of handing it over.
    """
    texts = [
        ": ".join(part for part in (line.note_label, line.note) if part) for line in terms.lines if line.note
    ]
    texts += [note for note in (terms.note, terms.fulfilment.instructions) if note]
    return [Truncator(" ".join(note.split())).chars(LONGEST_NOTE_SHOWN) for note in dict.fromkeys(texts)][
        :MOST_NOTES
    ]


def title_of(line: TermsLine) -> str:
    """Return the whole title of a line: product, variant, chosen options."""
    parts = [line.title, line.variant_title, *(option.value for option in line.options)]
    return ", ".join(part for part in parts if part)[:300]
