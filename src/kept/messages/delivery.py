"""Handing over what waits: claim, read, write, hand over, and write down what became of it.

intent → commit → call → result: the claim is on disk before the server is called, the outcome right after
(outcomes.py). Who dies before the server's answer is on file (postmarks.py) repeats that letter, under its Message-ID.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.conf import settings

from kept.adapters.smtp import Mailer, Refused, TryAgain, Unreachable
from kept.kit.queue import AT_ONCE, renew
from kept.messages import outbox
from kept.messages.correspondence import Facts, facts_for
from kept.messages.links import token_in, with_token
from kept.messages.mime import Envelope, as_bytes, message_id, thread_id
from kept.messages.models import Message
from kept.messages.outcomes import Outcome, Outcomes
from kept.messages.rendering import Rendered, render

log = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS = 2.0
LONGEST_PAUSE_SECONDS = 30.0


@dataclass
class Delivery:
    """The pump of the letters: a mailer, and the patience to leave an unreachable server alone for a while.

    `clock` is monotonic. One for each worker.
    """

    mailer: Mailer
    clock: Callable[[], float] = time.monotonic
    outcomes: Outcomes = field(default_factory=Outcomes)
    _pause: float = field(default=0.0, init=False)
    _until: float = field(default=0.0, init=False)

    def deliver(self, now: datetime) -> int:
        """Hand over what is due, and return when all that came of it is on disk.

        Returns how many messages were dealt with: 0 when there is nothing to do.
        """
        self.outcomes.write()  # for what could not be written the last time
        if self._pause and self.clock() < self._until:
            return 0
        # While the server is away, one message at a time finds out whether it is back.
        taken = outbox.take(now, limit=1 if self._pause else outbox.BATCH)
        if not taken:
            self.mailer.rest()
            return 0
        dealt_with = self._hand_over(taken, now)
        self.outcomes.write()
        return dealt_with

    def _hand_over(self, taken: list[Message], now: datetime) -> int:
        """Returns how many were dealt with before the server went away."""
        begun, facts = self.clock(), facts_for(taken)
        stuck: set[tuple[int, str]] = set()  # (order, side) for which an earlier message has to try again
        for position, message in enumerate(taken):
            side = (message.order_id or -message.pk, message.to)
            if side in stuck:
                self.outcomes.give(
                    outbox.put_back(message, until=now + timedelta(seconds=outbox.LEASE_SECONDS))
                )
                continue
            if self.clock() - begun > outbox.LEASE_SECONDS / 2 and not renew(message):
                continue  # somebody else took it over
            try:
                outcome = self._one(message, facts.get(message.pk), now)
            except Unreachable as error:
                self._leave_alone(taken[position:], str(error))
                return position
            self.outcomes.give(outcome)
            if outcome.has_to_wait:
                stuck.add(side)
        self._pause = 0.0
        return len(taken)

    def _one(self, message: Message, facts: Facts | None, now: datetime) -> Outcome:
        """Hand one message over."""
        if facts is None:
            why = "What this message is about is no longer there."
            return outbox.failed(message, None, "", why=why, now=now)
        known_as = message_id(message)
        try:
            said = _as_written(message) or render(message, facts)
            mail = as_bytes(_envelope(message, facts, known_as), _with_secrets(message, said, facts), at=now)
        except Exception as error:  # one that cannot be written must not hold up those behind it
            log.exception("Message %s could not be written.", message.pk)
            why = f"It could not be written: {error!r}."
            return outbox.failed(message, None, known_as, why=why, now=now)
        try:
            self.mailer.hand_over(sender=settings.ENVIRONMENT.mail_from, recipient=message.address, mail=mail)
        except Refused as error:
            log.warning("Message %s was refused: %s", message.pk, error)
            return outbox.failed(message, said, known_as, why=str(error), now=now)
        except TryAgain as error:
            return outbox.again(message, said, known_as, why=str(error), now=now)
        return outbox.handed_over(message, said, known_as, now=now)

    def _leave_alone(self, waiting: list[Message], why: str) -> None:
        """The server is away: nobody's fault, so nobody's try. All of them wait, and we ask again soon."""
        self._pause = min(max(self._pause * 2, FIRST_PAUSE_SECONDS), LONGEST_PAUSE_SECONDS)
        self._until = self.clock() + self._pause
        log.warning("Mail waits for %.0f s: %s", self._pause, why)
        self.outcomes.give(*(outbox.put_back(message, until=AT_ONCE, why=why) for message in waiting))


def _as_written(message: Message) -> Rendered | None:
    """What an earlier try already said."""
    if not message.text:
        return None
    return Rendered(message.subject, message.text, message.html)


def _with_secrets(message: Message, said: Rendered, facts: Facts) -> Rendered:
    """What goes out: the secret of the link goes to its owner and to nobody else."""
    token = facts.get("token") if message.to == Message.To.CUSTOMER else token_in(message.facts)
    if not token:
        return said
    return replace(said, text=with_token(said.text, token), html=with_token(said.html, token))


def _envelope(message: Message, facts: Facts, known_as: str) -> Envelope:
    store = facts["store"]
    reply_to, one_order = store["email"], not facts.get("orders")
    if message.to == Message.To.STORE and facts.get("terms") and one_order:
        reply_to = facts["terms"]["customer"]["email"] or reply_to
    return Envelope(
        sender=settings.ENVIRONMENT.mail_from,
        sender_name=store["name"],
        recipient=message.address,
        reply_to=reply_to,
        message_id=known_as,
        thread=thread_id(message) if one_order else "",
    )
