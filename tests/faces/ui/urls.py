"""The style page on an address, for the browser."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from kept.faces.ui.style import style_page


def with_toast(request: HttpRequest) -> HttpResponse:
    messages.success(request, "Saved.")
    return style_page(request)


urlpatterns = [
    path("style/", include("kept.faces.ui.urls")),
    path("toast/", with_toast),
    path("accounts/", include("kept.faces.desk.account.sign_in_urls")),
]
