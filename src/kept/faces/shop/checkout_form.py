"""The form of the checkout, and the inputs of `place_order` that it makes."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from kept.faces.shop.quoting import Quote
from kept.faces.shop.store_context import StoreContext
from kept.faces.ui.address_fields import PREFIX, address_fields, countries, postal_code_hint
from kept.faces.ui.templatetags.kept import moment_text
from kept.orders.agreement.inputs import LONGEST_NOTE, CustomerInput, FulfilmentInput
from kept.payments.methods import label_of
from kept.promises.fulfilment import policy_of
from kept.promises.schedule import FulfilmentMethodTerms, StoreSchedule, schedule_of

WISH_DAYS = 28
"""Days ahead that can be chosen for a wished time."""

_STEP = timedelta(minutes=30)


class CheckoutForm(forms.Form):
    """Contact, fulfilment method, address by country, wished time, payment, note. `method` is the chosen method."""

    def __init__(
        self, shop: StoreContext, quoted: Quote, country: str, data: Any = None, **more: Any
    ) -> None:
        super().__init__(data, **more)
        self.shop = shop
        self.method = quoted.priced.method if quoted.priced else None
        self.country = country
        self.fields.update(_contact_fields())
        self.fields["fulfilment_method"] = forms.ChoiceField(
            label=_("How it reaches you"),
            choices=[
                (fulfilment_method.code, fulfilment_method.name) for fulfilment_method in quoted.methods
            ],
            initial=self.method.code if self.method else None,
            widget=forms.RadioSelect,
            error_messages={
                "required": _("Choose how it should reach you."),
                "invalid_choice": _("Choose one of these."),
            },
        )
        if self.method and policy_of(self.method.kind).needs_address:
            self.fields.update(self._address_fields(self.method))
        if self.method and self.method.asks_time:
            self.fields.update(self._wish_fields())
        if self.method:
            self.fields["payment"] = _payment_field(self.method)
        self.fields.update(_other_fields())

    @property
    def address_names(self) -> list[str]:
        """Return the names of the address fields, in the order of the country."""
        return [name for name in self.fields if name.startswith(PREFIX)]

    def address_part(self) -> list[forms.BoundField]:
        """Return the bound address fields."""
        return [self[name] for name in self.address_names]

    def customer(self) -> CustomerInput:
        """Return the customer's contact details."""
        data = self.cleaned_data
        return CustomerInput(data["name"], data["email"], data["phone"])

    def fulfilment(self) -> FulfilmentInput:
        """Return the fulfilment method, address and wished time."""
        data = self.cleaned_data
        address = {name.removeprefix(PREFIX): data[name] for name in self.address_names}
        return FulfilmentInput(
            method=data["fulfilment_method"],
            address={**address, "country_code": self.country} if address else None,
            recipient=data.get("recipient", ""),
            instructions=data.get("instructions", ""),
            wished=wished_at(self.shop, data.get("day", ""), data.get("time", "")),
        )

    def add_problem(self, field: str, sentence: str) -> None:
        """Add an action's refusal as an error of its field, or of the form where it has none."""
        name = field.replace("address.", PREFIX) if field.startswith("address.") else field
        self.add_error(name if name in self.fields else None, sentence)

    def focus_first_error(self) -> None:
        """Set the focus to the first field with an error; it needs no JavaScript."""
        for name in self.fields:
            if name in self.errors:
                self.fields[name].widget.attrs["autofocus"] = True
                return

    def _address_fields(self, fulfilment_method: FulfilmentMethodTerms) -> dict[str, forms.Field]:
        """Return the address fields: of the store's country for a driver, of any country for a parcel."""
        own = [(code, name) for code, name in countries() if code == self.shop.store.country]
        fields: dict[str, forms.Field] = {
            "recipient": forms.CharField(
                label=_("For somebody else?"),
                help_text=_("The name on the label, if it is not yours."),
                required=False,
                max_length=160,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
        }
        if policy_of(fulfilment_method.kind).has_carrier:
            fields["country"] = forms.ChoiceField(
                label=_("Country"),
                choices=own + [one for one in countries() if one not in own],
                initial=self.country,
                widget=forms.Select(attrs={"autocomplete": "country", "data-updates": True}),
                error_messages={"invalid_choice": _("Choose one of these.")},
            )
        fields.update(address_fields(self.country))
        hint = postal_code_hint(self.country)
        if hint and f"{PREFIX}postal_code" in fields:
            fields[f"{PREFIX}postal_code"].help_text = _("Like %(example)s") % {"example": hint}
        fields["instructions"] = forms.CharField(
            label=_("For the driver"),
            required=False,
            max_length=LONGEST_NOTE,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
            error_messages={"max_length": _too_long_text()},
        )
        return fields

    def _wish_fields(self) -> dict[str, forms.Field]:
        schedule = schedule_of(self.shop.store)
        errors = {"invalid_choice": _("Choose one of these.")}
        days = [(day.isoformat(), _day_text(day)) for day in open_days(schedule, self.shop.now)]
        return {
            "day": forms.ChoiceField(
                label=_("Day"),
                required=False,
                choices=[("", _("As soon as possible")), *days],
                error_messages=errors,
            ),
            "time": forms.ChoiceField(
                label=_("Time"),
                required=False,
                choices=[("", _("Any time")), *times(schedule)],
                error_messages=errors,
            ),
        }

    def clean(self) -> dict[str, Any]:
        """A wished day needs a time, and a time needs a day."""
        cleaned = super().clean() or {}
        if cleaned.get("day") and not cleaned.get("time") and "time" not in self.errors:
            self.add_error("time", _("Choose a time for that day."))
        if cleaned.get("time") and not cleaned.get("day") and "day" not in self.errors:
            self.add_error("day", _("Choose a day for that time."))
        if cleaned.get("website"):
            self.add_error(
                None, _("One field is only there to catch programs. Leave “Website” empty, then send again.")
            )
        return cleaned


def wished_at(shop: StoreContext, day: str, at: str) -> datetime | None:
    """Return the wished instant in the store's time zone; None where there is no valid day and time."""
    try:
        return datetime.combine(
            date.fromisoformat(day), time.fromisoformat(at), tzinfo=schedule_of(shop.store).zone
        )
    except (ValueError, TypeError):
        return None


def open_days(schedule: StoreSchedule, now: datetime) -> list[date]:
    """Return the days on which the store is open, from today on."""
    today = now.astimezone(schedule.zone).date()
    days = (today + timedelta(days=ahead) for ahead in range(WISH_DAYS))
    return [day for day in days if schedule.windows(day)]


def times(schedule: StoreSchedule) -> list[tuple[str, str]]:
    """Return every half hour at which the store is open on some day, with its text."""
    starts: set[time] = set()
    for opens, closes in {window for windows in schedule.hours.values() for window in windows} or {
        (time(8), time(20))
    }:
        moment = datetime.combine(date.min, opens)
        while moment.time() <= closes and moment.date() == date.min:
            starts.add(moment.time())
            moment += _STEP
    return [
        (at.isoformat("minutes"), moment_text(datetime.combine(date.min, at), "time"))
        for at in sorted(starts)
    ]


def _day_text(day: date) -> str:
    return moment_text(datetime.combine(day, time()), "day")


def _contact_fields() -> dict[str, forms.Field]:
    return {
        "name": forms.CharField(
            label=_("Your name"),
            max_length=160,
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
            error_messages={
                "required": _("Write your name, so that the order finds you."),
                "max_length": _("This is too long."),
            },
        ),
        "email": forms.EmailField(
            label=_("E-mail"),
            help_text=_("Your confirmation goes there."),
            max_length=254,
            widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
            error_messages={
                "required": _("Write your e-mail address: the confirmation goes there."),
                "invalid": _("This is not an e-mail address. Write it like name@example.com."),
            },
        ),
        "phone": forms.CharField(
            label=_("Phone"),
            help_text=_("Only used if something about this order cannot wait."),
            required=False,
            max_length=40,
            widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
        ),
    }


def _payment_field(fulfilment_method: FulfilmentMethodTerms) -> forms.ChoiceField:
    choices = [(method, label_of(method)) for method in fulfilment_method.pay_by]
    return forms.ChoiceField(
        label=_("How you pay"),
        choices=choices,
        initial=choices[0][0] if len(choices) == 1 else None,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how you would like to pay."),
            "invalid_choice": _("Choose one of these."),
        },
    )


def _other_fields() -> dict[str, forms.Field]:
    return {
        "note": forms.CharField(
            label=_("Message to the store"),
            help_text=_("Allergies, what the occasion is, anything we should know."),
            required=False,
            max_length=LONGEST_NOTE,
            widget=forms.Textarea(attrs={"rows": 3}),
            error_messages={"max_length": _too_long_text()},
        ),
        "news": forms.BooleanField(label=newsletter_text(), required=False),
        "website": forms.CharField(
            label=_("Website"),
            required=False,
            max_length=200,
            widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
        ),
    }


def newsletter_text() -> str:
    """Return the text of the newsletter's checkbox; it is stored word for word with the consent."""
    return _("Write to me now and then about what is new. I can stop that at any time.")


def _too_long_text() -> str:
    return _("This is longer than %(most)s characters.") % {"most": LONGEST_NOTE}
