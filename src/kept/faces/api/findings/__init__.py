"""What waits for a person: the operations, and what they take and answer."""
