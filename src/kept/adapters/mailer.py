"""Handing over one mail, whoever takes it: what a mailer does, and the three ways in which it can fail.

They are kept apart because each asks for something else. `Unreachable`: we are not let in. Nothing was handed over,
and no other mail would fare better now. `TryAgain`: this mail, for now. It may have been taken when only the answer
was lost. `Refused`: this mail, for good. Trying again would be refused again.
"""

from typing import Protocol


class NotHandedOver(Exception):
    """The mail is not known to have arrived. The text is a sentence for the person who runs the store."""


class Unreachable(NotHandedOver):
    """Whoever takes mail cannot be talked to at the moment."""


class TryAgain(NotHandedOver):
    """This mail was not taken now."""


class Refused(NotHandedOver):
    """This mail will not be taken."""


class Mailer(Protocol):
    """One way for mail to leave: `smtp.SmtpMailer`, `mailgun.MailgunMailer`. Not for several threads."""

    def hand_over(self, *, sender: str, recipient: str, mail: bytes, reference: str) -> None:
        """Hand one mail over. Returns when it is the other side's own from now on.

        `reference` travels with it and stands in every report about it; "" for none. Raises Unreachable, TryAgain or
        Refused.
        """

    def rest(self) -> None:
        """Close what nobody has used for a while. Call it whenever there is nothing to do."""

    def close(self) -> None:
        """Say good-bye, if anybody listens."""
