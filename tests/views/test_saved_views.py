"""Saved views (C1): named, few, each their owner's; shared by who may, and gone only after a while."""

import importlib
import threading
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kept.journal.models import Entry
from kept.kit.refusals import Invalid, NotAllowed, NotFound
from kept.stores.actor import Actor, Kind, buyer
from kept.stores.models import Staff, Store
from kept.stores.roles import PERMISSIONS, Role
from kept.views.actions.bring_back_view import bring_back_view
from kept.views.actions.change_view import change_view
from kept.views.actions.choose_view import choose_view
from kept.views.actions.remove_view import remove_view
from kept.views.actions.save_view import save_view
from kept.views.actions.share_view import share_view
from kept.views.actions.unshare_view import unshare_view
from kept.views.checks import MOST_VIEWS
from kept.views.models import DefaultView, SavedView
from kept.views.queries import views_of
from kept.views.refusals import BadView, NotYourView, TooManyViews, ViewNameTaken
from tests.rig.factory import a_person, a_store

pytestmark = pytest.mark.django_db
LATE = {"due": "late"}


def saved(actor: Actor, name: str = "Late ones", words: dict[str, str] = LATE) -> SavedView:
    return save_view(actor=actor, name=name, words=words, now=timezone.now())


def names(actor: Actor) -> list[str]:
    return [view.name for view in views_of(actor)]


def events() -> list[str]:
    return list(Entry.objects.filter(name__startswith="view.").order_by("id").values_list("name", flat=True))


def test_a_view_keeps_what_was_set_and_nothing_else(mia: Actor):
    words = {
        "due": "today",
        "fulfilment_kind": "pickup",
        "channel": "",
        "column": "ready",
        "evil": "x",
        "q": " Anna   Berg ",
    }
    view = saved(mia, "  Today's   pickups ", words)
    (seen,) = views_of(mia)
    assert (seen.name, seen.words) == (
        "Today's pickups",
        {"due": "today", "fulfilment_kind": "pickup", "q": "Anna Berg"},
    )
    assert (seen.id, seen.mine, seen.shared, seen.is_default) == (view.pk, True, False, False)
    assert events() == ["view.saved"]
    assert Entry.objects.get(name="view.saved").data == {"view_id": view.pk}


@pytest.mark.parametrize(
    ("name", "words", "refusal"),
    [
        ("", LATE, BadView),
        (" \x00 ", LATE, BadView),
        ("x" * 41, LATE, Invalid),
        ("Empty", {}, BadView),
        ("Empty", {"column": "ready"}, BadView),
        ("Long", {"q": "x" * 161}, Invalid),
    ],
)
def test_what_is_no_view_is_refused(mia: Actor, name: str, words: dict[str, str], refusal: type[Exception]):
    with pytest.raises(refusal):
        saved(mia, name, words)
    assert saved(mia, "x" * 40).name == "x" * 40
    assert len(events()) == 1


def test_a_name_is_one_views_for_one_person_however_it_is_spelled(mia: Actor, ben: Actor):
    saved(mia, "Grüne")
    with pytest.raises(ViewNameTaken):
        saved(mia, "GRÜNE")
    other = saved(mia, "Red")
    with pytest.raises(ViewNameTaken):
        change_view(actor=mia, view_id=other.pk, name="grüne", now=timezone.now())
    assert change_view(actor=mia, view_id=other.pk, name="RED", now=timezone.now()).name == "RED"
    assert saved(ben, "Grüne").owner_id == ben.id


def test_nobody_has_more_than_twenty(mia: Actor, ben: Actor):
    views = [saved(mia, f"View {number}") for number in range(MOST_VIEWS)]
    with pytest.raises(TooManyViews, match="20"):
        saved(mia, "One more")
    saved(ben)
    remove_view(actor=mia, view_id=views[0].pk, now=timezone.now())
    saved(mia, "One more")
    with pytest.raises(TooManyViews):
        bring_back_view(actor=mia, view_id=views[0].pk, now=timezone.now())
    assert len(names(mia)) == MOST_VIEWS == 20


