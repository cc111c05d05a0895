"""Products, variants and their options: the operations, and what they take and answer."""
