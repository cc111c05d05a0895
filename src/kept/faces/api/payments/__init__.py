"""The money of an order: the operations, their requests and replies."""