def test_a_view_gets_another_name_or_shows_something_else(mia: Actor):
    view = saved(mia)
    change_view(actor=mia, view_id=view.pk, name="Too late", now=timezone.now())
    change_view(actor=mia, view_id=view.pk, words={"due": "today"}, now=timezone.now())
    change_view(actor=mia, view_id=view.pk, name="Too late", words={"due": "today"}, now=timezone.now())
    assert [(one.name, one.words) for one in views_of(mia)] == [("Too late", {"due": "today"})]
    assert [entry.data["changed"] for entry in Entry.objects.filter(name="view.changed").order_by("id")] == [
        ["name"],
        ["words"],
    ]


def test_a_shared_view_is_everybodys_to_open_and_its_owners_to_change(store: Store, mia: Actor, ben: Actor):
    manager = a_person(store, Role.MANAGER)[1]
    view = saved(mia)
    assert names(ben) == []
    share_view(actor=mia, view_id=view.pk, now=timezone.now())
    share_view(actor=mia, view_id=view.pk, now=timezone.now())
    assert names(ben) == ["Late ones"]
    assert not views_of(ben)[0].mine
    for somebody in (ben, manager):
        for act in (remove_view, share_view) if somebody is manager else (remove_view,):
            with pytest.raises(NotYourView):
                act(actor=somebody, view_id=view.pk, now=timezone.now())
        with pytest.raises(NotYourView):
            change_view(actor=somebody, view_id=view.pk, name="Mine", now=timezone.now())
    assert events() == ["view.saved", "view.shared"]


def test_who_may_not_share_cannot_and_who_may_no_longer_leaves_it_alone(store: Store, mia: Actor, ben: Actor):
    own = saved(ben)
    with pytest.raises(NotAllowed):
        share_view(actor=ben, view_id=own.pk, now=timezone.now())
    view = saved(mia)
    share_view(actor=mia, view_id=view.pk, now=timezone.now())
    packer = Actor(Kind.STAFF, store.pk, "Mia", PERMISSIONS[Role.FULFILMENT], id=mia.id)
    with pytest.raises(NotYourView):
        change_view(actor=packer, view_id=view.pk, name="Mine", now=timezone.now())
    with pytest.raises(NotAllowed):
        unshare_view(actor=packer, view_id=view.pk, now=timezone.now())


def test_what_somebody_shared_who_is_gone_can_be_taken_from_the_store(store: Store, mia: Actor, ben: Actor):
    view = saved(mia)
    share_view(actor=mia, view_id=view.pk, now=timezone.now())
    choose_view(actor=ben, view_id=view.pk, now=timezone.now())
    choose_view(actor=mia, view_id=view.pk, now=timezone.now())
    Staff.objects.filter(user_id=mia.id).update(active=False)
    manager = a_person(store, Role.MANAGER)[1]
    unshare_view(actor=manager, view_id=view.pk, now=timezone.now())
    assert names(ben) == names(manager) == []
    assert [one.person_id for one in DefaultView.objects.all()] == [mia.id]
    with pytest.raises(NotFound):
        unshare_view(actor=manager, view_id=view.pk, now=timezone.now())


def test_what_is_removed_comes_back_as_it_was_for_a_day(mia: Actor):
    view = saved(mia)
    choose_view(actor=mia, view_id=view.pk, now=timezone.now())
    for _ in range(2):
        remove_view(actor=mia, view_id=view.pk, now=timezone.now())
    assert names(mia) == []
    for act in (change_view, share_view, choose_view, unshare_view):
        with pytest.raises(NotFound):
            act(actor=mia, view_id=view.pk, now=timezone.now())
    for _ in range(2):
        bring_back_view(actor=mia, view_id=view.pk, now=timezone.now())
    (seen,) = views_of(mia)
    assert (seen.words, seen.is_default) == (LATE, True)
    assert events() == ["view.saved", "view.chosen", "view.removed", "view.brought_back"]

    remove_view(actor=mia, view_id=view.pk, now=timezone.now())
    saved(mia)
    with pytest.raises(ViewNameTaken):
        bring_back_view(actor=mia, view_id=view.pk, now=timezone.now())
    other = saved(mia, "Other")
    remove_view(actor=mia, view_id=other.pk, now=timezone.now() + timedelta(hours=25))
    with pytest.raises(NotFound):
        bring_back_view(actor=mia, view_id=view.pk, now=timezone.now())
    assert SavedView.objects.filter(pk=other.pk).exists()


