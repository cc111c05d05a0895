"""The addresses of an installation."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("desk/", include("kept.faces.desk.urls")),
    path("api/", include("kept.faces.api.urls")),
    path("inbound/", include("kept.faces.inbound.urls")),
    path("accounts/", include("kept.faces.desk.account.sign_in_urls")),
    path("", include("kept.faces.shop.urls")),
]
handler400 = "kept.faces.error_pages.bad_request"
handler403 = "kept.faces.error_pages.forbidden"
handler404 = "kept.faces.error_pages.not_found"
handler429 = "kept.faces.error_pages.too_many_requests"
handler500 = "kept.faces.error_pages.server_error"
if settings.ENVIRONMENT.demo:
    urlpatterns.append(path("mailbox/", include("kept.faces.mailbox.urls")))
    urlpatterns.append(path("style/", include("kept.faces.ui.urls")))
