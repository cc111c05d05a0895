from django.db import models


class DueRow(models.Model):
    state = models.CharField(max_length=12, default="queued")
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.CharField(max_length=40, blank=True)
    last_error = models.CharField(max_length=400, blank=True)

    class Meta:
        abstract = True
