"""Settings, ways, hours and days off over the API: the same actions, guarded by the settings' revision (C5, H4)."""

import pytest

from kept.promises.models import Opening
from kept.stores.models import Store
from tests.rig.factory import a_product
from tests.rig.program import a_picture, an_order_asked

pytestmark = pytest.mark.django_db


def test_what_is_left_out_of_a_change_stays(till):
    before = till.get("/settings").json()
    wanted = {
        "tagline": "Flowers from the region",
        "phone_number": "+49 30 7654321",
        "fulfillment_tax_rate": 1900,
        "address": {"street_address": "Hauptstr. 1", "address_locality": "Berlin"},
    }
    after = till.patch("/settings", wanted).json()
    assert after == {**before, **wanted, "revision": before["revision"] + 1}


def test_whoever_was_too_late_is_shown_the_settings(till):
    tag = till.get("/settings")["ETag"]
    assert (
        till.put("/settings/shop", {"open_for_orders": False}, If_Match=tag).json()["open_for_orders"]
        is False
    )
    late = till.patch("/settings", {"name": "Wren"}, If_Match=tag)
    assert (late.status_code, late.json()["code"]) == (412, "settings_moved")
    assert late.json()["facts"]["settings"] == till.get("/settings").json()
    assert till.get("/settings").json()["name"] == "Wren & Ivy"
    assert (
        till.patch("/settings", {"name": "Wren"}, If_Match=till.get("/settings")["ETag"]).status_code == 200
    )


def test_ways_hours_and_days_off_raise_the_same_revision(store, till):
    seen = {till.get("/settings")["ETag"]}
    for method, path, body in (
        (
            "POST",
            "/fulfilment-methods",
            {"kind": "delivery", "name": "By bicycle", "fee": 500, "payment_methods": ["transfer"]},
        ),
        ("PUT", "/opening-hours", {"items": [{"weekday": 1, "opens": "10:00", "closes": "12:00"}]}),
        ("PUT", "/closures/2031-12-24", {"reason": "Christmas"}),
    ):
        answer = till.call(method, path, body)
        assert answer["ETag"] == till.get("/settings")["ETag"]
        seen.add(answer["ETag"])
    assert len(seen) == 4
    late = till.put("/opening-hours", {"items": []}, If_Match=min(seen))
    assert late.status_code == 412
    assert Opening.objects.filter(store=store).count() == 1


def test_a_way_is_added_changed_withdrawn_and_offered_again(store, till):
    asked = {
        "kind": "delivery",
        "name": "By bicycle",
        "fee": 500,
        "cut_off": "11:00",
        "payment_methods": ["transfer"],
    }
    fulfilment_method = till.post("/fulfilment-methods", asked).json()
    assert fulfilment_method == {
        **fulfilment_method,
        **asked,
        "code": "by-bicycle",
        "active": True,
        "leaves_on": [],
    }
    path = f"/fulfilment-methods/{fulfilment_method['id']}"
    assert till.patch(path, {"fee": 550, "cut_off": None}).json() == {
        **fulfilment_method,
        "fee": 550,
        "cut_off": None,
    }
    assert till.put(f"{path}/retirement", None).json()["active"] is False
    to_bicycle = an_order_asked(a_product(store))
    to_bicycle["fulfillment"]["method"] = "by-bicycle"
    assert till.post("/orders", to_bicycle).status_code == 422
    assert till.delete(f"{path}/retirement").json()["active"] is True
    assert till.post("/orders", to_bicycle).status_code == 201
    taken = till.post("/fulfilment-methods", {**asked, "code": "post"})
    assert (taken.status_code, taken.json()["code"]) == (409, "fulfilment_method_taken")


def test_days_off_come_and_go(till):
    assert till.put("/closures/2031-12-24", {}).json() == {"date": "2031-12-24", "reason": ""}
    assert till.put("/closures/2031-12-24", {"reason": "Christmas"}).json()["reason"] == "Christmas"
    assert till.get("/closures").json()["items"] == [{"date": "2031-12-24", "reason": "Christmas"}]
    assert till.delete("/closures/2031-12-24").status_code == 204
    assert till.delete("/closures/2031-12-24").status_code == 404
    for no_day in ("2031-02-30", "0", "1700000000", "20311124", "2031-11-24T00:00:00"):
        assert till.put(f"/closures/{no_day}", {}).status_code == 422
        assert till.delete(f"/closures/{no_day}").status_code == 422


def test_messages_rules_and_words_are_set(store, till):
    assert till.put("/settings/messages", {"disabled": ["preparing"], "delay_seconds": 30}).json()[
        "messages"
    ] == {"disabled": ["preparing"], "delay_seconds": 30}
    rules = {
        "all_orders": False,
        "total_above": 20_000,
        "first_orders": True,
        "channels": ["phone"],
        "reminder_minutes": 45,
        "limits": {"max_per_article": 40, "max_unproven": 0, "share_percent": 30},
    }
    assert till.put("/settings/review-rules", rules).json()["review_rules"] == rules
    labels = {"en": {"preparing": "Being tied"}}
    assert till.put("/settings/status-labels", {"labels": labels}).json()["status_labels"] == labels
    held = till.post("/orders", an_order_asked(a_product(store))).json()
    assert held["review_reasons"] == ["first_order"]


def test_the_logo_is_set_and_taken_away(store, till, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    assert till.put("/settings/logo", a_picture()).json()["logo_url"].endswith(".webp")
    assert till.delete("/settings/logo").json()["logo_url"] is None
    assert not Store.objects.get(pk=store.pk).logo


@pytest.mark.parametrize(
    ("where", "body", "place"),
    [
        ("/settings", {"currency": "XXX1"}, "currency"),
        ("/settings", {"language": "fr"}, "language"),
        ("/settings", {"slug": "other"}, "slug"),
        ("/settings", {"name": " "}, "name"),
        ("/fulfilment-methods/{fulfilment_method_id}", {"min_days": 3}, "max_days"),
        ("/fulfilment-methods/{fulfilment_method_id}", {"payment_methods": []}, "payment_methods"),
    ],
)
def test_what_cannot_be_set_is_refused_with_its_place(till, where, body, place):
    def read():
        return till.get("/settings").json(), till.get("/fulfilment-methods").json()

    before = read()
    answer = till.patch(where.format(fulfilment_method_id=before[1]["items"][0]["id"]), body)
    assert (answer.status_code, list(answer.json()["facts"]["fields"])) == (422, [place])
    assert read() == before


def test_once_there_are_orders_the_currency_stays(store, till):
    assert till.patch("/settings", {"currency": "CHF"}).json()["currency"] == "CHF"
    till.patch("/settings", {"currency": "EUR"})
    till.post("/orders", an_order_asked(a_product(store)))
    answer = till.patch("/settings", {"currency": "CHF"})
    assert (answer.status_code, answer.json()["code"]) == (409, "currency_stays")
