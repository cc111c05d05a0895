"""The page of one order, its papers, and what is done there."""
