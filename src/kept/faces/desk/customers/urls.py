"""The addresses of customers."""

from django.urls import URLPattern

from kept.faces.desk.customers import views
from kept.faces.desk.routing import desk_path
from kept.stores.roles import May

CUSTOMER = "customers/<int:customer_id>/"

urlpatterns: list[URLPattern] = [
    desk_path("customers/", views.customer_list, "customers", look=May.READ_CUSTOMERS),
    desk_path(CUSTOMER, views.customer_page, "customer", look=May.READ_CUSTOMERS, act=May.WRITE_CUSTOMERS),
    desk_path(f"{CUSTOMER}note/", views.note, "customer_note", act=May.WRITE_CUSTOMERS),
    desk_path(f"{CUSTOMER}consents/", views.consent, "customer_consent", act=May.WRITE_CUSTOMERS),
    desk_path(
        f"{CUSTOMER}merge/", views.merge, "customer_merge", look=May.WRITE_CUSTOMERS, act=May.WRITE_CUSTOMERS
    ),
    desk_path(
        f"{CUSTOMER}merges/<int:merged_id>/split/", views.split, "customer_split", act=May.WRITE_CUSTOMERS
    ),
]
