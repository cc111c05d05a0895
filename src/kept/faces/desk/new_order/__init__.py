"""The page on which staff take a new order."""
