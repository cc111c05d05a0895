"""The addresses that Kept may send to: a store's endpoint must not be a way into the network Kept runs in.

Pure checks on what is written. What a name leads to is looked up, and checked again, by adapters/webhooks.py.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from kept.kit.refusals import Invalid

LONGEST = 500
# Addresses that carry another one inside: a translator on the way would unpack it, past every check here.
_TRANSLATED = (
    IPv6Network("64:ff9b::/96"),
    IPv6Network("64:ff9b:1::/48"),
    IPv6Network("2002::/16"),
    IPv6Network("2001::/32"),
    IPv6Network("::/96"),
)

# Everything that has been given out in IPv6 so far (IANA, "IPv6 Global Unicast Address Assignments").
_GIVEN_OUT = IPv6Network("2000::/3")
# Not for use on the internet, which Python does not know of: once the way to a translator (RFC 7526), and addresses for
# examples (RFC 9637).
_NOT_IN_USE = (IPv4Network("192.88.99.0/24"), IPv6Network("3fff::/20"))


def validated_url(text: str, *, private_allowed: bool) -> str:
    """The address as it is kept.

    Raises Invalid unless it is https to a public host (http and private if allowed).
    """
    url = text.strip()
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
        parts = urlsplit("")
    schemes = ("https", "http") if private_allowed else ("https",)
    plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url
    if parts.scheme not in schemes or not host or not plain or len(url) > LONGEST or port == 0:
        raise Invalid(_("Write the full address, such as https://example.com/webhooks."), field="url")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise Invalid(_("Write the address without a user name and without “#”."), field="url")
    if not private_allowed and (host == "localhost" or _is_private_literal(host)):
        raise Invalid(_("This address leads into a private network."), field="url")
    return url


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the open internet: not private, mapped, multicast or reserved."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if ip not in _GIVEN_OUT or any(ip in network for network in _TRANSLATED):
            return False
    return _is_open(ip)


def _is_open(ip: IPv4Address | IPv6Address) -> bool:
    return ip.is_global and not (
        ip.is_private or ip.is_multicast or ip.is_reserved or ip.is_loopback or ip.is_link_local
        or any(ip in network for network in _NOT_IN_USE)
    )  # fmt: skip


def _is_private_literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return not is_public(host)
