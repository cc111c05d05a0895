"""The store, its settings, its methods and its days off: the operations, their requests and replies."""
