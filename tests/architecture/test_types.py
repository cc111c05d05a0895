"""Prevents the mistake of passing one thing where another is meant: nothing for a row, words for a sum."""

from tests.architecture.checker import complaints
from tests.architecture.tree import ROOT, none_of


def test_mypy_strict_finds_nothing():
    none_of(complaints(ROOT))


def test_control(plant):
    root = plant(
        {
            "/planted.py": (
                "from django.contrib.contenttypes.models import ContentType\n"
                "import kept.stores.models  # the plugin looks for the user's model\n\n"
                "def total(quantity: int) -> int:\n    return quantity\n\n"
                "total('three')\n"
                "label: int = ContentType.objects.get(pk=1).app_label\n"
                "def untyped(x):\n    return x\n"
            )
        }
    )
    said = "\n".join(complaints(root, "planted.py"))
    assert [code for code in ("[arg-type]", "[assignment]", "[no-untyped-def]") if code not in said] == []
