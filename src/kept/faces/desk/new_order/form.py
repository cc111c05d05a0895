"""The form of a new order but its lines: customer, fulfilment, payment, channel, note."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.conf import settings
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.faces.ui.address_fields import PREFIX, address_fields, countries
from kept.orders.agreement.inputs import LONGEST_NOTE, CustomerInput, FulfilmentInput
from kept.payments.methods import label_of
from kept.promises.fulfilment import policy_of
from kept.promises.schedule import FulfilmentMethodTerms, schedule_of
from kept.stores.models import Store

COUNTER = "counter"
CHANNELS = [
    (COUNTER, gettext_lazy("At the counter or a stall")),
    ("phone", gettext_lazy("By phone")),
    ("email", gettext_lazy("By e-mail")),
]
# Another country writes its addresses with other fields.
_RELOADS_FULFILMENT = {
    "hx-post": "",
    "hx-trigger": "change",
    "hx-target": "#order-fulfilment-method",
    "hx-swap": "outerHTML",
}
# The channel decides whether a contact is needed.
_RELOADS_CUSTOMER = {**_RELOADS_FULFILMENT, "hx-target": "#order-who"}


class NewOrderForm(forms.Form):
    """A form whose fields follow the chosen way: an address is asked for only where something is brought.

    At the counter nobody has to say who they are; on every other channel a contact is needed.
    """

    def __init__(self, store: Store, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.store = store
        self.methods = schedule_of(store).methods
        values = data if data is not None else (initial or {})
        self.chosen = next(
            (method for method in self.methods if method.code == values.get("fulfilment_method")), None
        ) or next(iter(self.methods), None)
        self.country_code = str(values.get("country") or store.country)
        if self.country_code not in {code for code, _name in countries()}:
            self.country_code = store.country
        self.at_counter = values.get("channel", COUNTER) == COUNTER
        self.fields["channel"] = _radio(gettext_lazy("How it came in"), CHANNELS, COUNTER, _RELOADS_CUSTOMER)
        self.fields.update(_customer_fields(store, at_counter=self.at_counter))
        self.fields["fulfilment_method"] = _radio(
            gettext_lazy("How it reaches the customer"),
            [(method.code, method.name) for method in self.methods],
            self._method_code(),
        )
        if self.brings:
            self.fields.update(_fulfilment_fields(store, self.chosen, self.country_code))
        self.fields["day"] = forms.DateField(
            label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
        )
        self.fields["at"] = forms.TimeField(
            label=_("Time"), required=False, widget=forms.TimeInput(attrs={"type": "time", "step": 900})
        )
        pay = [(one, label_of(one)) for one in (self.chosen.pay_by if self.chosen else ())]
        first_pay = pay[0][0] if pay else None
        self.fields["payment"] = _radio(gettext_lazy("Payment"), pay, first_pay)
        if values.get("payment") not in dict(pay) and data is not None:
            self.data = {**data.dict(), "payment": first_pay or ""}
        self.fields["note"] = forms.CharField(
            label=_("Note on the order"), required=False, max_length=LONGEST_NOTE,
            help_text=_("Printed on the confirmation."), widget=forms.Textarea(attrs={"rows": 2}),
        )  # fmt: skip

    def clear_errors(self) -> None:
        """Drop all errors: the page is still being filled in."""
        self._errors = ErrorDict()

    @property
    def walks_in(self) -> bool:
        """True at the counter as long as no contact is typed."""
        return self.at_counter and not any(
            str(self[name].value() or "").strip() for name in ("email", "phone")
        )

    @property
    def brings(self) -> bool:
        """True where the chosen way needs an address."""
        return self.chosen is not None and policy_of(self.chosen.kind).needs_address

    @property
    def abroad(self) -> bool:
        """True where a parcel may go to another country."""
        return "country" in self.fields

    def address_part(self) -> list[forms.BoundField]:
        """Return the fields of the address as its country writes it."""
        return [self[name] for name in self.fields if name.startswith(PREFIX)]

    def wished(self) -> datetime | None:
        """Return the wished moment in the store's zone; None while day or time is missing or invalid."""
        day, at = str(self["day"].value() or ""), str(self["at"].value() or "")
        try:
            return datetime.combine(
                date.fromisoformat(day), time.fromisoformat(at), tzinfo=schedule_of(self.store).zone
            )
        except (ValueError, OverflowError):
            return None

    def fulfilment(self) -> FulfilmentInput:
        """Return the fulfilment as far as it is filled in."""
        address = {
            name.removeprefix(PREFIX): str(self[name].value() or "")
            for name in self.fields
            if name.startswith(PREFIX)
        }
        return FulfilmentInput(
            method=self._method_code(),
            address={**address, "country_code": self.country_code} if address else None,
            recipient=str(self["recipient"].value() or "") if self.brings else "",
            instructions=str(self["instructions"].value() or "") if self.brings else "",
            wished=self.wished(),
        )

    def customer(self) -> CustomerInput:
        """Return the customer as typed."""
        data = self.cleaned_data
        return CustomerInput(data["name"], data["email"], data["phone"])

    def mark(self, field: str, sentence: str) -> None:
        """Put an action's refusal beside its field; above the form where it has none."""
        name = field.replace("address.", PREFIX)
        self.add_error(name if name in self.fields else None, sentence)

    def clean(self) -> dict[str, Any]:
        """Check that a contact is given, but for a walk-in; a day needs a time and a time a day."""
        data = super().clean() or {}
        reachable = bool(data.get("email") or data.get("phone") or {"email", "phone"} & set(self.errors))
        if not reachable and not self.at_counter:
            self.add_error("phone", _("A phone number or an e-mail address is needed for the confirmation."))
        if reachable and not data.get("name") and "name" not in self.errors:
            self.add_error("name", _("Enter a name as well, so that messages can address the customer."))
        if data.get("day") and not data.get("at") and "at" not in self.errors:
            self.add_error("at", _("Choose a time for that day."))
        if data.get("at") and not data.get("day") and "day" not in self.errors:
            self.add_error("day", _("Choose a day for that time."))
        return data

    def _method_code(self) -> str:
        return self.chosen.code if self.chosen else ""


