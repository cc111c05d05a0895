"""The money of an order: the operations, and what they take and answer."""
