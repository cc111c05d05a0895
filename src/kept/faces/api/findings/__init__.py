"""Findings: the operations, their requests and replies."""
