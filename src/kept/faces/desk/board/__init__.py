"""The board: everything in flight."""
