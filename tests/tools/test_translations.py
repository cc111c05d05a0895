"""Every text for people is found, wherever it stands, and a catalogue once whole stays whole."""

import gettext

import pytest

from tools import translations


@pytest.fixture
def tree(tmp_path):
    def write(name: str, text: str):
        path = tmp_path / "src" / "kept" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return tmp_path

    return write


def texts(root):
    return {(message.id, message.context) for message in translations.collect(root) if message.id}


def test_python(tree):
    root = tree(
        "orders/refusals.py",
        "from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext_lazy\n"
        "a = _('Sold %(product)s out')\n"
        "b = gettext_lazy('It\\'s late')\n"
        "c = ngettext('%(n)s order', '%(n)s orders', n)\n"
        "d = pgettext_lazy('verb', 'Order')\n"
        "e = _(f'{name} is not collected')\n",
    )
    assert texts(root) == {
        ("Sold %(product)s out", None),
        ("It's late", None),
        (("%(n)s order", "%(n)s orders"), None),
        ("Order", "verb"),
    }


def test_django_templates(tree):
    root = tree(
        "faces/shop/templates/cart.html",
        '{% load i18n %}<p title="{% translate "Say “when”" %}">{% translate "Order" context "noun" %}</p>\n'
        "{% blocktranslate count n=items|length trimmed %}\n  One item, 50%\n"
        "{% plural %}\n  {{ n }} items\n{% endblocktranslate %}\n"
        '{% blocktranslate with who=name %}Dear {{ who }}, "yes"{% endblocktranslate %}\n'
        '{% include "kept/part.html" with title=_("Your basket") %}\n'
        '{{ _("Add")|upper }}{{ x|default:_("None") }}\n'
        "{% comment %}{% translate 'Not this' %}{% endcomment %}",
    )
    assert texts(root) == {
        ("Say “when”", None),
        ("Order", "noun"),
        (("One item, 50%%", "%(n)s items"), None),
        ('Dear %(who)s, "yes"', None),
        ("Your basket", None),
        ("Add", None),
        ("None", None),
    }


def test_update_keeps_what_is_translated_and_drops_what_is_gone(tree, capsys):
    root = tree("orders/texts.py", "a = _('Order')\nb = _('Basket')\n")
    translations.update(root)
    path = translations.catalogue_path(root, "de")
    path.write_text(
        path.read_text().replace('msgid "Order"\nmsgstr ""', 'msgid "Order"\nmsgstr "Bestellung"')
    )
    tree("orders/texts.py", "a = _('Order')\nc = _('Receipt')\n")
    translations.update(root)
    there = {message.id: message.string for message in translations.read(path, "de") if message.id}
    assert there == {"Order": "Bestellung", "Receipt": ""}
    assert "2 texts, 1 to translate" in capsys.readouterr().out


def test_update_changes_nothing_when_nothing_changed(tree):
    root = tree("orders/texts.py", "a = _('Order')\n")
    translations.update(root)
    before = translations.catalogue_path(root, "es").read_bytes()
    translations.update(root)
    assert translations.catalogue_path(root, "es").read_bytes() == before


def test_compiled_catalogues_answer_in_the_language(tree):
    root = tree("orders/texts.py", "a = _('Order')\n")
    translations.update(root)
    path = translations.catalogue_path(root, "de")
    path.write_text(
        path.read_text().replace('msgid "Order"\nmsgstr ""', 'msgid "Order"\nmsgstr "Bestellung"')
    )
    translations.compile_all(root)
    german = gettext.translation("django", path.parent.parent.parent, ["de"])
    assert german.gettext("Order") == "Bestellung"
