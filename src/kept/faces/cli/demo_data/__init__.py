"""What the demo stores sell, and how they look."""
