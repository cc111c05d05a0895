"""Every address of an installation."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("desk/", include("kept.faces.desk.urls")),
    path("api/", include("kept.faces.api.urls")),
    path("inbound/", include("kept.faces.inbound.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("kept.faces.shop.urls")),
]
handler400 = "kept.faces.refused.unreadable"
handler403 = "kept.faces.refused.forbidden"
handler404 = "kept.faces.refused.nothing_there"
handler429 = "kept.faces.refused.too_many"
handler500 = "kept.faces.refused.broken"
if settings.ENVIRONMENT.demo:
    urlpatterns.append(path("mailbox/", include("kept.faces.mailbox.urls")))
    urlpatterns.append(path("style/", include("kept.faces.ui.urls")))
