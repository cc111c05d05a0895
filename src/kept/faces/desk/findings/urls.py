"""The addresses of what waits for a person; who reads and settles which kind stands in findings/kinds.py, too."""

from django.urls import URLPattern

from kept.faces.desk.findings import views
from kept.faces.desk.routing import at
from kept.stores.roles import May

FINDING = "findings/<int:finding_id>/"

urlpatterns: list[URLPattern] = [
    at("findings/", views.findings, "findings", look=May.READ_ORDERS),
    at(f"{FINDING}decision/", views.finding_decision, "finding_decision", act=May.CHANGE_ORDERS),
    at(f"{FINDING}owner/", views.finding_owner, "finding_owner", act=May.CHANGE_ORDERS),
    at(f"{FINDING}reopening/", views.finding_reopening, "finding_reopening", act=May.CHANGE_ORDERS),
    at(f"{FINDING}another-try/", views.finding_try, "finding_try", act=May.CHANGE_ORDERS),
]
