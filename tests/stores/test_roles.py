"""The table of permissions, written a second time, so that no slip in it goes unseen (B5).

The walks over routes and roles take the table as it is; this says what it has to be.
"""

from kept.stores.actor import buyer, holder, system
from kept.stores.roles import PERMISSIONS, SCOPES, May, Role

# Owner, manager, fulfilment, support, accountant; then whether an API key can be given it.
TABLE = """
    orders:read        O M F S A  key
    orders:place       O M - S -  key
    orders:price       O M - - -  key
    orders:change      O M - S -  key
    orders:confirm     O M - S -  key
    orders:advance     O M F S -  key
    orders:cancel      O M - S -  key
    money:read         O M - S A  key
    money:record       O M - - -  key
    catalog:read       O M F S A  key
    catalog:write      O M - - -  key
    stock:read         O M F S A  key
    stock:write        O M F - -  key
    customers:read     O M - S A  key
    customers:write    O M - S -  key
    settings:read      O M - - -  key
    settings:write     O M - - -  key
    staff:manage       O - - - -  -
    keys:manage        O M - - -  -
    webhooks:manage    O M - - -  key
"""
LETTERS = dict(zip("OMFSA", Role, strict=True))


def test_each_role_may_exactly_this() -> None:
    written = {line.split()[0]: line.split()[1:] for line in TABLE.strip().splitlines()}
    assert set(written) == {may.value for may in May}
    for role, permitted in PERMISSIONS.items():
        (letter,) = [key for key, named in LETTERS.items() if named == role]
        assert permitted == {May(name) for name, row in written.items() if letter in row[:5]}, role
    assert set(SCOPES) == {May(name) for name, row in written.items() if row[5] == "key"}


def test_a_customer_may_place_an_order_and_no_more() -> None:
    assert buyer(1).permissions == holder(1, 2, "Anna").permissions == {May.PLACE_ORDERS}
    assert system(1).permissions == set(May)
