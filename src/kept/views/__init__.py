"""Saved views: filters, search and sort of the orders under a name."""
