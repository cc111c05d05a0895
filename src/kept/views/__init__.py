"""Saved views: ways of looking at the orders that somebody gave a name."""
