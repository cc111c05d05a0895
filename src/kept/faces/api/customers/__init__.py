"""Customers and their consents: the operations, their requests and replies."""
