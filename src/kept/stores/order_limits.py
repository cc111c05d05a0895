"""The limits on what one customer may order by themselves, so that nobody takes the whole shop (decision 0019).

They stand among the review rules of a store. 0 switches a limit off; one that was never set holds as it stands here.
"""

from dataclasses import dataclass
from typing import Any

from kept.stores.models import Store

# More than a household or an office asks for; a wedding calls anyway.
MOST_OF_ARTICLE = 100
MOST_UNPROVEN = 100
# Of what is left: the other half is for everybody else.
SHARE_PERCENT = 50


@dataclass(frozen=True, slots=True)
class OrderLimits:
    """The limits of one store; 0 for none.

    `most_of_article`: pieces of one article in one order of the shop. `most_unproven`: pieces that a customer whose
    identity nobody has proven may hold in unpaid orders. `share_percent`: what such a customer may hold of what there
    is of an article.
    """

    most_of_article: int = MOST_OF_ARTICLE
    most_unproven: int = MOST_UNPROVEN
    share_percent: int = SHARE_PERCENT


def limits_of(store: Store) -> OrderLimits:
    """Return the limits of this store."""
    rules: dict[str, Any] = store.review_rules
    return OrderLimits(
        most_of_article=rules.get("most_of_article", MOST_OF_ARTICLE),
        most_unproven=rules.get("most_unproven", MOST_UNPROVEN),
        share_percent=rules.get("share_percent", SHARE_PERCENT),
    )
