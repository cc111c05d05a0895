"""The endpoints for providers and mail servers: each verifies the sender, stores the body as it came, and answers."""
