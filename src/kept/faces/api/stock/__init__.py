"""Stock levels and their ledger: the operations, their requests and replies."""
