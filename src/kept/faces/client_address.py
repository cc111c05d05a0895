"""The network address that a request came from.

What a proxy says of a visitor (X-Forwarded-For, X-Forwarded-Proto) counts only where KEPT_TRUSTED_PROXIES says that
there is one, and only from the addresses at which it may be (KEPT_PROXY_ADDRESSES).
"""

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the address of whoever asks. A forwarded address counts only as far as configured proxies wrote it.

    An IPv6 address is returned as its network of 64 bits: whoever has one address of it has them all (RFC 6177).
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))
    return client_address_of(peer, request.META.get("HTTP_X_FORWARDED_FOR", ""))


def visitor_address(request: HttpRequest) -> str:
    """Return the same; "" where it says nothing of the visitor: behind a proxy that nobody has named all are one."""
    environment = settings.ENVIRONMENT
    hidden = environment.public_url.startswith("https://") and not environment.trusted_proxies
    return "" if hidden else client_address(request)


def client_address_of(peer: str, forwarded_for: str) -> str:
    """Return the address of whoever asks, by who is connected and the header X-Forwarded-For, as above."""
    hops = [hop.strip() for hop in forwarded_for.split(",") if hop.strip()]
    trusted = settings.ENVIRONMENT.trusted_proxies
    if len(hops) >= trusted and is_trusted_proxy(peer):
        return _network(hops[-trusted])
    return _network(peer)


def is_trusted_proxy(peer: str) -> bool:
    """Tell whether whoever is connected is a proxy that may say who the visitor is."""
    environment = settings.ENVIRONMENT
    return environment.trusted_proxies > 0 and _is_within(peer, environment.proxy_addresses)


@lru_cache(maxsize=256)
def _is_within(address: str, networks: tuple[str, ...]) -> bool:
    ip = _parsed(address)
    return ip is not None and any(ip in ip_network(network) for network in networks)


def _network(address: str) -> str:
    ip = _parsed(address)
    if isinstance(ip, IPv6Address):
        return str(IPv6Address(int(ip) >> 64 << 64))
    return address if ip is None else str(ip)


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    """Return the address, an IPv4 address within an IPv6 one as such; None for what is none."""
    try:
        ip = ip_address(address)
    except ValueError:
        return None
    return ip.ipv4_mapped or ip if isinstance(ip, IPv6Address) else ip
