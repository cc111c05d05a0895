"""H4: a program's request passes by what only pages need; a page never does."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from kept.config.fast_path import ApiFastPath, is_api_request

pytestmark = pytest.mark.django_db


def test_the_api_has_no_session_and_no_cookies():
    answer = Client().get("/api/v1/orders", headers={"Authorization": "Bearer kept_unknown"})
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert not answer.cookies
    assert not hasattr(answer.wsgi_request, "session")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_its_page_of_documentation_is_a_page():
    answer = Client().get("/api/v1/docs")
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"]


@pytest.mark.parametrize(
    "path", ["/desk/", "/accounts/login/", "/", "/api/v1", "/API/V1/orders", "/s/api/v1/"]
)
def test_a_page_takes_no_short_way(path):
    assert not is_api_request(RequestFactory().post(path))
    below = ApiFastPath(lambda request: HttpResponse("below"))
    assert below(RequestFactory().post(path)).content == b"below"


def test_an_unknown_address_of_the_api_is_a_problem():
    answer = Client().post("/api/v1/nothing", {}, content_type="application/json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
