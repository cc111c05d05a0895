"""Where providers and mail servers hand in what they have: verified, stored as it came, answered at once."""
