"""Products, variants and their options: the operations, their requests and replies."""