def _customer_fields(store: Store, *, at_counter: bool) -> dict[str, forms.Field]:
    names = dict(settings.LANGUAGES)
    languages = [(code, names.get(code, code)) for code in store.languages]
    off = {"autocomplete": "off"}
    return {
        "name": forms.CharField(
            label=_("Name"), max_length=160, required=not at_counter, widget=forms.TextInput(attrs=off)
        ),
        "phone": forms.CharField(
            label=_("Phone"), required=False, max_length=40,
            widget=forms.TextInput(attrs={**off, "type": "tel"}),
        ),
        "email": forms.EmailField(
            label=_("E-mail"), required=False, max_length=254, widget=forms.EmailInput(attrs=off)
        ),
        "language": forms.ChoiceField(
            label=_("Language of the confirmation"), choices=languages, initial=store.language
        ),
    }  # fmt: skip


def _fulfilment_fields(
    store: Store, method: FulfilmentMethodTerms | None, country: str
) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {
        "recipient": forms.CharField(
            label=_("For somebody else?"), required=False, max_length=160,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        ),
    }  # fmt: skip
    if method and policy_of(method.kind).has_carrier:
        fields["country"] = forms.ChoiceField(
            label=_("Country"),
            choices=countries(),
            initial=store.country,
            widget=forms.Select(attrs=_RELOADS_FULFILMENT),
        )
    for name, field in address_fields(country).items():
        field.widget.attrs["autocomplete"] = "off"
        fields[name] = field
    fields["instructions"] = forms.CharField(
        label=_("For the driver"), required=False, max_length=LONGEST_NOTE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    return fields


def _radio(
    label: Any, choices: list[tuple[str, Any]], initial: str | None, attrs: dict[str, str] | None = None
) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, initial=initial, widget=forms.RadioSelect(attrs=attrs),
        error_messages={"required": _("Choose one of these."), "invalid_choice": _("Choose one of these.")},
    )  # fmt: skip
