"""The panel in which an order is changed."""
