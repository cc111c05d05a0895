"""The address of the page on which an invitation is accepted; the rest of the sign-in is in `sign_in_urls.py`."""

from django.urls import URLPattern, path

from kept.faces.desk.account import join

urlpatterns: list[URLPattern] = [
    path("join/<str:token>/", join.join, name="join"),
]
