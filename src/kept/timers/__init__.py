"""Timers: rows that say when something has to be looked at again, and what fires them."""
