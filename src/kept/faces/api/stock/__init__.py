"""Stock levels and their ledger: the operations, and what they take and answer."""
