"""Orders: placed, read, changed, worked on: the operations, and what they take and answer."""
