"""The whole process of the shop: what follows from what, one file for each package (`of_orders.py` …).

An event happens; in the same transaction what it **does** runs, then what it **tells** is written down for the worker.
An event without either is remembered in the journal and no more. `docs/process.md` is made from these stories.
"""

from kept.journal.reactions import Story, merge_stories
from kept.reactions import (
    of_accounts,
    of_catalog,
    of_customers,
    of_findings,
    of_messages,
    of_orders,
    of_payments,
    of_promises,
    of_stock,
    of_stores,
    of_views,
    of_webhooks,
)
from kept.reactions.webhooks import tell_programs

STORIES: tuple[Story, ...] = (
    *of_orders.STORIES,
    *of_views.STORIES,
    *of_payments.STORIES,
    *of_messages.STORIES,
    *of_findings.STORIES,
    *of_catalog.STORIES,
    *of_stock.STORIES,
    *of_customers.STORIES,
    *of_promises.STORIES,
    *of_stores.STORIES,
    *of_accounts.STORIES,
    *of_webhooks.STORIES,
)

TABLE = merge_stories(STORIES, tell_programs=tell_programs)
