"""The form of a product: everything but its variants, questions and photo."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kept.catalog.inputs import ProductInput
from kept.catalog.models import Kind, Product
from kept.faces.desk.parsing import parse_percent
from kept.faces.ui.locales import number_locale
from kept.kit.money import plain_amount
from kept.kit.refusals import Refusal


class ProductForm(forms.Form):
    """Everything about a product but its variants, questions and photo."""

    title = forms.CharField(label=_("Title"), max_length=160)
    summary = forms.CharField(
        label=_("Short description"),
        required=False,
        max_length=240,
        help_text=_("Shown below the title in the shop."),
    )
    description = forms.CharField(
        label=_("Description"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 5})
    )
    kind = forms.ChoiceField(label=_("What it is"), choices=Kind.choices, initial=Kind.PHYSICAL)
    tags = forms.CharField(
        label=_("Tags"), required=False, max_length=1300, help_text=_("Separated by commas: winter, gift")
    )
    tax_rate = forms.CharField(label=_("Tax, per cent"), initial="0", max_length=8)
    preparation_minutes = forms.IntegerField(
        label=_("Preparation time, minutes"), initial=0, min_value=0, max_value=525_600,
        help_text=_("Open time that the work takes. The promise counts from it."),
    )  # fmt: skip
    lifespan_days = forms.IntegerField(
        label=_("Lasts about, days"), required=False, min_value=0, max_value=36_500,
        help_text=_("When it is used up and could be ordered again."),
    )  # fmt: skip
    note_label = forms.CharField(
        label=_("Ask the customer for"),
        required=False,
        max_length=80,
        help_text=_("Such as: text on the card, allergies"),
    )
    note_required = forms.BooleanField(label=_("It must be answered"), required=False)
    needs_review = forms.BooleanField(label=_("Orders with it are confirmed by hand"), required=False)
    slug = forms.SlugField(
        label=_("Address in the shop"),
        required=False,
        max_length=180,
        help_text=_("Left empty, it comes from the title."),
    )

    def clean_tax_rate(self) -> int:
        """Return the typed percentage in basis points."""
        try:
            return parse_percent(self.cleaned_data["tax_rate"], number_locale())
        except Refusal as refusal:
            raise forms.ValidationError(_("Write a rate such as 7 or 7.7.")) from refusal

    def to_input(self, photo_words: str) -> ProductInput:
        """Return the product as an action takes it; the form has to be valid."""
        data: dict[str, Any] = dict(self.cleaned_data)
        data["tags"] = tuple(data["tags"].split(","))
        return ProductInput(photo_words=photo_words, **data)


def initial_of(product: Product) -> dict[str, Any]:
    """Return the form's initial values for a product as it stands."""
    names = [name for name in ProductForm.base_fields if name not in ("tags", "tax_rate")]
    rate = plain_amount(product.tax_rate, "EUR").rstrip("0").rstrip(".")
    return {
        **{name: getattr(product, name) for name in names},
        "tags": ", ".join(product.tags),
        "tax_rate": rate,
    }
