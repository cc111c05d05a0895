"""Findings: what waits for a person outside an order's own next step, as records with an owner and an end."""
