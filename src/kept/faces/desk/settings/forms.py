"""The forms of the store's settings."""

from datetime import time
from typing import Any
from zoneinfo import available_timezones

from babel import Locale
from babel.numbers import list_currencies
from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kept.faces.desk.parsing import parse_percent
from kept.faces.ui.address_fields import PREFIX, address_fields, countries
from kept.faces.ui.locales import number_locale
from kept.kit.money import input_amount, parse_amount, plain_amount
from kept.kit.refusals import Refusal
from kept.payments.methods import method_choices, methods
from kept.promises.fulfilment import kind_choices
from kept.promises.inputs import FulfilmentMethodInput, WindowInput
from kept.promises.models import FulfilmentMethod, Opening
from kept.stores.inputs import StoreInput
from kept.stores.models import Store

WEEK = 7
WINDOWS_SHOWN = 2
WINDOWS_READ = 6


class StoreForm(forms.Form):
    """The store's details: what customers read, and what its sums and times follow."""

    name = forms.CharField(label=_("Name"), max_length=120)
    tagline = forms.CharField(label=_("Short description of the store"), max_length=200, required=False)
    about = forms.CharField(
        label=_("About the store"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    email = forms.EmailField(label=_("E-mail for customers"), max_length=254)
    phone = forms.CharField(label=_("Phone for customers"), max_length=32, required=False)
    legal_name = forms.CharField(label=_("Legal name"), max_length=200, required=False)
    country = forms.ChoiceField(label=_("Country"))
    accent = forms.RegexField(
        r"^#[0-9a-fA-F]{6}$", label=_("Brand colour"), widget=forms.TextInput(attrs={"type": "color"}),
        help_text=_("Kept moves it a little where words on it could not be read."),
    )  # fmt: skip
    languages = forms.MultipleChoiceField(
        label=_("Languages of the shop"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(label=_("Language of the store"), choices=settings.LANGUAGES)
    timezone = forms.ChoiceField(label=_("Time zone"))
    currency = forms.ChoiceField(label=_("Currency"))
    prices_include_tax = forms.BooleanField(label=_("Prices include tax"), required=False)
    fulfilment_tax_rate = forms.CharField(label=_("Tax on delivery, per cent"), max_length=8)
    bank_details = forms.CharField(
        label=_("Bank details for transfers"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    policy = forms.CharField(
        label=_("Terms and returns"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, store: Store, data: Any = None) -> None:
        super().__init__(data, initial=_store_initial(store))
        self.store = store
        _set_choices(self, "country", countries())
        _set_choices(
            self, "timezone", [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones())]
        )
        _set_choices(self, "currency", [(code, code) for code in sorted(list_currencies())])
        if store.has_orders:
            self.fields["currency"].disabled = True
            self.fields["currency"].help_text = _("It cannot be changed, because orders were placed in it.")
        for name, one in address_fields(store.country).items():
            one.required = False
            one.initial = store.address.get(name.removeprefix(PREFIX), "")
            self.fields[name] = one

    @property
    def address_part(self) -> list[forms.BoundField]:
        """Return the fields of the store's own address."""
        return [self[name] for name in self.fields if name.startswith(PREFIX)]

    def clean_fulfilment_tax_rate(self) -> int:
        """Return the typed percentage in basis points."""
        try:
            return parse_percent(self.cleaned_data["fulfilment_tax_rate"], number_locale())
        except Refusal as refusal:
            raise forms.ValidationError(_("Write a rate such as 7 or 7.7.")) from refusal

    def to_input(self) -> StoreInput:
        """Return the details as an action takes them; the form has to be valid."""
        data = {name: value for name, value in self.cleaned_data.items() if not name.startswith(PREFIX)}
        address = {
            name.removeprefix(PREFIX): self.cleaned_data[name]
            for name in self.cleaned_data
            if name.startswith(PREFIX)
        }
        if any(address.values()):
            address["country_code"] = data["country"]
        else:
            address = {}
        data["languages"] = tuple(data["languages"])
        return StoreInput(**data, address=address, open_for_orders=self.store.open_for_orders)


class FulfilmentMethodForm(forms.Form):
    """A fulfilment method."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("The name customers see, such as “Pickup” or “Post”.")
    )
    kind = forms.ChoiceField(label=_("What it is"), choices=kind_choices)
    words = forms.CharField(label=_("What the customer should know"), max_length=240, required=False)
    fee = forms.CharField(label=_("Fee"), max_length=20)
    free_from = forms.CharField(label=_("Free from"), max_length=20, required=False)
    days_least = forms.IntegerField(
        label=_("Delivery time in days, at least"), min_value=0, max_value=365, initial=0
    )
    days_most = forms.IntegerField(label=_("At most"), min_value=0, max_value=365, initial=0)
    cut_off = forms.TimeField(
        label=_("Same day until"), required=False,
        help_text=_("What is ready by then is dispatched the same day."),
        widget=forms.TimeInput(attrs={"type": "time"}),
    )  # fmt: skip
    leaves_on = forms.TypedMultipleChoiceField(
        label=_("Dispatched only on"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: on every open day."),
    )  # fmt: skip
    asks_time = forms.BooleanField(label=_("Customers can choose a day and time"), required=False)
    pay_by = forms.MultipleChoiceField(
        label=_("How it can be paid"),
        choices=method_choices,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, store: Store, data: Any = None, method: FulfilmentMethod | None = None) -> None:
        super().__init__(
            data,
            initial=_method_initial(store, method) if method else {"fee": "0", "pay_by": [*methods()][:1]},
        )
        self.store = store
        leaves = self.fields["leaves_on"]
        assert isinstance(leaves, forms.TypedMultipleChoiceField)
        leaves.choices = list(enumerate(weekdays()))

    def clean_fee(self) -> int:
        """Return the fee in minor units."""
        return self._amount("fee")

    def clean_free_from(self) -> int | None:
        """Return the sum in minor units; None where it is never free."""
        return self._amount("free_from") if self.cleaned_data["free_from"].strip() else None

    def to_input(self) -> FulfilmentMethodInput:
        """Return the fulfilment method as an action takes it; the form has to be valid."""
        data = self.cleaned_data
        tuples = {"leaves_on": tuple(data["leaves_on"]), "pay_by": tuple(data["pay_by"])}
        return FulfilmentMethodInput(**{**data, **tuples})

    def _amount(self, name: str) -> int:
        try:
            return parse_amount(self.cleaned_data[name], self.store.currency, number_locale())
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class ClosureForm(forms.Form):
    """A day on which the store is closed."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label=_("Why"), max_length=120, required=False)


def weekdays() -> list[str]:
    """Return Monday to Sunday in the active language."""
    names = Locale.parse(get_language() or "en", sep="-").days["stand-alone"]["wide"]
    return [str(names[day]) for day in range(WEEK)]


def read_hours(data: Any) -> tuple[list[WindowInput], list[str]]:
    """Return the windows of a posted week, and the field of each ("2-0"). The action refuses half a window."""
    windows, positions = [], []
    for weekday in range(WEEK):
        for number in range(WINDOWS_READ):
            opens, closes = (
                data.get(f"opens-{weekday}-{number}", ""),
                data.get(f"closes-{weekday}-{number}", ""),
            )
            if opens or closes:
                windows.append(WindowInput(weekday, _parse_time(opens), _parse_time(closes)))
                positions.append(f"{weekday}-{number}")
    return windows, positions


def week_context(store: Store, data: Any = None) -> list[dict[str, Any]]:
    """Return the week as its page shows it: two windows a day, or as many as there are."""
    openings: dict[int, list[Opening]] = {}
    for one in Opening.objects.filter(store=store):
        openings.setdefault(one.weekday, []).append(one)
    return [
        {
            "name": name,
            "windows": [
                _window(weekday, number, openings.get(weekday, []), data)
                for number in range(max(WINDOWS_SHOWN, min(WINDOWS_READ, len(openings.get(weekday, [])))))
            ],
        }
        for weekday, name in enumerate(weekdays())
    ]


def _window(weekday: int, number: int, openings: list[Opening], data: Any) -> dict[str, str]:
    key = f"{weekday}-{number}"
    if data is not None:
        return {"key": key, "opens": data.get(f"opens-{key}", ""), "closes": data.get(f"closes-{key}", "")}
    if number >= len(openings):
        return {"key": key, "opens": "", "closes": ""}
    return {
        "key": key,
        "opens": f"{openings[number].opens:%H:%M}",
        "closes": f"{openings[number].closes:%H:%M}",
    }


def _parse_time(text: str) -> time:
    """Return the typed time; midnight for what is none: no window can end then, so the action says which is wrong."""
    try:
        return time.fromisoformat(text)
    except ValueError:
        return time.min


def _set_choices(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def _store_initial(store: Store) -> dict[str, Any]:
    values = {name: getattr(store, name) for name in StoreForm.base_fields}
    rate = plain_amount(store.fulfilment_tax_rate, "EUR").rstrip("0").rstrip(".")
    return {**values, "fulfilment_tax_rate": rate}


def _method_initial(store: Store, method: FulfilmentMethod) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(method, name) for name in FulfilmentMethodForm.base_fields}
    locale = number_locale()
    values["fee"] = input_amount(method.fee, store.currency, locale)
    values["free_from"] = (
        "" if method.free_from is None else input_amount(method.free_from, store.currency, locale)
    )
    values["cut_off"] = f"{method.cut_off:%H:%M}" if method.cut_off else ""
    return values
