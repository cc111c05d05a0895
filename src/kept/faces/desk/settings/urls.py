"""The addresses of the settings."""

from django.urls import URLPattern, path

from kept.faces.desk.routing import at
from kept.faces.desk.settings import integrations, schedule, staff, store
from kept.stores.roles import May

FULFILMENT_METHOD = "settings/fulfilment-methods/<int:fulfilment_method_id>/"

urlpatterns: list[URLPattern] = [
    path("join/<str:token>/", staff.join, name="join"),
    at("settings/", store.details, "settings", look=May.READ_SETTINGS, act=May.WRITE_SETTINGS),
    at("settings/logo/", store.logo, "settings_logo", act=May.WRITE_SETTINGS),
    at("settings/open/", store.open_or_closed, "settings_open", act=May.WRITE_SETTINGS),
    at("settings/words/", store.words, "settings_words", look=May.READ_SETTINGS, act=May.WRITE_SETTINGS),
    at("settings/review/", store.review, "settings_review", look=May.READ_SETTINGS, act=May.WRITE_SETTINGS),
    at("settings/messages/", store.sent, "settings_messages", look=May.READ_SETTINGS, act=May.WRITE_SETTINGS),
    at("settings/hours/", schedule.hours, "settings_hours", look=May.READ_SETTINGS, act=May.WRITE_SETTINGS),
    at("settings/closures/", schedule.closures, "settings_closures", act=May.WRITE_SETTINGS),
    at(
        "settings/fulfilment-methods/",
        schedule.fulfilment_methods,
        "settings_fulfilment_methods",
        look=May.READ_SETTINGS,
    ),
    at(
        "settings/fulfilment-methods/new/",
        schedule.fulfilment_method_new,
        "settings_fulfilment_method_new",
        look=May.WRITE_SETTINGS,
        act=May.WRITE_SETTINGS,
    ),
    at(
        FULFILMENT_METHOD,
        schedule.fulfilment_method,
        "settings_fulfilment_method",
        look=May.READ_SETTINGS,
        act=May.WRITE_SETTINGS,
    ),
    at(
        f"{FULFILMENT_METHOD}offered/",
        schedule.offered,
        "settings_fulfilment_method_offered",
        act=May.WRITE_SETTINGS,
    ),
    at("settings/people/", staff.people, "settings_staff", look=May.MANAGE_STAFF, act=May.MANAGE_STAFF),
    at("settings/people/<int:staff_id>/", staff.place, "settings_place", act=May.MANAGE_STAFF),
    at(
        "settings/invitations/<int:invitation_id>/",
        staff.invitation,
        "settings_invitation",
        act=May.MANAGE_STAFF,
    ),
    at("settings/keys/", integrations.keys, "settings_keys", look=May.MANAGE_KEYS, act=May.MANAGE_KEYS),
    at("settings/keys/<int:key_id>/", integrations.key, "settings_key", act=May.MANAGE_KEYS),
    at(
        "settings/webhooks/",
        integrations.webhooks,
        "settings_webhooks",
        look=May.MANAGE_WEBHOOKS,
        act=May.MANAGE_WEBHOOKS,
    ),
    at(
        "settings/webhooks/<int:endpoint_id>/",
        integrations.webhook,
        "settings_webhook",
        look=May.MANAGE_WEBHOOKS,
        act=May.MANAGE_WEBHOOKS,
    ),
]
