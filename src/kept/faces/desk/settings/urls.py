"""The addresses of the settings."""

from django.urls import URLPattern, path

from kept.faces.desk.frame import at
from kept.faces.desk.settings import people, programs, rhythm, store
from kept.stores.roles import May

WAY = "settings/ways/<int:way_id>/"

urlpatterns: list[URLPattern] = [
    path("join/<str:token>/", people.join, name="join"),
    at("settings/", store.details, "settings", look=May.READ_SETTINGS, act=May.WRITE_SETTINGS),
    at("settings/logo/", store.logo, "settings_logo", act=May.WRITE_SETTINGS),
    at("settings/open/", store.open_or_closed, "settings_open", act=May.WRITE_SETTINGS),
    at("settings/words/", store.words, "settings_words", look=May.READ_SETTINGS, act=May.WRITE_SETTINGS),
    at("settings/review/", store.review, "settings_review", look=May.READ_SETTINGS, act=May.WRITE_SETTINGS),
    at("settings/messages/", store.sent, "settings_messages", look=May.READ_SETTINGS, act=May.WRITE_SETTINGS),
    at("settings/hours/", rhythm.hours, "settings_hours", look=May.READ_SETTINGS, act=May.WRITE_SETTINGS),
    at("settings/closures/", rhythm.closures, "settings_closures", act=May.WRITE_SETTINGS),
    at("settings/ways/", rhythm.ways, "settings_ways", look=May.READ_SETTINGS),
    at(
        "settings/ways/new/",
        rhythm.way_new,
        "settings_way_new",
        look=May.WRITE_SETTINGS,
        act=May.WRITE_SETTINGS,
    ),
    at(WAY, rhythm.way, "settings_way", look=May.READ_SETTINGS, act=May.WRITE_SETTINGS),
    at(f"{WAY}offered/", rhythm.offered, "settings_way_offered", act=May.WRITE_SETTINGS),
    at("settings/people/", people.people, "settings_staff", look=May.MANAGE_STAFF, act=May.MANAGE_STAFF),
    at("settings/people/<int:staff_id>/", people.place, "settings_place", act=May.MANAGE_STAFF),
    at(
        "settings/invitations/<int:invitation_id>/",
        people.invitation,
        "settings_invitation",
        act=May.MANAGE_STAFF,
    ),
    at("settings/keys/", programs.keys, "settings_keys", look=May.MANAGE_KEYS, act=May.MANAGE_KEYS),
    at("settings/keys/<int:key_id>/", programs.key, "settings_key", act=May.MANAGE_KEYS),
    at(
        "settings/webhooks/",
        programs.webhooks,
        "settings_webhooks",
        look=May.MANAGE_WEBHOOKS,
        act=May.MANAGE_WEBHOOKS,
    ),
    at(
        "settings/webhooks/<int:endpoint_id>/",
        programs.webhook,
        "settings_webhook",
        look=May.MANAGE_WEBHOOKS,
        act=May.MANAGE_WEBHOOKS,
    ),
]
