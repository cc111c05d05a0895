"""What cannot be done is a calm page: in the store's look, with what to do, the right status, and no secrets (H1)."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import InterfaceError, OperationalError, connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from kept.faces import error_pages
from kept.faces.shop import limits, pages
from kept.kit.transactions import StoreBusy
from kept.stores.models import Store
from tests.rig.factory import a_person, a_store, an_order

pytestmark = pytest.mark.django_db
SECRET = "postgresql://kept:hunter2@db"


@pytest.fixture(autouse=True)
def _a_fresh_process():
    cache.clear()


@pytest.fixture
def store() -> Store:
    return a_store(name="Wren & Ivy", slug="wren", languages=["de"], phone="+49 30 1234567", accent="#7a3b5e")


@pytest.fixture
def visitor() -> Client:
    """A browser: a breakdown reaches it as a page."""
    return Client(raise_request_exception=False, HTTP_HOST="testserver")


def away(error: type[Exception] = OperationalError):
    """The database is gone, and says more than anybody should read."""

    def ask(*_asked):
        raise error(SECRET)

    return connection.execute_wrapper(ask)


def said(answer, status: int) -> str:
    assert answer.status_code == status
    assert answer["Content-Type"].startswith("text/html")
    assert "no-store" in answer["Cache-Control"]
    text = answer.content.decode()
    assert SECRET not in text
    assert "Traceback" not in text
    return text


def is_of(store: Store, text: str) -> bool:
    """Whether it is the store's page: its name, its colours, how to reach it."""
    return all(
        part in text for part in ("Wren &amp; Ivy", f"/s/{store.slug}/brand.css", f"mailto:{store.email}")
    )


def test_what_is_not_in_the_shop_is_a_page_of_the_shop(visitor, store):
    text = said(visitor.get("/s/wren/p/nothing/"), 404)
    assert is_of(store, text)
    assert "To the shop" in text


def test_it_speaks_the_language_in_which_the_shop_was_read(visitor, store):
    assert "Zum Shop" in said(visitor.get("/s/wren/p/nothing/", headers={"accept-language": "de"}), 404)


def test_no_shop_and_no_order_look_alike_and_name_nobody(visitor, store):
    texts = {
        said(visitor.get(path), 404)
        for path in ("/s/other/", "/o/unknown/", "/nowhere/", "/desk/wren/board/x/")
    }
    assert len(texts) == 1
    assert "Wren" not in texts.pop()


def test_at_the_desk_the_way_leads_back_to_the_desk_for_those_who_have_a_place(visitor, store):
    other = a_store(name="Elsewhere", slug="elsewhere")
    visitor.force_login(a_person(other)[0])
    assert "Wren" not in said(visitor.get("/desk/wren/orders/99999/"), 404)
    visitor.force_login(a_person(store)[0])
    text = said(visitor.get("/desk/wren/orders/99999/"), 404)
    assert "Wren &amp; Ivy" in text
    assert 'href="/desk/wren/"' in text
    assert "mailto:" not in text


def test_an_order_page_leads_back_to_the_order(visitor, store):
    token = an_order(store).token
    assert f'href="/o/{token}/"' in said(visitor.get(f"/o/{token}/versions/9/"), 404)


def test_an_address_that_takes_no_such_request_says_so(visitor, store):
    answer = visitor.post("/s/wren/terms/", HTTP_REFERER="http://testserver/s/wren/?page=2")
    assert 'href="/s/wren/?page=2"' in said(answer, 405)
    assert set(answer["Allow"].split(", ")) == {"GET", "HEAD"}


def test_too_much_is_a_page_of_the_shop(visitor, store):
    visitor.get("/s/wren/")  # the form is read before the shop is; whoever fills one in has seen it
    assert is_of(store, said(visitor.post("/s/wren/checkout/", {"note": "x" * 2_700_000}), 413))
    assert is_of(store, said(visitor.post("/s/wren/checkout/", {f"n{one}": "" for one in range(1001)}), 413))


