"""Customers: the search and their pages."""
