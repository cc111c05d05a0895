"""Customers and their consents: the operations, and what they take and answer."""
