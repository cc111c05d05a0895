"""How the store, its shelf, its stock and its customers are shown: plain values from rows at hand."""

from collections.abc import Mapping

from django.conf import settings
from django.core.files.storage import default_storage

from kept.catalog.models import OptionGroup, Product, Variant
from kept.customers.models import Address, Consent, Customer, Identity
from kept.faces.api.shapes.asked import POSTAL
from kept.faces.api.shapes.order import Plain, stamp
from kept.promises.rhythm import Rhythm, WayTerms
from kept.stock.models import Level, Movement
from kept.stores.actor import Actor
from kept.stores.models import Store


def store(row: Store, rhythm: Rhythm, actor: Actor) -> Plain:
    """The store, and what the key may do in it."""
    return {
        "slug": row.slug,
        "name": row.name,
        "legal_name": row.legal_name,
        "email": row.email,
        "phone_number": row.phone,
        "country": row.country,
        "currency": row.currency,
        "language": row.language,
        "languages": row.languages,
        "timezone": row.timezone,
        "prices_include_tax": row.prices_include_tax,
        "open_for_orders": row.open_for_orders,
        "ways": [_way(way) for way in rhythm.ways],
        "hours": [
            {"weekday": weekday, "opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"}
            for weekday, windows in sorted(rhythm.hours.items())
            for opens, closes in windows
        ],
        "scopes": sorted(actor.permissions),
    }


def _way(way: WayTerms) -> Plain:
    return {
        "code": way.code,
        "kind": way.kind,
        "name": way.name,
        "words": way.words,
        "fee": way.fee,
        "free_from": way.free_from,
        "asks_time": way.asks_time,
        "pay_by": list(way.pay_by),
    }


def variant(row: Variant, levels: Mapping[int, Level]) -> Plain:
    """A variant; `levels`: variant id → its level, where there is one."""
    left = levels[row.pk].available if row.pk in levels else 0
    return {
        "id": row.pk,
        "product": row.product_id,
        "title": row.title,
        "sku": row.sku,
        "price": row.price,
        "weight_grams": row.weight_grams,
        "tracked": row.tracked,
        "active": row.active,
        "available": left if row.tracked else None,
    }


def product(row: Product, levels: Mapping[int, Level]) -> Plain:
    """A product in a list. Its variants must be at hand (prefetched)."""
    return {
        "id": row.pk,
        "title": row.title,
        "slug": row.slug,
        "summary": row.summary,
        "kind": row.kind,
        "tags": row.tags,
        "tax_rate": row.tax_rate,
        "active": row.active,
        "variants": [variant(each, levels) for each in row.variants.all()],
        "updated_at": stamp(row.updated_at),
    }


def product_in_full(row: Product, levels: Mapping[int, Level]) -> Plain:
    """A product with its options. Variants, groups and options must be at hand (prefetched)."""
    return {
        **product(row, levels),
        "description": row.description,
        "preparation_minutes": row.preparation_minutes,
        "lifespan_days": row.lifespan_days,
        "note_label": row.note_label,
        "note_required": row.note_required,
        "needs_review": row.needs_review,
        "photo_url": picture(row.photo.name),
        "photo_words": row.photo_words,
        "option_groups": [_group(group) for group in row.option_groups.all()],
    }


def picture(name: str | None) -> str | None:
    """Where a stored picture can be fetched by everybody; None where there is none."""
    return f"{settings.ENVIRONMENT.public_url}{default_storage.url(name)}" if name else None


def _group(row: OptionGroup) -> Plain:
    return {
        "id": row.pk,
        "name": row.name,
        "least": row.least,
        "most": row.most,
        "options": [
            {
                "id": option.pk,
                "name": option.name,
                "price_difference": option.price_difference,
                "active": option.active,
            }
            for option in row.options.all()
        ],
    }


def level(row: Level) -> Plain:
    """A stock level; its variant must be at hand."""
    return {"variant": row.variant_id, "sku": row.variant.sku, "available": row.available}


def movement(row: Movement) -> Plain:
    """A line of the stock ledger."""
    return {
        "id": row.pk,
        "quantity": row.quantity,
        "kind": row.kind,
        "cause": row.cause,
        "actor": row.actor,
        "at": stamp(row.at),
    }


def customer(row: Customer) -> Plain:
    """A customer in a list."""
    return {
        "id": row.pk,
        "name": row.name,
        "email": row.email,
        "phone_number": row.phone,
        "language": row.language,
        "orders_count": row.orders_count,
        "created_at": stamp(row.created_at),
        "last_order_at": stamp(row.last_order_at),
    }


def customer_in_full(row: Customer, identities: list[Identity], addresses: list[Address]) -> Plain:
    """A customer with how they are known and where they live."""
    return {
        **customer(row),
        "note": row.note,
        "identities": [{"kind": each.kind, "value": each.value} for each in identities],
        "addresses": [
            {name: each.fields[kept] for name, kept in POSTAL.items() if kept in each.fields}
            for each in addresses
        ],
    }


def consent(row: Consent) -> Plain:
    """A yes or a no, as it was given."""
    return {
        "id": row.pk,
        "purpose": row.purpose,
        "granted": row.granted,
        "source": row.source,
        "words": row.words,
        "at": stamp(row.at),
    }
