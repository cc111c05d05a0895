"""Products: their list and their pages."""
