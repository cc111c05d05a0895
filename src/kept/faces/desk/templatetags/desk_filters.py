"""`{% load desk_filters %}`: small helpers for the desk's lists."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def of(values: Mapping[int, int], key: int) -> int:
    """`{{ levels|of:variant.pk }}`: the number that belongs to it, 0 where there is none."""
    return values.get(key, 0)


@register.filter
def plus(number: int, more: int) -> int:
    """`{{ count|plus:1 }}`."""
    return number + more
