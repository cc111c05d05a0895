"""Names of people, as somebody typed them: what a name may not be."""

import re

from django.utils.translation import gettext_lazy as _

from kept.kit.refusals import Invalid
from kept.kit.text import one_line
from kept.kit.web_addresses import names_web_address

# What ends a line or begins a terminal's command, and what turns round the words that follow (UAX 9). Marks of one
# letter's width, which Arabic and Hebrew keyboards write, mean no harm: `one_line` leaves them out.
_NOT_TYPED = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def person_name(text: str, most: int, field: str = "name") -> str:
    """Return the name on one line ("" for none).

    Raises Invalid for one that is too long, holds a web address or what nobody types: a name stands in the first line
    of messages that carry the store's own name.
    """
    typed = text.strip()
    if _NOT_TYPED.search(typed):
        raise Invalid(_("Write the name on one line, in ordinary letters."), field=field)
    name = one_line(typed, most, field)
    if names_web_address(name):
        raise Invalid(_("Write a name without a web address."), field=field)
    return name
