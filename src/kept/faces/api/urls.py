"""The addresses of the API."""

from django.urls import URLPattern, URLResolver, path, re_path

from kept.faces.api.docs import docs_page
from kept.faces.api.openapi import openapi_json
from kept.faces.api.service import not_found, service, with_problems

app_name = "api"
urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/openapi.json", with_problems(openapi_json)),
    path("v1/docs", docs_page, name="docs"),
    path("v1/", service.urls),
    re_path(r"^(?P<rest>.*)$", not_found),
]
