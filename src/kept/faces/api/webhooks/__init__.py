"""Who is told what happens: the operations, and what they take and answer."""
