"""Photos and logos: served by Kept, harmless whatever was uploaded."""

import io

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from kept.stores.actions.set_logo import set_logo
from tests.rig.factory import an_actor
from tests.rig.visitor import home, page_of

pytestmark = pytest.mark.django_db

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def photo(settings, tmp_path, bouquet):
    settings.MEDIA_ROOT = tmp_path
    bouquet.photo.save("bouquet.svg", ContentFile(SVG))
    return bouquet


def test_a_photo_has_its_size_in_the_page_and_its_version_in_its_address(client, store, photo):
    html = client.get(home(store)).content.decode()
    version = int(photo.updated_at.timestamp())
    assert f'src="/media/products/bouquet.svg?v={version}"' in html
    assert 'width="400" height="400" loading="lazy"' in " ".join(html.split())
    large = client.get(page_of(store, photo)).content.decode()
    assert 'loading="lazy"' not in large, "the first is wanted at once"


def test_a_picture_goes_out_locked_up(client, photo):
    answer = client.get("/media/products/bouquet.svg")
    assert answer.status_code == 200
    assert b"".join(answer) == SVG
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    policy = answer.headers["Content-Security-Policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    ["products/none.svg", "products/page.html", "secrets.json", "products/../secrets.json", "products/",
     "products/%2e%2e/%2e%2e/etc/passwd.png", "logos/../../kept.sqlite3", "../secrets.svg"],
)  # fmt: skip
def test_nothing_else_can_be_fetched(client, photo, tmp_path, path):
    (tmp_path / "products" / "page.html").write_text("<script>alert(1)</script>")
    (tmp_path / "secrets.json").write_text("{}")
    (tmp_path.parent / "secrets.svg").write_text("<svg/>")
    assert client.get(f"/media/{path}").status_code == 404


def test_a_mail_finds_the_logo_as_png(client, settings, tmp_path, store):
    settings.MEDIA_ROOT = tmp_path
    address = f"/s/{store.slug}/logo.png"
    assert client.get(address).status_code == 404
    drawn = io.BytesIO()
    Image.new("RGBA", (600, 300), "#2f5d50").save(drawn, "PNG")
    set_logo(actor=an_actor(store), data=drawn.getvalue(), now=timezone.now())
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(answer.content)).size == (160, 80)
    store.refresh_from_db()
    store.logo.save("drawn.svg", ContentFile(SVG))
    assert client.get(address).status_code == 404
