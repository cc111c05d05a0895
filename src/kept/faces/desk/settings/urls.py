"""The addresses of the settings."""

from django.urls import URLPattern

from kept.faces.desk.routing import desk_path
from kept.faces.desk.settings import integrations, schedule, staff, store
from kept.stores.roles import May

FULFILMENT_METHOD = "settings/fulfilment-methods/<int:fulfilment_method_id>/"

urlpatterns: list[URLPattern] = [
    desk_path("settings/", store.details, "settings", look=May.READ_SETTINGS, act=May.WRITE_SETTINGS),
    desk_path("settings/logo/", store.logo, "settings_logo", act=May.WRITE_SETTINGS),
    desk_path("settings/open/", store.open_or_close, "settings_open", act=May.WRITE_SETTINGS),
    desk_path(
        "settings/words/",
        store.status_words,
        "settings_words",
        look=May.READ_SETTINGS,
        act=May.WRITE_SETTINGS,
    ),
    desk_path(
        "settings/review/", store.review, "settings_review", look=May.READ_SETTINGS, act=May.WRITE_SETTINGS
    ),
    desk_path(
        "settings/messages/",
        store.sent_messages,
        "settings_messages",
        look=May.READ_SETTINGS,
        act=May.WRITE_SETTINGS,
    ),
    desk_path(
        "settings/hours/",
        schedule.opening_hours,
        "settings_hours",
        look=May.READ_SETTINGS,
        act=May.WRITE_SETTINGS,
    ),
    desk_path("settings/closures/", schedule.closures, "settings_closures", act=May.WRITE_SETTINGS),
    desk_path(
        "settings/fulfilment-methods/",
        schedule.fulfilment_method_list,
        "settings_fulfilment_methods",
        look=May.READ_SETTINGS,
    ),
    desk_path(
        "settings/fulfilment-methods/new/",
        schedule.fulfilment_method_new,
        "settings_fulfilment_method_new",
        look=May.WRITE_SETTINGS,
        act=May.WRITE_SETTINGS,
    ),
    desk_path(
        FULFILMENT_METHOD,
        schedule.fulfilment_method_page,
        "settings_fulfilment_method",
        look=May.READ_SETTINGS,
        act=May.WRITE_SETTINGS,
    ),
    desk_path(
        f"{FULFILMENT_METHOD}offered/",
        schedule.offer_or_retire_fulfilment_method,
        "settings_fulfilment_method_offered",
        act=May.WRITE_SETTINGS,
    ),
    desk_path("settings/people/", staff.staff, "settings_staff", look=May.MANAGE_STAFF, act=May.MANAGE_STAFF),
    desk_path("settings/people/<int:staff_id>/", staff.member, "settings_place", act=May.MANAGE_STAFF),
    desk_path(
        "settings/invitations/<int:invitation_id>/",
        staff.invitation,
        "settings_invitation",
        act=May.MANAGE_STAFF,
    ),
    desk_path(
        "settings/keys/", integrations.key_list, "settings_keys", look=May.MANAGE_KEYS, act=May.MANAGE_KEYS
    ),
    desk_path("settings/keys/<int:key_id>/", integrations.revoke, "settings_key", act=May.MANAGE_KEYS),
    desk_path(
        "settings/webhooks/",
        integrations.webhook_list,
        "settings_webhooks",
        look=May.MANAGE_WEBHOOKS,
        act=May.MANAGE_WEBHOOKS,
    ),
    desk_path(
        "settings/webhooks/<int:endpoint_id>/",
        integrations.webhook_page,
        "settings_webhook",
        look=May.MANAGE_WEBHOOKS,
        act=May.MANAGE_WEBHOOKS,
    ),
]
