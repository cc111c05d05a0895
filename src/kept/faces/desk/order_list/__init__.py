"""The list of all orders, and the search."""
