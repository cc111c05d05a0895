"""Webhooks: the operations, their requests and replies."""
