"""Rate limits in the database, for what is guessed: every process counts together, and a restart forgets nothing.

The same buckets as in `rate_limits.py`. One costs a statement that writes, so they are for what is rare and must last:
signing in, codes, new passwords. No bucket is forgotten for the sake of another while it is not full, except where
there are more than `MOST`: then those that are full again soonest go first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kept.kit import rows
from kept.kit.rate_limits import RateLimit, RateLimitResult, after_one_more, bucket_name, seconds_each
from kept.kit.transactions import durable

# 20 MB. So many are in use only while somebody tries passwords from thousands of addresses.
MOST = 100_000
_DELETED_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Bucket:
    """The bucket of `who` (an address, an account, both) under one limit."""

    who: str
    limit: RateLimit

    @property
    def name(self) -> str:
        """Return the name under which it is stored."""
        return f"{bucket_name(self.who, self.limit):016x}"


def take_all(buckets: Sequence[Bucket], *, now: float) -> RateLimitResult:
    """Take one from each bucket, or none from any where one refuses; then return the refusal with the longest wait.

    `now`: seconds since the epoch. A clock that was set back makes nobody wait longer than the limit's window.
    """
    by_name = {bucket.name: bucket for bucket in buckets}
    stored = _stored(by_name)
    looked = _results(by_name, stored, now)
    if not looked.granted and not _beyond_window(by_name, stored, now):
        return looked  # without waiting for those who write
    with durable():
        full_at = _locked(by_name)
        result = _results(by_name, full_at, now)
        if result.granted:
            _write({name: after_one_more(full_at[name], by_name[name].limit, now)[0] for name in by_name})
        else:
            _write(_beyond_window(by_name, full_at, now))
    return result


def give_back(buckets: Iterable[Bucket]) -> None:
    """Put one back into each bucket: what was counted as a guess was none."""
    by_name = {bucket.name: bucket for bucket in buckets}
    with durable():
        full_at = _locked(by_name)
        _write({name: full_at[name] - seconds_each(bucket.limit) for name, bucket in by_name.items()})


def delete_full_buckets(now: float) -> int:
    """Delete some of the buckets that are full again, which is as if they had never been. Returns how many."""
    if deleted := _delete("WHERE full_at <= %s", [now], limit=_DELETED_AT_ONCE):
        return deleted
    ((count,),) = rows.fetch("SELECT COUNT(*) FROM rate_limit")
    return _delete("ORDER BY full_at", [], limit=min(count - MOST, _DELETED_AT_ONCE)) if count > MOST else 0


def _beyond_window(
    by_name: Mapping[str, Bucket], full_at: Mapping[str, float], now: float
) -> dict[str, float]:
    """Return, as it should be, what was written by a clock that has been set back since."""
    latest = {name: now + bucket.limit.seconds for name, bucket in by_name.items()}
    return {name: latest[name] for name in by_name if full_at.get(name, 0.0) > latest[name]}


def _results(by_name: Mapping[str, Bucket], full_at: Mapping[str, float], now: float) -> RateLimitResult:
    """Return the result of the bucket that decides: a refusal before a grant, then the longest wait."""
    results = [
        after_one_more(full_at.get(name, 0.0), bucket.limit, now)[1] for name, bucket in by_name.items()
    ]
    return max(results, key=lambda result: (not result.granted, result.seconds))


def _stored(names: Iterable[str]) -> dict[str, float]:
    wanted = list(names)
    return dict(
        rows.fetch(
            f"SELECT name, full_at FROM rate_limit WHERE name IN {rows.placeholders(1, len(wanted))}",  # noqa: S608
            wanted,
        )
    )


def _locked(names: Iterable[str]) -> dict[str, float]:
    """Return when each is full, with their rows locked; those that are new are written. In one order, for all."""
    return _upsert(dict.fromkeys(names, 0.0), "rate_limit.full_at")


def _write(full_at: Mapping[str, float]) -> None:
    _upsert(full_at, "excluded.full_at")


def _upsert(full_at: Mapping[str, float], kept: str) -> dict[str, float]:
    if not full_at:
        return {}
    values = [part for name in sorted(full_at) for part in (name, full_at[name])]
    return dict(
        rows.fetch(
            f"INSERT INTO rate_limit (name, full_at) VALUES {rows.placeholders(len(full_at), 2)} "  # noqa: S608
            f"ON CONFLICT (name) DO UPDATE SET full_at = {kept} RETURNING name, full_at",
            values,
        )
    )


def _delete(which: str, values: Sequence[float], *, limit: int) -> int:
    seen = dict(rows.fetch(f"SELECT name, full_at FROM rate_limit {which} LIMIT {limit}", values))  # noqa: S608
    if not seen:
        return 0
    with durable():
        # Not one that was taken from meanwhile: it is in use again.
        return rows.run(
            f"DELETE FROM rate_limit WHERE name IN {rows.placeholders(1, len(seen))} AND full_at <= %s",  # noqa: S608
            [*seen, max(seen.values())],
        )
