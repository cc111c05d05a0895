"""The store, its settings, its ways and its days off: the operations, and what they take and answer."""
