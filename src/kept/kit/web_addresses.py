"""Web addresses in the words of strangers: found, so that they can be refused, and taken apart, so that nobody's mail
program makes a link of them.

Mail programs do not ask whether we made a link: most of them turn "pay.example.com" into one by themselves.
"""

import re
import unicodedata

# Endings that nobody has for a name or a street, those that are words as well, and those of countries.
_CERTAIN_ENDINGS = "com|net|org|info|biz|xyz|icu|mobi|edu|gov|xn--[a-z0-9-]+"
_OTHER_ENDINGS = (
    "app|dev|top|online|site|website|shop|store|club|live|link|click|page|pro|tech|cloud|space|world|life|news|blog|"
    "email|support|help|services|delivery|express|tracking|money|finance|bank|loan|win|bid|vip|fun|work|agency|"
    "digital|name|mil|int|asia|cat|berlin|wien|hamburg|koeln|bayern"
)
_CERTAIN = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,20}://"  # whatever follows: "https://", "hxxp://"
    r"|\bwww\d?\."
    r"|\b(?:mailto|javascript|data):\S"
    rf"|[^\W_]\.(?:{_CERTAIN_ENDINGS})\b(?!\.[^\W\d_])"
    r"|(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])",
    re.IGNORECASE,
)
# In a name: "zahl-hier.online", "t.me/x", and a country's ending behind a word of three letters and more, because
# people write "J.Page" and "M.de la Cruz".
_PROBABLE = re.compile(
    rf"[^\W_]{{2,}}\.(?:{_OTHER_ENDINGS})\b(?!\.[^\W\d_])"
    r"|[^\W_]\.[^\W\d_]{2,24}(?::\d+)?/\S"
    r"|[^\W_]{3,}\.[^\W\d_]{2}\b(?!\.[\s\w])",
    re.IGNORECASE,
)
# "Mag.in Eva Huber", "Prof.in Dr.in Weber", "Sig.ra Rossi".
_TITLES = re.compile(r"\b(?:mag|prof|dott|sig|dr|ing|dipl|univ|lic|mgr|stud)\.(?=\w)", re.IGNORECASE)
# Dots of other scripts, which browsers read as dots (UTS 46).
_DOTS = str.maketrans({"。": ".", "．": ".", "｡": ".", "․": "."})
# A space without width: it shows as nothing, lines may end there, and no web address goes on behind it.
_BREAK = "\u200b"
_SEAMS = re.compile(r"(?<=[^\W_])[.。．｡․](?=[^\W\d_])|:(?=\S)|(?<=\S)@(?=\S)|(?<=\d)\.(?=\d+\.\d)")


def names_web_address(text: str) -> bool:
    """Tell whether somebody, or somebody's mail program, could read a web address in these words."""
    plain = _TITLES.sub(" ", _plain(text))
    return bool(_CERTAIN.search(plain) or _PROBABLE.search(plain))


def spells_web_address(text: str) -> bool:
    """Tell the same of words in which a full stop without a space is ordinary, as in "Hauptstr.am Markt"."""
    return bool(_CERTAIN.search(_plain(text)))


def without_links(text: str) -> str:
    """Return `text` so that it reads the same and no program makes a link of any part of it."""
    return _SEAMS.sub(rf"\g<0>{_BREAK}", text)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_DOTS)
