"""The way into the desk, and what every page of it asks for."""
