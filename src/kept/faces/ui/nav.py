"""What the desk's frame needs to draw its navigation; the desk's context processor fills it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NavItem:
    """One place in the desk.

    `key` is compared with the page's `here` to mark the current place. `icon` is a name from `icons.ICONS`.
    `keys` is the sequence that leads there ("g b"), shown in the help and the palette. `main` draws it as the
    one great act (new order); `more` moves it into the account menu on phones, where five places are the most
    that fit; `short` is its name there, where the whole one would be cut. `count` is shown beside it when it is
    not zero. `bare`: in the bar its icon stands alone.
    """

    key: str
    label: str
    url: str
    icon: str
    keys: str = ""
    main: bool = False
    more: bool = False
    short: str = ""
    bare: bool = False
    count: int = 0


@dataclass(frozen=True, slots=True)
class StoreLink:
    """A store that the signed-in person can switch to."""

    name: str
    url: str
    current: bool = False
