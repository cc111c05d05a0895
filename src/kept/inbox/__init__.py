"""The inbox: what providers and mailboxes send, stored raw, answered at once and handled later."""
