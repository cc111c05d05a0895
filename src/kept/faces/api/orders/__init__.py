"""Orders: placed, read, changed, worked on: the operations, their requests and replies."""
