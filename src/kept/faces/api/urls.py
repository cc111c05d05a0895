"""The addresses of the API."""

from django.urls import URLPattern, URLResolver, path, re_path

from kept.faces.api.service import make, not_found

app_name = "api"
urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", make().urls),
    re_path(r"^(?P<rest>.*)$", not_found),
]
