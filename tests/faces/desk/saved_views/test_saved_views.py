"""Saved views above the board and the list (C1): one click, without script too, and nobody else's business."""

import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kept.faces.desk import urls
from kept.faces.desk.routing import RULES
from kept.stores.actor import Actor
from kept.stores.models import Store
from kept.stores.roles import PERMISSIONS, Role
from kept.views.actions.choose_view import choose_view
from kept.views.actions.save_view import save_view
from kept.views.actions.share_view import share_view
from kept.views.models import SavedView
from kept.views.queries import views_of
from tests.rig.desk_world import ABSENT, VIEW_ROUTES
from tests.rig.factory import a_person, a_product, a_store, an_order

pytestmark = pytest.mark.django_db
BOARD, ORDERS = "/desk/wren/board/", "/desk/wren/orders/"
PICKUPS = {"due": "today", "fulfilment_kind": "pickup"}


@pytest.fixture
def pickups(mia: Actor) -> SavedView:
    return save_view(actor=mia, name="Today's pickups", words=PICKUPS, now=timezone.now())


def tabs(page) -> dict[str, str]:
    """The tabs of a page: what they are called, and where they lead."""
    (strip,) = re.findall(r'<nav class="tabs".*?</nav>', page.text, flags=re.DOTALL) or [""]
    return {
        html.unescape(
            re.sub(r"(?s)<svg.*?</svg>|<span.*?</span>|<[^>]+>", "", inside)
        ).strip(): html.unescape(href)
        for href, inside in re.findall(r'<a href="([^"]+)"[^>]*>(.*?)</a>', strip, flags=re.DOTALL)
    }


def current(page) -> str:
    (strip,) = re.findall(r'<nav class="tabs".*?</nav>', page.text, flags=re.DOTALL) or [""]
    chosen = re.findall(r'aria-current="true"\s*>\s*([^<]+?)\s*<', strip)
    return html.unescape("".join(chosen))


def form(page, action: str) -> dict[str, str]:
    """Return what the form with this action sends, as a browser without script does."""
    (content,) = re.findall(rf'<form[^>]*action="{action}"[^>]*>(.*?)</form>', page.text, flags=re.DOTALL)[:1]
    fields = re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', content)
    return {name: html.unescape(value) for name, value in fields}


def test_what_is_set_gets_a_name_and_opens_by_it(desk: Client, mia: Actor):
    page = desk.get(f"{BOARD}?due=today&fulfilment_kind=pickup&column=ready")
    sent = form(page, "/desk/wren/views/")
    saved = desk.post("/desk/wren/views/", {**sent, "name": "Today's pickups"}, follow=True)
    (view,) = views_of(mia)
    assert view.words == PICKUPS
    assert saved.redirect_chain == [(f"{BOARD}?due=today&fulfilment_kind=pickup&view={view.id}", 302)]
    assert "“Today&#x27;s pickups” is saved." in saved.text
    assert current(saved) == "Today's pickups"
    assert 'data-keys="v 1"' in saved.text
    assert "and so on to 9" in saved.text


def test_a_board_without_views_and_filters_says_nothing_about_them(desk: Client):
    for page in (desk.get(BOARD), desk.get(ORDERS)):
        assert 'class="views"' not in page.text
        assert "and so on to 9" not in page.text


def test_the_list_keeps_its_status_and_its_search(desk: Client, mia: Actor):
    for address, words in ((f"{ORDERS}?status=done&fulfilment_kind=pickup",
                            {"status": "done", "fulfilment_kind": "pickup"}),
                           (f"{ORDERS}?q=Anna+Berg", {"q": "Anna Berg"})):  # fmt: skip
        sent = form(desk.get(address), "/desk/wren/views/")
        desk.post("/desk/wren/views/", {**sent, "name": address[-6:]})
        assert views_of(mia)[-1].words == words
    # Only a list can show them, so there they open, from the board as well.
    assert all(url.startswith(ORDERS) for name, url in tabs(desk.get(BOARD)).items() if name != "All orders")


def test_a_view_opens_on_the_page_one_is_on(desk: Client, pickups: SavedView):
    where = f"?due=today&fulfilment_kind=pickup&view={pickups.pk}"
    assert tabs(desk.get(BOARD)) == {"All orders": f"{BOARD}?view=all", "Today's pickups": BOARD + where}
    page = desk.get(ORDERS + where)
    assert tabs(page)["Today's pickups"] == ORDERS + where
    assert current(page) == "Today's pickups"


