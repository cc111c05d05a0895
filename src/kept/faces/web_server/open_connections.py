"""The open connections of a web process, and which of them goes when there are too many."""

from collections.abc import Iterator

from kept.faces.web_server.connection import ClientConnection, Phase


class OpenConnections:
    """All connections, those of each client together, in the order in which they began to wait for it."""

    def __init__(self) -> None:
        self._all: set[ClientConnection] = set()
        self._of_owner: dict[str, dict[ClientConnection, None]] = {}
        # Those that hold memory, and how much, in bytes.
        self._weights: dict[ClientConnection, int] = {}
        self.held_bytes = 0

    def __len__(self) -> int:
        return len(self._all)

    def __contains__(self, connection: ClientConnection) -> bool:
        return connection in self._all

    def __iter__(self) -> Iterator[ClientConnection]:
        return iter(tuple(self._all))

    def add(self, connection: ClientConnection) -> None:
        """Take a new one, which is its owner's."""
        self._all.add(connection)
        self._of_owner.setdefault(connection.owner, {})[connection] = None

    def remove(self, connection: ClientConnection) -> None:
        """Forget one that is closed."""
        self._all.discard(connection)
        self.held_bytes -= self._weights.pop(connection, 0)
        group = self._of_owner.get(connection.owner, {})
        group.pop(connection, None)
        if not group:
            self._of_owner.pop(connection.owner, None)

    def give_to(self, owner: str, connection: ClientConnection) -> None:
        """Count it as another client's from now on; also put it behind the others of the same one."""
        self.remove(connection)
        connection.owner = owner
        self.add(connection)
        self.weigh(connection)

    def count_of(self, owner: str) -> int:
        """Return how many a client has."""
        return len(self._of_owner.get(owner, ()))

    def longest_waiting(self, owner: str) -> ClientConnection | None:
        """Return the one of this client that has waited for it longest; None if all are being answered."""
        return next((one for one in self._of_owner.get(owner, ()) if one.phase is not Phase.ANSWERING), None)

    def to_drop(self) -> ClientConnection | None:
        """Return the longest waiting one of whoever has most that wait."""
        by_size = sorted(self._of_owner, key=self.count_of, reverse=True)
        return next((found for owner in by_size if (found := self.longest_waiting(owner))), None)

    def weigh(self, connection: ClientConnection) -> None:
        """Note how much memory it takes now."""
        before, now = self._weights.get(connection, 0), connection.held_bytes
        if before != now:
            self._weights[connection] = now
            self.held_bytes += now - before

    def heaviest(self) -> ClientConnection | None:
        """Return the longest waiting one that holds memory, of whoever holds most."""
        weights: dict[str, int] = {}
        for connection, weight in self._weights.items():
            weights[connection.owner] = weights.get(connection.owner, 0) + weight
        for owner in sorted(weights, key=weights.__getitem__, reverse=True):
            for one in self._of_owner[owner]:
                if one.phase is not Phase.ANSWERING and self._weights.get(one):
                    return one
        return None