def test_one_view_opens_by_itself_for_each_person(mia: Actor, ben: Actor):
    first, second = saved(mia), saved(mia, "Second")
    share_view(actor=mia, view_id=first.pk, now=timezone.now())
    choose_view(actor=mia, view_id=first.pk, now=timezone.now())
    choose_view(actor=mia, view_id=second.pk, now=timezone.now())
    choose_view(actor=ben, view_id=first.pk, now=timezone.now())
    choose_view(actor=ben, view_id=first.pk, now=timezone.now())
    assert [view.is_default for view in views_of(mia)] == [False, True]
    assert [view.is_default for view in views_of(ben)] == [True]
    choose_view(actor=mia, view_id=None, now=timezone.now())
    assert [view.is_default for view in views_of(mia)] == [False, False]
    assert [view.is_default for view in views_of(ben)] == [True]
    assert events().count("view.chosen") == 4


def test_unknown_foreign_and_somebody_elses_look_the_same(store: Store, mia: Actor, ben: Actor):
    stranger = a_person(a_store(slug="other"))[1]
    view = saved(mia)
    share_view(actor=stranger, view_id=saved(stranger).pk, now=timezone.now())
    acts = [change_view, remove_view, bring_back_view, choose_view]
    for somebody, number in ((stranger, view.pk), (ben, view.pk), (mia, 987_654)):
        for act in [*acts, *([share_view, unshare_view] if somebody is not ben else [])]:
            with pytest.raises(NotFound):
                act(actor=somebody, view_id=number, now=timezone.now())
    assert names(mia) == names(stranger) == ["Late ones"]
    assert views_of(stranger)[0].id != views_of(mia)[0].id
    assert names(ben) == []


def test_a_view_is_a_persons(store: Store, mia: Actor):
    saved(mia)
    program = Actor(Kind.KEY, store.pk, "Till", PERMISSIONS[Role.OWNER], id=mia.id)
    with pytest.raises(NotFound):
        saved(program)
    with pytest.raises(NotAllowed):
        saved(buyer(store.pk, "Anna"))
    assert views_of(program) == views_of(buyer(store.pk, "Anna")) == []


def test_own_views_come_first_and_all_of_them_cost_one_statement(store: Store, mia: Actor, ben: Actor):
    share_view(actor=mia, view_id=saved(mia, "Shared").pk, now=timezone.now())
    for name in ("One", "Two"):
        saved(ben, name)
    with CaptureQueriesContext(connection) as asked:
        assert names(ben) == ["One", "Two", "Shared"]
    assert len(asked) == 1


@pytest.mark.django_db(transaction=True)
def test_saving_at_once_keeps_the_limit_and_the_name(store: Store, mia: Actor):
    for number in range(MOST_VIEWS - 2):
        saved(mia, f"View {number}")
    together, said = threading.Barrier(6), []

    def act(name: str) -> None:
        together.wait()
        try:
            saved(mia, name)
            said.append("saved")
        except (TooManyViews, ViewNameTaken) as refusal:
            said.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(name,)) for name in ("A", "a", "A", "B", "C", "D")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said.count("saved") == 2
    assert len(said) == 6
    assert len(names(mia)) == MOST_VIEWS
    assert len({name.casefold() for name in names(mia)}) == MOST_VIEWS


def test_a_view_of_before_filters_by_the_kind_of_fulfilment_as_ever(mia: Actor):
    migration = importlib.import_module("kept.views.migrations.0002_fulfilment_kind")
    view = saved(mia, "Pickups", {"due": "today", "fulfilment_kind": "pickup"})
    migration.backwards(apps, None)
    view.refresh_from_db()
    assert "fulfilment_kind" not in view.words
    migration.forwards(apps, None)
    view.refresh_from_db()
    assert view.words == {"due": "today", "fulfilment_kind": "pickup"}
