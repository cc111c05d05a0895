"""Pure arithmetic on frozen values, in integer minor units."""

from collections import defaultdict
from collections.abc import Iterable

from kept.kit.money import share
from kept.orders.agreement.terms import Amounts, Fulfilment, TaxPart, TermsLine


def sums(lines: Iterable[TermsLine], fulfilment: Fulfilment, *, tax_included: bool) -> Amounts:
    """Add an order up. Tax is worked out once per rate on the sum of its lines, rounded half up."""
    by_rate: dict[int, int] = defaultdict(int)
    items = 0
    for line in lines:
        items += line.total
        by_rate[line.tax_rate] += line.total
    if fulfilment.fee:
        by_rate[fulfilment.tax_rate] += fulfilment.fee
    taxes = tuple(
        TaxPart(rate, base, _tax(base, rate, tax_included)) for rate, base in sorted(by_rate.items()) if rate
    )
    tax = sum(part.tax for part in taxes)
    total = items + fulfilment.fee + (0 if tax_included else tax)
    return Amounts(
        items=items, fulfilment=fulfilment.fee, tax=tax, tax_included=tax_included, total=total, taxes=taxes
    )


def _tax(base: int, rate: int, included: bool) -> int:
    return share(base, rate, 10_000 + rate) if included else share(base, rate, 10_000)
