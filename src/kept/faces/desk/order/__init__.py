"""The page of one order, what is done there, and its ticket and receipt."""
