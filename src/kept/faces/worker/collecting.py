"""Collect mail to the bounce address from a mailbox, for those whose mail server does not bring it."""

import logging
from datetime import datetime

from kept.adapters.imap import Mailbox, MailboxServer, open_mailbox
from kept.inbox.writes import LARGEST_MAIL, store_mail

MOST_AT_ONCE = 100

log = logging.getLogger(__name__)


def collect_mail(server: MailboxServer, *, bounce_address: str, now: datetime) -> int:
    """Store what has come and mark it as read; return how many mails were looked at, 0 when there is none left.

    Each is on disk before it is marked: whoever is killed in between stores it twice, which is once. Raises
    MailboxFailed.
    """
    with open_mailbox(server) as mailbox:
        uids = mailbox.unread(bounce_address)[:MOST_AT_ONCE]
        for uid in uids:
            _collect(mailbox, uid, now)
            mailbox.mark_read(uid)
    return len(uids)


def _collect(mailbox: Mailbox, uid: str, now: datetime) -> None:
    size = mailbox.size(uid)
    if size > LARGEST_MAIL:
        log.warning("A mail of %d bytes to the bounce address is too large and stays unread by Kept.", size)
        return
    if mail := mailbox.fetch(uid):
        store_mail(mail, headers={}, now=now)
