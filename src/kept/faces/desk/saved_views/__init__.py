"""Saved views: tabs above the board and the list."""
