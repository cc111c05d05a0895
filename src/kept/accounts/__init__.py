"""People's own sign-in: address, password, second factor, and what is told of their changes."""
