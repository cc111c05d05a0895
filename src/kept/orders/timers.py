"""The timers that orders have. What is done when their time has come stands in `reactions/clock.py`."""

from kept.timers.kinds import TimerKind

# Held for review, and nobody has confirmed it within the store's limit. The occasion: which reminder it is, from 1.
REVIEW_REMINDER = TimerKind("review_reminder", subject="order")

# Not paid within its payment method's limit, of somebody whose identity nobody has proven.
UNPAID_LIMIT = TimerKind("unpaid_limit", subject="order")
