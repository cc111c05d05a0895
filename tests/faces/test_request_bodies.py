"""No address reads a body that is larger than anything it takes, nor a file where none is expected (22).

Here: what the application refuses, whatever the server. What the server does not read: faults/test_large_bodies.py.
"""

import re
from pathlib import Path
from typing import NoReturn

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.test import Client, RequestFactory, override_settings
from django.urls import get_resolver, resolve

from kept.config.request_bodies import RequestBodies
from kept.faces import body_limits
from kept.faces.api.routers import OPERATIONS
from kept.faces.body_limits import ALWAYS_TAKEN_BYTES, most_body_bytes
from kept.kit.pictures import MOST_BYTES as MOST_PICTURE_BYTES
from tests.rig.routes import path_of, routes

pytestmark = pytest.mark.django_db
MB = 1_000_000
# Everything else takes less than 2 MB.
LARGER = {
    "desk:product": 25 * MB,
    "desk:product_new": 25 * MB,
    "desk:settings_logo": 25 * MB,
    "api:api-v1:update_photo": 25 * MB,
    "api:api-v1:update_logo": 25 * MB,
    "inbound:mail": 3 * MB,
}
PATHS = [path_of(where, route) for where, route in routes(get_resolver())]


class Unreadable:
    """A body that nobody may look at."""

    def read(self, *sizes: int) -> NoReturn:
        raise AssertionError("it was read")

    readline = read


def send(path: str, method: str = "POST", **environ: object):
    said = {"wsgi.input": Unreadable(), "CONTENT_TYPE": "multipart/form-data; boundary=x", **environ}
    return Client().generic(method, path, **said)  # type: ignore[arg-type]


def test_the_walk_finds_every_address():
    assert len(PATHS) > 150
    assert [path for path in PATHS if not isinstance(resolve(path).route, str)] == []


def test_every_address_refuses_what_is_too_large_without_reading_it():
    for path in PATHS:
        most = most_body_bytes(path)
        assert ALWAYS_TAKEN_BYTES <= most < LARGER.get(resolve(path).view_name, 2 * MB), path
        is_program = path.startswith("/api/v1/") and path != "/api/v1/docs"
        kind = "application/problem+json" if is_program else "text/html"
        for method in ("POST", "PUT", "GET"):
            answer = send(path, method, CONTENT_LENGTH=str(most + 1))
            assert (answer.status_code, answer.headers["Content-Type"].split(";")[0]) == (413, kind), path


@pytest.mark.parametrize("said", [{"HTTP_TRANSFER_ENCODING": "chunked"}, {"CONTENT_LENGTH": "many"}])
def test_no_address_takes_a_body_of_unknown_length_for_none(said: dict[str, str]):
    assert [path for path in PATHS if send(path, **said).status_code != 411] == []


def test_the_sentence_says_how_much(client: Client):
    problem = send("/api/v1/orders", CONTENT_LENGTH="1000001").json()
    assert (problem["code"], problem["facts"]) == ("too_large", {"most": MB})
    photo = send("/api/v1/products/1/photo", "PUT", CONTENT_LENGTH=str(20 * MB)).json()
    assert photo["facts"] == {"most": MOST_PICTURE_BYTES}
    assert "12 MB" in photo["detail"]


def test_every_operation_that_takes_a_picture_has_room_for_one():
    taking = [
        "/api/v1" + re.sub(r"{\w+}", "1", path) for (_, path), it in OPERATIONS.items() if it.takes_picture
    ]
    assert len(taking) == 2
    assert {most_body_bytes(path) for path in taking} == {MOST_PICTURE_BYTES}


def test_every_view_named_in_the_table_is_there():
    named = {resolve(path).view_name for path in PATHS}
    assert set(body_limits._BY_VIEW) <= named


def test_every_form_with_a_file_is_in_the_table():
    """A new one is found here: by who reads a file, and by the form that sends it."""
    source = Path(body_limits.__file__).parent
    readers = {
        str(file.relative_to(source)) for file in source.rglob("*.py") if "request.FILES" in file.read_text()
    }
    forms = {
        str(file.relative_to(source)) for file in source.rglob("*.html") if "multipart" in file.read_text()
    }
    assert readers == {"desk/catalog/views.py", "desk/settings/store.py"}
    assert forms == {"desk/templates/desk/catalog/product.html", "desk/templates/desk/settings/store.html"}
    assert len(body_limits._FILE_FORMS) == 3


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that Django wrote to a temporary folder."""
    names: list[str] = []
    honest = TemporaryUploadedFile.__init__

    def init(self, name: str, *rest: object, **named: object) -> None:
        names.append(name)
        honest(self, name, *rest, **named)

    monkeypatch.setattr(TemporaryUploadedFile, "__init__", init)
    return names


def with_file(size: int) -> dict[str, object]:
    return {"do": "x", "photo": SimpleUploadedFile("photo.jpg", b"x" * size, "image/jpeg")}


@pytest.mark.parametrize(
    "path", ["/", "/s/wren/basket/", "/o/nobodys/", "/accounts/login/", "/desk/wren/stock/"]
)
def test_a_file_where_none_is_expected_is_nowhere(path: str):
    seen = taken(path, 900_000)
    assert (seen.POST["do"], dict(seen.FILES)) == ("x", {})


@pytest.mark.parametrize("path", ["/desk/wren/products/1/", "/desk/wren/settings/logo/"])
def test_a_photo_comes_in_memory_however_large(path: str, written: list[str]):
    """Django would write what is larger than 2.5 MB to a temporary folder."""
    seen = taken(path, MOST_PICTURE_BYTES)
    assert (seen.POST["do"], seen.FILES["photo"].size) == ("x", MOST_PICTURE_BYTES)
    assert not written


def test_control_without_the_middleware_it_is_written(written: list[str]):
    with override_settings(
        FILE_UPLOAD_HANDLERS=["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
    ):
        request = RequestFactory().post("/", with_file(100))
        request.FILES["photo"].close()
    assert written == ["photo.jpg"]


def taken(path: str, size: int):
    """What a view at this path is given."""
    seen = []
    RequestBodies(seen.append)(RequestFactory().post(path, with_file(size)))  # type: ignore[func-returns-value,arg-type]
    return seen[0]
