"""The addresses of the desk, subject by subject."""

from django.urls import URLPattern

from kept.faces.desk.account import urls as account
from kept.faces.desk.board import urls as board
from kept.faces.desk.catalog import urls as catalog
from kept.faces.desk.change import urls as change
from kept.faces.desk.customers import urls as customers
from kept.faces.desk.findings import urls as findings
from kept.faces.desk.new_order import urls as new_order
from kept.faces.desk.order import urls as order
from kept.faces.desk.order_list import urls as order_list
from kept.faces.desk.saved_views import urls as saved_views
from kept.faces.desk.settings import urls as settings
from kept.faces.desk.start import urls as start
from kept.faces.desk.stock import urls as stock

app_name = "desk"
urlpatterns: list[URLPattern] = [
    *account.urlpatterns,
    *start.urlpatterns,
    *board.urlpatterns,
    *order_list.urlpatterns,
    *saved_views.urlpatterns,
    *order.urlpatterns,
    *change.urlpatterns,
    *new_order.urlpatterns,
    *catalog.urlpatterns,
    *stock.urlpatterns,
    *customers.urlpatterns,
    *settings.urlpatterns,
    *findings.urlpatterns,
]