def test_what_is_changed_on_the_page_can_become_the_view(desk: Client, mia: Actor, pickups: SavedView):
    same = desk.get(f"{BOARD}?due=today&fulfilment_kind=pickup&view={pickups.pk}")
    assert "overwrite" not in same.text
    assert 'action="/desk/wren/views/"' not in same.text
    # A switched filter keeps the view it came from in the address.
    (late,) = [chip["url"] for chip in same.context["chips"] if chip["label"] == "Late"]
    page = desk.get(BOARD + late)
    assert "overwrite" in page.text
    there = f"/desk/wren/views/{pickups.pk}/"
    desk.post(there, {**form(page, there), "do": "overwrite"})
    assert views_of(mia)[0].words == {"due": "late", "fulfilment_kind": "pickup"}
    desk.post(there, {"do": "rename", "name": "Late pickups"})
    assert views_of(mia)[0].name == "Late pickups"


def test_it_is_removed_and_the_next_page_takes_that_back_without_script(
    desk: Client, mia: Actor, pickups: SavedView
):
    page = desk.get(f"{ORDERS}?due=today&fulfilment_kind=pickup&view={pickups.pk}")
    there = f"/desk/wren/views/{pickups.pk}/removal/"
    gone = desk.post(there, form(page, there), follow=True)
    assert gone.redirect_chain == [(f"{ORDERS}?view=all", 302)]
    assert views_of(mia) == []
    undo = f"/desk/wren/views/{pickups.pk}/restoration/"
    assert form(gone, undo)["csrfmiddlewaretoken"]
    back = desk.post(undo, form(gone, undo), follow=True)
    assert current(back) == "Today's pickups"


def test_a_refusal_is_said_where_one_was(desk: Client, mia: Actor, pickups: SavedView):
    sent = {**form(desk.get(f"{BOARD}?due=late"), "/desk/wren/views/"), "name": "today's PICKUPS"}
    page = desk.post("/desk/wren/views/", sent, follow=True)
    assert page.redirect_chain == [(f"{BOARD}?due=late", 302)]
    assert "You have a view “today&#x27;s PICKUPS” already." in page.text
    assert len(views_of(mia)) == 1


def test_the_default_view_opens_by_itself_and_all_orders_stay_one_click_away(
    desk: Client, mia: Actor, pickups: SavedView
):
    there = f"/desk/wren/views/{pickups.pk}/default/"
    desk.post(there, {"do": "open"})
    where = f"?due=today&fulfilment_kind=pickup&view={pickups.pk}"
    for page in (BOARD, ORDERS):
        assert desk.get(page).headers["Location"] == page + where
    page = desk.get(f"{BOARD}?view=all")
    assert (page.status_code, current(page)) == (200, "All orders")
    # Switching the last filter off is not the way back into the default.
    on = [chip["url"] for chip in desk.get(f"{BOARD}?due=late").context["chips"] if chip["current"]]
    assert on == ["?view=all"]
    desk.post(there, {"do": "leave"})
    assert desk.get(BOARD).status_code == 200


def test_a_list_as_the_default_leaves_the_board_alone(desk: Client, mia: Actor):
    view = save_view(actor=mia, name="Done", words={"status": "done"}, now=timezone.now())
    choose_view(actor=mia, view_id=view.pk, now=timezone.now())
    assert desk.get(BOARD).status_code == 200
    assert desk.get(ORDERS).headers["Location"] == f"{ORDERS}?status=done&view={view.pk}"


def test_what_a_view_asks_for_in_vain_is_left_out_and_said(desk: Client, store: Store, mia: Actor):
    order = an_order(store, a_product(store)).order
    view = save_view(
        actor=mia, name="By fax", words={"channel": "fax", "fulfilment_kind": "pickup"}, now=timezone.now()
    )
    for url in (BOARD, ORDERS):
        page = desk.get(url, {**view.words, "view": view.pk})
        assert str(order.number) in page.text
        assert "Part of “By fax” no longer exists" in page.text
        assert "channel “fax”" in page.text
    # A status that is only called otherwise is still there.
    done = save_view(actor=mia, name="Done", words={"status": "done"}, now=timezone.now())
    Store.objects.filter(pk=store.pk).update(status_words={"en": {"done": "Gone home"}}, revision=99)
    page = desk.get(ORDERS, {**done.words, "view": done.pk})
    assert "was left out" not in page.text
    assert "Gone home" in page.text


