"""Customers: the search, and one page for everything about one of them (G1)."""

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
from kept.customers.actions.split_customers import split_customers
from kept.customers.addresses import address_lines
from kept.customers.models import Customer
from kept.customers.queries import customer_for, customers_of, merged_into
from kept.faces.desk.responses import Toast, act_and_redirect
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
    """A customer's name, e-mail, phone and language."""

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


def customer_list(request: DeskRequest) -> HttpResponse:
    """List customers, those who ordered last first; `q` finds the beginning of a name, address or number."""
    desk = request.desk
    search = request.GET.get("q", "").strip()[:160]
    page = whole_number(request.GET.get("page", "")) or 0
    customers = customers_of(desk.actor, search=search, country=desk.store.country)
    some = list(customers[page * ON_A_PAGE : (page + 1) * ON_A_PAGE + 1])
    context = {
        "here": "customers",
        "rows": some[:ON_A_PAGE],
        "words": search,
        "newer_url": desk.url("customers", q=search, page=page - 1) if page else "",
        "older_url": desk.url("customers", q=search, page=page + 1) if len(some) > ON_A_PAGE else "",
    }
    return render(request, "desk/customers/customers.html", context)


def customer_page(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Show one customer, or change their contact."""
    desk = request.desk
    customer = customer_for(desk.actor, customer_id)
    if customer.pk != customer_id:
        return HttpResponseRedirect(desk.url("customer", customer.pk))
    if request.method != "POST":
        return _page(request, customer, ContactForm(desk, initial=vars(customer)))
    form = ContactForm(desk, request.POST)
    if not form.is_valid():
        return _page(request, customer, form)
    try:
        change_customer(actor=desk.actor, customer_id=customer_id, now=timezone.now(), **form.cleaned_data)
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        field = refusal.facts.get("field")
        form.add_error(field if field in form.fields else None, str(refusal))
        return _page(request, customer, form, other=refusal.facts.get("customer"))
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(desk.url("customer", customer_id))


def note(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Save the store's note on the customer."""

    def do() -> Toast:
        text = request.POST.get("note", "")
        note_on_customer(actor=request.desk.actor, customer_id=customer_id, note=text, now=timezone.now())
        return Toast(_("Note saved."))

    return act_and_redirect(request, do, to=request.desk.url("customer", customer_id))


def consent(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Record the customer's consent or refusal."""

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

    return act_and_redirect(request, do, to=request.desk.url("customer", customer_id))


def merge(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Find another customer who is the same person, compare both, and merge them."""
    desk = request.desk
    customer = customer_for(desk.actor, customer_id)
    if request.method == "POST":
        other = whole_number(request.POST.get("other", "")) or 0

        def do() -> Toast:
            merge_customers(actor=desk.actor, customer_id=customer_id, merged_id=other, now=timezone.now())
            return Toast(_("The two customers were merged."))

        return act_and_redirect(request, do, to=desk.url("customer", customer_id))
    search = request.GET.get("q", "").strip()[:160]
    people = (
        customers_of(desk.actor, search=search, country=desk.store.country).exclude(pk=customer.pk)[:20]
        if search
        else []
    )
    context = {"here": "customers", "customer": customer, "people": people, "words": search}
    other_id = whole_number(request.GET.get("other", ""))
    if other_id:
        context["other"] = customer_for(desk.actor, other_id)
    return render(request, "desk/customers/merge.html", context)


def split(request: DeskRequest, customer_id: int, merged_id: int) -> HttpResponse:
    """Split a customer who was merged into this one."""
    desk = request.desk

    def do() -> Toast:
        restored = split_customers(
            actor=desk.actor, customer_id=customer_id, merged_id=merged_id, now=timezone.now()
        )
        return Toast(_("%(name)s is a customer of their own again.") % {"name": restored.name})

    return act_and_redirect(request, do, to=desk.url("customer", customer_id))


def _page(request: DeskRequest, customer: Customer, form: ContactForm, other: Any = None) -> HttpResponse:
    desk = request.desk
    orders = list(reachable(desk.actor).filter(customer=customer).order_by("-pk")[:ORDERS_SHOWN])
    context = {
        "here": "customers",
        "customer": customer,
        "form": form,
        "other": other,
        "orders": [_order_row(desk, order) for order in orders],
        "addresses": [
            address_lines(one.fields, desk.store.country)
            for one in customer.addresses.order_by("-last_used_at")[:10]
        ],
        "identities": [
            one.value
            for one in customer.identities.order_by("kind", "pk")
            if one.value not in (customer.email, customer.phone)
        ],
        "consents": _consents(customer),
        "merged": merged_into(customer),
        "purposes": PURPOSES,
        "may_write": desk.actor.may(May.WRITE_CUSTOMERS),
    }
    return render(request, "desk/customers/customer.html", context, status=422 if form.errors else 200)


def _order_row(desk: Desk, order: Order) -> dict[str, Any]:
    word = status_word(desk.store, order.status, order.fulfilment_kind)
    return {"order": order, "url": desk.url("order", order.number), "word": word}


def _consents(customer: Customer) -> list[dict[str, Any]]:
    """Return the newest consent for each purpose; earlier ones are kept, but count no more."""
    newest: dict[str, dict[str, Any]] = {}
    for one in customer.consents.order_by("-pk")[:200]:
        words = str(dict(PURPOSES).get(one.purpose, one.purpose))
        newest.setdefault(one.purpose, {"words": words, "consent": one})
    return list(newest.values())
