"""The addresses of the mail catcher; there only in a demo."""

from django.urls import re_path

from kept.faces.mailbox import views

app_name = "mailbox"
urlpatterns = [
    re_path(r"^$", views.mails, name="mails"),
    re_path(r"^(?P<name>\d+-\d+)/$", views.mail, name="mail"),
    re_path(r"^(?P<name>\d+-\d+)/body$", views.body, name="body"),
]
