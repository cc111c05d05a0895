"""Tables that belong to no part of the shop."""

from django.db import models


class IdempotencyKey(models.Model):
    """A request that was made under a key, and the answer it got. See `idempotency.py`."""

    scope = models.CharField(max_length=80)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(default="")
    headers = models.TextField(default="{}")  # JSON: a few names and values
    created_at = models.DateTimeField()
    replays = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "idempotency_key"
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="idempotency_key_unique")]
        indexes = [models.Index(fields=["created_at"], name="idempotency_key_age")]

    def __str__(self) -> str:
        return f"{self.key} in {self.scope}"


class RateLimitBucket(models.Model):
    """A bucket of a rate limit that is not full. See `stored_rate_limits.py`."""

    name = models.CharField(max_length=16, primary_key=True)
    full_at = models.FloatField()  # seconds since the epoch

    class Meta:
        db_table = "rate_limit"
        indexes = [models.Index(fields=["full_at"], name="rate_limit_full_at")]

    def __str__(self) -> str:
        return self.name
