"""The limits of a web process: how much of it one client, and all of them, may take, and for how long."""

from dataclasses import dataclass

MOST_HEAD_BYTES = 32 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerLimits:
    """The limits of each web process. Times are in seconds, for the whole of a thing, however often something comes."""

    # More than any browser opens; many people may share one address.
    connections_per_client: int = 64
    connections: int = 2_000
    # What was sent and is not whole yet, and what was answered and not read yet.
    held_bytes: int = 128 * 1024 * 1024
    head_seconds: float = 10.0
    # Whoever sends a body, or reads an answer, has this long, and more for more at the least rate.
    base_seconds: float = 30.0
    least_bytes_per_second: float = 50_000.0
    # Between two requests of one connection.
    idle_seconds: float = 30.0
    # A client that still sends when its connection is closed loses the answer, so what it sends is thrown away first.
    drain_seconds: float = 30.0
    drain_bytes: int = 64 * 1024 * 1024

    def seconds_for(self, size: int) -> float:
        """Return how long a client may take for a body, or an answer, of this size in bytes."""
        return self.base_seconds + size / self.least_bytes_per_second
