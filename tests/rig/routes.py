"""Every address of an installation, as Django resolves it."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver


def routes(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for each in resolver.url_patterns:
        where = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from routes(each, where)
        else:
            yield where, each
