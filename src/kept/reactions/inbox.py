"""The handler of each source of the inbox, on one screen."""

from datetime import datetime

from django.conf import settings

from kept.adapters.bounces import NoReport, read_notification
from kept.adapters.mailgun import read_report
from kept.adapters.reports import DeliveryReport
from kept.inbox.handling import Ignore, NotYet, Table
from kept.inbox.models import InboxItem, Source
from kept.messages.actions.record_delivery_report import Effect, record_delivery_report
from kept.messages.queries import store_of_sending
from kept.messages.references import parse_reference
from kept.messages.reports import Report
from kept.stores.actor import system


def read_mailgun(item: InboxItem, now: datetime) -> None:
    """A report of the mail provider."""
    report = read_report(bytes(item.body))
    if report is None:
        raise Ignore("It reports nothing that Kept stores.")
    _record_report(report, item, now)


def read_mail(item: InboxItem, now: datetime) -> None:
    """A mail to the bounce address."""
    bounce_address = settings.ENVIRONMENT.bounce_address
    if not bounce_address:
        raise Ignore("There is no bounce address (KEPT_BOUNCE_ADDRESS).")
    try:
        report = read_notification(bytes(item.body), bounce_address=bounce_address)
    except NoReport as reason:
        raise Ignore(str(reason)) from reason
    _record_report(report, item, now)


def _record_report(report: DeliveryReport, item: InboxItem, now: datetime) -> None:
    """Record a delivery report. Its time is the other side's word, but never later than now."""
    sending = parse_reference(report.reference)
    store_id = store_of_sending(sending) if sending else None
    if sending is None or store_id is None:
        raise Ignore("It is about no message of ours.")
    effect = record_delivery_report(
        actor=system(store_id),
        sending=sending,
        report=Report(report.what),
        reason=report.reason,
        at=min(report.at or item.received_at, now),
        now=now,
    )
    if effect is Effect.TOO_EARLY:
        raise NotYet(effect.value)
    if effect is not Effect.WRITTEN:
        raise Ignore(effect.value)


HANDLERS: Table = {
    Source.MAILGUN: read_mailgun,
    Source.MAIL: read_mail,
}
