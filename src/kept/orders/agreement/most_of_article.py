"""The most of one article that an order may have, but for staff, who speak with the customer, and the store's own
programs (decision 0019)."""

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from kept.orders.agreement.terms import TermsLine
from kept.orders.refusals import BadLine
from kept.stores.actor import Actor, Kind
from kept.stores.models import Store
from kept.stores.order_limits import limits_of


def require_most_of_article(actor: Actor, store: Store, lines: Sequence[TermsLine]) -> None:
    """Refuse with BadLine what is more than the store's limit, counted over all lines of a variant."""
    most = limits_of(store).most_of_article
    if not most or actor.kind != Kind.CUSTOMER:
        return
    pieces: Counter[int] = Counter()
    for position, line in enumerate(lines):
        if line.variant is None:
            continue
        pieces[line.variant] += line.quantity
        if pieces[line.variant] > most:
            raise BadLine(
                _("At most %(most)s of one article can be ordered at once. Ask the store if you need more."),
                line=position, most=most,
            )  # fmt: skip
