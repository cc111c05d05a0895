"""The form on a product's page: variant, answers, quantity, note."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.catalog.models import OptionGroup, Product, Variant
from kept.faces.shop.cart import MOST_OF_ONE
from kept.faces.shop.goods import pieces_left, stock_text
from kept.faces.ui.templatetags.kept import money, money_signed
from kept.orders.agreement.inputs import LONGEST_NOTE

NOTHING = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice of a field: its title, its price as text, and more to know."""

    title: str
    end: str = ""
    more: str = ""
    disabled: bool = False
    price: int = 0
    """The price of a variant or the price difference of an answer, in minor units."""

    def __str__(self) -> str:
        return self.title


class ProductForm(forms.Form):
    """The form of one product. `stock`: how many of each counted variant are in stock; `most`: of one article
    at once."""

    def __init__(
        self,
        product: Product,
        currency: str,
        stock: dict[int, int],
        data: Any = None,
        *,
        most: int = MOST_OF_ONE,
        **more: Any,
    ) -> None:
        super().__init__(data, **more)
        self.product = product
        self.currency = currency
        self.stock = stock
        self.most = most
        self.variants = list(product.variants.all())
        self.groups = [group for group in product.option_groups.all() if group.options.all()]
        if len(self.variants) > 1:
            self.fields["variant"] = self._variant_field()
        for group in self.groups:
            self.fields[_field_name(group)] = self._answer_field(group)
        if product.note_label:
            self.fields["note"] = self._note_field()
        self.fields["quantity"] = self._quantity_field()

    def clean(self) -> dict[str, Any]:
        """Check the quantity against the stock, and the number of answers of each question."""
        cleaned = super().clean() or {}
        for group in self.groups:
            chosen = len(self._chosen(group))
            if chosen > group.most:
                self.add_error(
                    _field_name(group),
                    ngettext("Choose at most %(most)s.", "Choose at most %(most)s.", group.most)
                    % {"most": group.most},
                )
            elif chosen < group.least and _field_name(group) not in self.errors:
                self.add_error(
                    _field_name(group),
                    ngettext("Choose at least %(least)s.", "Choose at least %(least)s.", group.least)
                    % {"least": group.least},
                )
        stock = pieces_left(self.variant(), self.stock)
        if stock is not None and cleaned.get("quantity", 0) > stock:
            self.add_error(
                "quantity",
                ngettext("There is only %(left)s left.", "There are only %(left)s left.", stock)
                % {"left": stock}
                if stock
                else _("It is sold out at the moment."),
            )
        return cleaned

    def variant(self) -> Variant:
        """Return the chosen variant, or the one that is shown first."""
        cleaned = getattr(self, "cleaned_data", {})
        chosen = cleaned.get("variant") or self.initial.get("variant")
        return next((one for one in self.variants if str(one.pk) == str(chosen)), self.variants[0])

    def options(self) -> tuple[int, ...]:
        """Return the ids of the chosen options, in the order of the questions."""
        return tuple(int(answer) for group in self.groups for answer in self._chosen(group))

    def _chosen(self, group: OptionGroup) -> list[str]:
        value = self.cleaned_data.get(_field_name(group)) or []
        return [value] if isinstance(value, str) else list(value)

    def _variant_field(self) -> forms.ChoiceField:
        self.initial.setdefault("variant", self._first_in_stock().pk)
        return forms.ChoiceField(
            label=_("Which one"),
            choices=[(str(one.pk), self._variant_choice(one)) for one in self.variants],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one of these.")},
        )

    def _first_in_stock(self) -> Variant:
        return next((one for one in self.variants if pieces_left(one, self.stock) != 0), self.variants[0])

    def _variant_choice(self, variant: Variant) -> Choice:
        stock = pieces_left(variant, self.stock)
        return Choice(
            variant.title or self.product.title,
            end=money(variant.price, self.currency),
            more=stock_text(stock),
            disabled=stock == 0,
            price=variant.price,
        )

    def _answer_field(self, group: OptionGroup) -> forms.ChoiceField:
        answers = [
            (
                str(option.pk),
                Choice(
                    option.name,
                    _difference_text(option.price_difference, self.currency),
                    price=option.price_difference,
                ),
            )
            for option in group.options.all()
        ]
        several = group.most > 1
        if not several and not group.least:
            answers.insert(0, (NOTHING, Choice(_("No, thank you"))))
            self.initial.setdefault(_field_name(group), NOTHING)
        kind = forms.MultipleChoiceField if several else forms.ChoiceField
        return kind(
            label=group.name,
            choices=answers,
            required=group.least > 0,
            widget=forms.CheckboxSelectMultiple if several else forms.RadioSelect,
            error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one of these.")},
        )

    def _note_field(self) -> forms.CharField:
        return forms.CharField(
            label=self.product.note_label,
            required=self.product.note_required,
            max_length=LONGEST_NOTE,
            widget=forms.Textarea(attrs={"rows": 3}),
            error_messages={
                "required": _("Please fill this in."),
                "max_length": _("This is longer than %(most)s characters.") % {"most": LONGEST_NOTE},
            },
        )

    def _quantity_field(self) -> forms.IntegerField:
        return forms.IntegerField(
            label=_("How many"),
            initial=1,
            min_value=1,
            max_value=self.most,
            error_messages={
                "required": _("Write how many."),
                "invalid": _("Write a whole number."),
                "min_value": _("At least one."),
                "max_value": _("At most %(most)s at once.") % {"most": self.most},
            },
        )


def _difference_text(amount: int, currency: str) -> str:
    return money_signed(amount, currency) if amount else ""


def _field_name(group: OptionGroup) -> str:
    return f"question_{group.pk}"
