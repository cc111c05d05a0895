"""The TLS settings of this process: certificates are checked by what the system trusts
(`SSL_CERT_FILE` names another file, for all of them).

Reading what the system trusts costs 40 ms, ten times what a connection does, so each is made once. There are two
because a context carries the name of the protocol that is spoken over it (ALPN), which libraries for HTTP set.
"""

import ssl
from functools import cache


@cache
def http_tls() -> ssl.SSLContext:
    """For webhooks and providers' APIs."""
    return ssl.create_default_context()


@cache
def mail_tls() -> ssl.SSLContext:
    """For mail servers and mailboxes."""
    return ssl.create_default_context()
