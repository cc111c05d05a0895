"""Kept: an order desk. An order is a promise; Kept keeps it."""
