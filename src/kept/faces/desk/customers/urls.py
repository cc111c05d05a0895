"""The addresses of customers."""

from django.urls import URLPattern

from kept.faces.desk.customers import views
from kept.faces.desk.routing import at
from kept.stores.roles import May

CUSTOMER = "customers/<int:customer_id>/"

urlpatterns: list[URLPattern] = [
    at("customers/", views.customers, "customers", look=May.READ_CUSTOMERS),
    at(CUSTOMER, views.customer, "customer", look=May.READ_CUSTOMERS, act=May.WRITE_CUSTOMERS),
    at(f"{CUSTOMER}note/", views.note, "customer_note", act=May.WRITE_CUSTOMERS),
    at(f"{CUSTOMER}consents/", views.consent, "customer_consent", act=May.WRITE_CUSTOMERS),
    at(f"{CUSTOMER}merge/", views.merge, "customer_merge", look=May.WRITE_CUSTOMERS, act=May.WRITE_CUSTOMERS),
]
