"""Refusals of saved views. Each is a sentence a person can act on."""

from django.utils.translation import gettext_lazy as _

from kept.kit.refusals import Invalid, NotAllowed, Refusal


class BadView(Invalid):
    """A saved view cannot be as asked. `facts["field"]`."""

    code = "bad_view"


class TooManyViews(Refusal):
    """Somebody has as many views as one can have. `facts["most"]`."""

    status = 409
    code = "too_many_views"
    sentence = _("You have %(most)s views, as many as one can have. Remove one to save another.")


class ViewNameTaken(Refusal):
    """Another view of the same person is called so. `facts["name"]`."""

    status = 409
    code = "view_name_taken"
    sentence = _("You have a view “%(name)s” already. Choose another name, or change that one.")


class NotYourView(NotAllowed):
    """Somebody else shares this view; it is theirs to change."""

    code = "not_your_view"
    sentence = _("Somebody else shares this view with the store. Save it under a name of yours to change it.")