def test_who_may_not_see_money_is_told_that_a_shared_view_asks_for_it(
    client: Client, store: Store, mia: Actor
):
    view = save_view(actor=mia, name="Not paid", words={"money": "due"}, now=timezone.now())
    share_view(actor=mia, view_id=view.pk, now=timezone.now())
    client.force_login(a_person(store, Role.FULFILMENT)[0])
    page = client.get(tabs(client.get(BOARD))["Not paid"])
    assert "payment “due”." in page.text
    assert "Somebody else shares this view." in page.text
    for act in ("removal", "shared"):
        assert f"/desk/wren/views/{view.pk}/{act}/" not in page.text


def test_names_are_shown_as_text(desk: Client, mia: Actor):
    name = '"><script>alert(1)</script>'
    view = save_view(actor=mia, name=name, words={"q": '<img src=x onerror="1">'}, now=timezone.now())
    for url in (BOARD, ORDERS):
        page = desk.get(url, {**view.words, "view": view.pk})
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text


@pytest.mark.parametrize("number", ["0", "987654", "-1", "x", "9" * 30, "٣", "' OR 1=1"])
def test_an_address_that_names_no_view_is_an_address(desk: Client, pickups: SavedView, number: str):
    page = desk.get(BOARD, {"due": "late", "view": number})
    assert page.status_code == 200
    assert current(page) == ""
    assert "overwrite" not in page.text


def test_views_cost_one_statement_and_news_none(desk: Client, mia: Actor, pickups: SavedView):
    def cost(*address, **headers) -> int:
        with CaptureQueriesContext(connection) as asked:
            desk.get(*address, headers=headers)
        return len([one for one in asked if "saved_view" in one["sql"]])

    for number in range(5):
        save_view(actor=mia, name=f"View {number}", words=PICKUPS, now=timezone.now())
    where = {**PICKUPS, "view": pickups.pk}
    assert [cost(url, where) for url in (BOARD, ORDERS)] == [1, 1]
    assert cost(ORDERS, {"q": "Anna"}) == 1
    assert cost(f"{BOARD}live/", where, **{"HX-Request": "true", "HX-Target": "board"}) == 0


def test_every_door_of_views_is_open_to_whose_they_are_and_to_nobody_else(store: Store, mia: Actor):
    """Stranger, wrong store, wrong person, role without the permission; then the right one (B5, H7)."""
    routes = {route.name: route for route in urls.urlpatterns if route.name in VIEW_ROUTES}
    assert set(routes) == VIEW_ROUTES
    other = a_store(slug="other")
    people = {role: a_person(store, role) for role in Role}
    foreigner, stranger = Client(), Client()
    foreigner.force_login(a_person(other)[0])

    def url(name: str, slug: str, view_id: int) -> str:
        return reverse(f"desk:{name}", args=[slug, *([] if name == "views" else [view_id])])

    for name in sorted(VIEW_ROUTES):
        for role, (user, actor) in people.items():
            view = save_view(actor=actor, name=f"{name} {role}", words=PICKUPS, now=timezone.now())
            mine, hers = (
                Client(),
                save_view(actor=mia, name=f"{name} {role}", words=PICKUPS, now=timezone.now()),
            )
            mine.force_login(user)
            there = url(name, "wren", view.pk)
            assert stranger.post(there).status_code == 302
            assert foreigner.post(there).content == foreigner.post(url(name, "none", view.pk)).content
            assert foreigner.post(there).status_code == 404
            assert mine.get(there).status_code == 405
            body = {"name": f"New {name} {role}", "do": "open", **PICKUPS}
            allowed = RULES[name].act in PERMISSIONS[role]
            if name != "views" and allowed:
                absent = mine.post(url(name, "wren", ABSENT), body)
                theirs = mine.post(url(name, "wren", hers.pk), body)
                assert (theirs.status_code, theirs.content) == (404, absent.content), (name, role)
            assert mine.post(there, body).status_code == (302 if allowed else 403), (name, role)
            SavedView.objects.all().delete()


def test_no_form_of_views_is_taken_without_its_mark(store: Store, mia: Actor, pickups: SavedView):
    staff = Client(enforce_csrf_checks=True)
    staff.force_login(a_person(store)[0])
    for name in VIEW_ROUTES:
        args = ["wren", *([] if name == "views" else [pickups.pk])]
        assert staff.post(reverse(f"desk:{name}", args=args), {"name": "x"}).status_code == 403
