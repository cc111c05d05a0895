"""The network address that a request came from."""

from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the address of whoever asks. A forwarded address counts only as far as configured proxies wrote it.

    An IPv6 address is returned as its network of 64 bits: whoever has one address of it has them all (RFC 6177).
    """
    trusted = settings.ENVIRONMENT.trusted_proxies
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    if trusted and len(hops) >= trusted:
        return _network(hops[-trusted])
    return _network(str(request.META.get("REMOTE_ADDR", "")))


def _network(address: str) -> str:
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    if ip.version == 4:
        return address
    return str(ip.ipv4_mapped or IPv6Address(int(ip) >> 64 << 64))
