"""Prevents the mistake of a page that speaks two languages: every text of the source stands, translated, in
every catalogue, and nothing else does. `make messages` brings new texts in.
"""

from tests.architecture.tree import ROOT, none_of
from tools import translations

SOURCE = (
    "from django.utils.translation import gettext as _, ngettext\n"
    "placed = _('Order placed')\n"
    "count = ngettext('%(n)s order', '%(n)s orders', 2)\n"
)
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: {}\\n"\n\n'
WHOLE = (
    'msgid "Order placed"\nmsgstr "x"\n\n'
    'msgid "%(n)s order"\nmsgid_plural "%(n)s orders"\nmsgstr[0] "%(n)s y"\nmsgstr[1] "%(n)s z"\n'
)


def test_every_text_is_translated():
    none_of([str(gap) for gap in translations.gaps(ROOT)])


def wrong_with(plant, german: str) -> list[str]:
    catalogues = {
        f"config/locale/{language}/LC_MESSAGES/django.po": HEADER.format(language) + texts
        for language, texts in (("de", german), ("es", WHOLE))
    }
    return [gap.wrong for gap in translations.gaps(plant({"orders/x.py": SOURCE, **catalogues}))]


def test_control_a_whole_catalogue_has_no_gaps(plant):
    assert wrong_with(plant, WHOLE) == []


def test_control_every_gap_is_found(plant):
    assert wrong_with(plant, "") == ["not in the catalogue"] * 2
    assert wrong_with(plant, WHOLE.replace('msgstr "x"', 'msgstr ""')) == ["not translated"]
    assert wrong_with(plant, WHOLE.replace('msgstr[1] "%(n)s z"', 'msgstr[1] ""')) == ["not translated"]
    assert wrong_with(plant, "#, fuzzy\n" + WHOLE) == ["marked as fuzzy"]
    assert wrong_with(plant, WHOLE + '\nmsgid "Gone"\nmsgstr "w"\n') == ["no longer in the source"]
    placeholder = wrong_with(
        plant, "#, python-format\n".join(WHOLE.split("\n\n", 1)).replace("%(n)s z", "%(m)s z")
    )
    assert len(placeholder) == 1
