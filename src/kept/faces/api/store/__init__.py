"""The store, its settings, its methods and its days off: the operations, and what they take and answer."""
