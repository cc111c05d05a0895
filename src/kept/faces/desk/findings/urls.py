"""The addresses of findings; findings/kinds.py says for each kind who reads and settles it."""

from django.urls import URLPattern

from kept.faces.desk.findings import views
from kept.faces.desk.routing import desk_path
from kept.stores.roles import May

FINDING = "findings/<int:finding_id>/"

urlpatterns: list[URLPattern] = [
    desk_path("findings/", views.finding_list, "findings", look=May.READ_ORDERS),
    desk_path(f"{FINDING}decision/", views.finding_decision, "finding_decision", act=May.CHANGE_ORDERS),
    desk_path(f"{FINDING}owner/", views.finding_owner, "finding_owner", act=May.CHANGE_ORDERS),
    desk_path(f"{FINDING}reopening/", views.finding_reopening, "finding_reopening", act=May.CHANGE_ORDERS),
    desk_path(f"{FINDING}another-try/", views.finding_try, "finding_try", act=May.CHANGE_ORDERS),
]
