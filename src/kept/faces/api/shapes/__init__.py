"""The shapes of the API: what is sent, what is shown."""
