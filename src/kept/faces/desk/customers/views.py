"""Customers: found by what they say on the telephone, and one page for everything about one (G1)."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.customers.actions.change_customer import change_customer
from kept.customers.actions.merge_customers import merge_customers
from kept.customers.actions.note_on_customer import note_on_customer
from kept.customers.actions.record_consent import record_consent
from kept.customers.addresses import address_lines
from kept.customers.models import Customer
from kept.customers.queries import customer_for, customers_of
from kept.faces.desk.responses import Toast, answer
from kept.faces.desk.routing import Desk, DeskRequest
from kept.faces.ui.texts import status_word
from kept.kit.refusals import NotAllowed, NotFound, Refusal
from kept.kit.text import whole_number
from kept.orders.models import Order
from kept.orders.queries import reachable
from kept.stores.roles import May

ON_A_PAGE = 50
ORDERS_SHOWN = 50
PURPOSES = [("news", gettext_lazy("News and offers")), ("review", gettext_lazy("Being asked for a review")),
            ("reorder", gettext_lazy("Reminders to order again"))]  # fmt: skip


class ContactForm(forms.Form):
    """How a customer is called and reached."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=160)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False, max_length=254)
    phone = forms.CharField(label=gettext_lazy("Phone"), required=False, max_length=40)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)

    def __init__(self, desk: Desk, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        names = dict(settings.LANGUAGES)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"),
            choices=[(code, names.get(code, code)) for code in desk.store.languages],
            required=False,
        )


def customers(request: DeskRequest) -> HttpResponse:
    """Those who ordered last first; `q` finds the beginning of a name, address or number."""
    desk = request.desk
    words = request.GET.get("q", "").strip()[:160]
    page = whole_number(request.GET.get("page", "")) or 0
    found = customers_of(desk.actor, search=words, country=desk.store.country)
    some = list(found[page * ON_A_PAGE : (page + 1) * ON_A_PAGE + 1])
    context = {
        "here": "customers",
        "rows": some[:ON_A_PAGE],
        "words": words,
        "newer_url": desk.url("customers", q=words, page=page - 1) if page else "",
        "older_url": desk.url("customers", q=words, page=page + 1) if len(some) > ON_A_PAGE else "",
    }
    return render(request, "desk/customers/customers.html", context)


def customer(request: DeskRequest, customer_id: int) -> HttpResponse:
    """One customer; and putting their contact right."""
    desk = request.desk
    found = customer_for(desk.actor, customer_id)
    if found.pk != customer_id:
        return HttpResponseRedirect(desk.url("customer", found.pk))
    if request.method != "POST":
        return _page(request, found, ContactForm(desk, initial=vars(found)))
    form = ContactForm(desk, request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        change_customer(actor=desk.actor, customer_id=customer_id, now=timezone.now(), **form.cleaned_data)
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        field = refusal.facts.get("field")
        form.add_error(field if field in form.fields else None, str(refusal))
        return _page(request, found, form, other=refusal.facts.get("customer"))
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(desk.url("customer", customer_id))


def note(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Write down what the store should know."""

    def do() -> Toast:
        text = request.POST.get("note", "")
        note_on_customer(actor=request.desk.actor, customer_id=customer_id, note=text, now=timezone.now())
        return Toast(_("Note saved."))

    return answer(request, do, to=request.desk.url("customer", customer_id))


def consent(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Write down a yes or a no."""

    def do() -> Toast:
        record_consent(
            actor=request.desk.actor,
            customer_id=customer_id,
            purpose=request.POST.get("purpose", ""),
            granted=request.POST.get("granted") == "yes",
            source="desk",
            words=request.POST.get("words", ""),
            now=timezone.now(),
        )
        return Toast(_("Consent recorded with today's date."))

    return answer(request, do, to=request.desk.url("customer", customer_id))


def merge(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Find the other row of the same person, look at both, and make them one."""
    desk = request.desk
    found = customer_for(desk.actor, customer_id)
    if request.method == "POST":
        other = whole_number(request.POST.get("other", "")) or 0

        def do() -> Toast:
            merge_customers(actor=desk.actor, customer_id=customer_id, merged_id=other, now=timezone.now())
            return Toast(_("The two customers were merged."))

        return answer(request, do, to=desk.url("customer", customer_id))
    words = request.GET.get("q", "").strip()[:160]
    people = (
        customers_of(desk.actor, search=words, country=desk.store.country).exclude(pk=found.pk)[:20]
        if words
        else []
    )
    context = {"here": "customers", "customer": found, "people": people, "words": words}
    named = whole_number(request.GET.get("other", ""))
    if named:
        context["other"] = customer_for(desk.actor, named)
    return render(request, "desk/customers/merge.html", context)


def _page(request: DeskRequest, found: Customer, form: ContactForm, other: Any = None) -> HttpResponse:
    desk = request.desk
    orders = list(reachable(desk.actor).filter(customer=found).order_by("-pk")[:ORDERS_SHOWN])
    context = {
        "here": "customers",
        "customer": found,
        "form": form,
        "other": other,
        "orders": [_order(desk, order) for order in orders],
        "addresses": [
            address_lines(one.fields, desk.store.country)
            for one in found.addresses.order_by("-last_used_at")[:10]
        ],
        "identities": [
            one.value
            for one in found.identities.order_by("kind", "pk")
            if one.value not in (found.email, found.phone)
        ],
        "consents": _consents(found),
        "purposes": PURPOSES,
        "may_write": desk.actor.may(May.WRITE_CUSTOMERS),
    }
    return render(request, "desk/customers/customer.html", context, status=422 if form.errors else 200)


def _order(desk: Desk, order: Order) -> dict[str, Any]:
    word = status_word(desk.store, order.status, order.fulfilment_kind)
    return {"order": order, "url": desk.url("order", order.number), "word": word}


def _consents(found: Customer) -> list[dict[str, Any]]:
    """The newest line of each purpose counts; all of them are kept."""
    newest: dict[str, dict[str, Any]] = {}
    for one in found.consents.order_by("-pk")[:200]:
        words = str(dict(PURPOSES).get(one.purpose, one.purpose))
        newest.setdefault(one.purpose, {"words": words, "consent": one})
    return list(newest.values())