def test_an_unreadable_form_is_a_page(visitor, store):
    answer = visitor.post(
        "/s/wren/checkout/", b"--x\r\nnonsense", content_type="multipart/form-data; boundary=" + "y" * 300
    )
    assert "could not be read" in said(answer, 400)


def test_a_form_without_its_proof_leads_back_to_its_page(store):
    careful = Client(enforce_csrf_checks=True, HTTP_HOST="testserver")
    careful.get("/s/wren/")
    text = said(careful.post("/s/wren/basket/", HTTP_REFERER="http://testserver/s/wren/"), 403)
    assert is_of(store, text)
    assert "Nothing was done" in text
    assert 'href="/s/wren/"' in text
    assert "csrftoken" not in text


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/s/wren/", "http://testserver//evil.example/", "javascript:alert(1)", "nonsense"],
)
def test_the_way_back_never_leads_to_somebody_else(visitor, store, elsewhere):
    text = said(visitor.post("/s/wren/terms/", HTTP_REFERER=elsewhere), 405)
    assert "Back to the page" not in text
    assert "evil" not in text


def test_trying_again_never_leads_to_somebody_else(rf: RequestFactory):
    text = said(error_pages.error_page(rf.get("/%2Fevil.example/s/wren/"), 503), 503)
    text = said(error_pages.error_page(rf.get("/%2Fevil.example/s/wren/"), 503), 503)
    assert 'href="/%2Fevil.example/s/wren/"' in text
    assert 'href="//' not in text


def test_a_mistake_of_ours_is_a_page_of_the_shop_that_tells_nothing(visitor, store, monkeypatch, caplog):
    def fails(*_given, **_named):
        raise RuntimeError(SECRET)

    monkeypatch.setattr(pages, "cards", fails)
    text = said(visitor.get("/s/wren/"), 500)
    assert is_of(store, text)
    assert "check your e-mail for the confirmation" in text
    assert 'href="/s/wren/"' in text


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_without_a_database_the_shop_is_still_the_shop(visitor, store, error):
    """What this process has shown before it still knows; what it never saw it shows without a name."""
    with away(error):
        assert "Wren" not in said(visitor.get("/s/wren/"), 503)
    assert visitor.get("/s/wren/").status_code == 200
    with away(error):
        answer = visitor.get("/s/wren/p/roses/")
        assert "Wren" not in said(visitor.get("/s/wrenovation/"), 503)
    text = said(answer, 503)
    assert is_of(store, text)
    assert answer["Retry-After"] == "60"
    assert 'href="/s/wren/p/roses/"' in text


def test_without_a_database_the_desk_says_so_too(visitor, store):
    visitor.force_login(a_person(store)[0])
    with away():
        answer = visitor.get("/desk/wren/board/")
    assert "Wren" not in said(answer, 503)
    assert answer["Retry-After"] == "60"


def test_the_pages_ask_the_database_nothing_even_for_somebody_who_is_signed_in(rf: RequestFactory, store):
    class Asks(AnonymousUser):
        @property
        def is_authenticated(self):
            return Store.objects.exists()

    request = rf.get("/s/wren/")
    request.user = Asks()
    with CaptureQueriesContext(connection) as made:
        for status in error_pages.OWN_PAGES:
            said(error_pages.error_page(request, status), status)
        assert not made.captured_queries
        assert request.user.is_authenticated  # control: this is what would have been seen
    assert made.captured_queries


def test_who_comes_too_often_is_told_how_long_to_wait(visitor, store):
    for _ in range(limits.MISSES.requests):
        said(visitor.get("/o/unknown/"), 404)
    answer = visitor.get("/o/unknown/")
    assert "Wait a minute and" in said(answer, 429)
    assert 0 < int(answer["Retry-After"]) <= limits.MISSES.seconds / limits.MISSES.requests


def test_a_busy_store_says_when_to_come_again(visitor, store, monkeypatch):
    def busy(*_given, **_named):
        raise StoreBusy

    monkeypatch.setattr(pages, "cards", busy)
    answer = visitor.get("/s/wren/")
    assert is_of(store, said(answer, 503))
    assert answer["Retry-After"] == str(StoreBusy.retry_after)
