"""The values of the desk's navigation, which the desk's context processor fills."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry of the desk's navigation.

    `key` is compared with the page's `here` to mark the current entry. `icon` is a name from `icons.ICONS`.
    `keys` is the sequence that leads there ("g b"), shown in the help and the palette. `main` draws it as the
    main button (new order). `more` moves it into the account menu on phones, where at most five entries fit;
    `short` is its name there, where the full one would be cut. `count` is shown beside it when it is not zero.
    `bare`: in the bar it is an icon only.
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
