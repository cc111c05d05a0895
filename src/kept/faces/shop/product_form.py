"""The form on a product's page: which variant, which answers, how many, what to write on the card."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.catalog.models import OptionGroup, Product, Variant
from kept.faces.shop.cart import MOST_OF_ONE
from kept.faces.shop.goods import pieces_left, stock_words
from kept.faces.ui.templatetags.kept import money, money_signed
from kept.orders.agreement.inputs import LONGEST_NOTE

NOTHING = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands on one choice: its name, its price, what else is to be known."""

    title: str
    end: str = ""
    more: str = ""
    disabled: bool = False
    price: int = 0
    """What choosing it adds, in minor units: a variant's own price, an answer's difference."""

    def __str__(self) -> str:
        return self.title


class ProductForm(forms.Form):
    """Made for one product; `left` says how many of each counted variant can be had."""

    def __init__(
        self, product: Product, currency: str, left: dict[int, int], data: Any = None, **more: Any
    ) -> None:
        super().__init__(data, **more)
        self.product = product
        self.currency = currency
        self.left = left
        self.variants = list(product.variants.all())
        self.groups = [group for group in product.option_groups.all() if group.options.all()]
        if len(self.variants) > 1:
            self.fields["variant"] = self._variants()
        for group in self.groups:
            self.fields[_name(group)] = self._answers(group)
        if product.note_label:
            self.fields["note"] = self._note()
        self.fields["quantity"] = self._quantity()

    def clean(self) -> dict[str, Any]:
        """As many as there are, and as many answers as are asked for."""
        cleaned = super().clean() or {}
        for group in self.groups:
            chosen = len(self._chosen(group))
            if chosen > group.most:
                self.add_error(
                    _name(group),
                    ngettext("Choose at most %(most)s.", "Choose at most %(most)s.", group.most)
                    % {"most": group.most},
                )
            elif chosen < group.least and _name(group) not in self.errors:
                self.add_error(
                    _name(group),
                    ngettext("Choose at least %(least)s.", "Choose at least %(least)s.", group.least)
                    % {"least": group.least},
                )
        left = pieces_left(self.variant(), self.left)
        if left is not None and cleaned.get("quantity", 0) > left:
            self.add_error(
                "quantity",
                ngettext("There is only %(left)s left.", "There are only %(left)s left.", left)
                % {"left": left}
                if left
                else _("It is sold out at the moment."),
            )
        return cleaned

    def variant(self) -> Variant:
        """The chosen variant, or the one that is shown first."""
        cleaned = getattr(self, "cleaned_data", {})
        chosen = cleaned.get("variant") or self.initial.get("variant")
        return next((one for one in self.variants if str(one.pk) == str(chosen)), self.variants[0])

    def options(self) -> tuple[int, ...]:
        """The chosen answers, in the order in which the product asks."""
        return tuple(int(answer) for group in self.groups for answer in self._chosen(group))

    def _chosen(self, group: OptionGroup) -> list[str]:
        found = self.cleaned_data.get(_name(group)) or []
        return [found] if isinstance(found, str) else list(found)

    def _variants(self) -> forms.ChoiceField:
        self.initial.setdefault("variant", self._first_to_be_had().pk)
        return forms.ChoiceField(
            label=_("Which one"),
            choices=[(str(one.pk), self._variant_words(one)) for one in self.variants],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one of these.")},
        )

    def _first_to_be_had(self) -> Variant:
        return next((one for one in self.variants if pieces_left(one, self.left) != 0), self.variants[0])

    def _variant_words(self, variant: Variant) -> Answer:
        left = pieces_left(variant, self.left)
        return Answer(
            variant.title or self.product.title,
            end=money(variant.price, self.currency),
            more=stock_words(left),
            disabled=left == 0,
            price=variant.price,
        )

    def _answers(self, group: OptionGroup) -> forms.ChoiceField:
        answers = [
            (
                str(option.pk),
                Answer(
                    option.name,
                    _difference(option.price_difference, self.currency),
                    price=option.price_difference,
                ),
            )
            for option in group.options.all()
        ]
        several = group.most > 1
        if not several and not group.least:
            answers.insert(0, (NOTHING, Answer(_("No, thank you"))))
            self.initial.setdefault(_name(group), NOTHING)
        kind = forms.MultipleChoiceField if several else forms.ChoiceField
        return kind(
            label=group.name,
            choices=answers,
            required=group.least > 0,
            widget=forms.CheckboxSelectMultiple if several else forms.RadioSelect,
            error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one of these.")},
        )

    def _note(self) -> forms.CharField:
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

    def _quantity(self) -> forms.IntegerField:
        return forms.IntegerField(
            label=_("How many"),
            initial=1,
            min_value=1,
            max_value=MOST_OF_ONE,
            error_messages={
                "required": _("Write how many."),
                "invalid": _("Write a whole number."),
                "min_value": _("At least one."),
                "max_value": _("At most %(most)s at once.") % {"most": MOST_OF_ONE},
            },
        )


def _difference(amount: int, currency: str) -> str:
    return money_signed(amount, currency) if amount else ""


def _name(group: OptionGroup) -> str:
    return f"question_{group.pk}"
