"""Prevents the mistake of a decision that is found only by whoever reads through its laboratory: what was decided comes
first, what it costs next, and the figures that led there last.
"""

from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, none_of


def hidden_decisions(root: Path) -> list[str]:
    found = []
    for path in sorted((root / "docs" / "decisions").glob("*.md")):
        _title, _, text = path.read_text(encoding="utf-8").partition("\n\n")
        if not text.startswith("**Decision.**"):
            found.append(f"{path.name}: does not begin with its **Decision.**")
        if "price" not in text.partition("**Why")[0].lower():
            found.append(f"{path.name}: says its price after its reasons")
        if any(word in text.partition("## Appendix")[0] for word in ("**Measured", "**Tried")):
            found.append(f"{path.name}: its laboratory is no appendix")
    return found


def test_a_decision_record_says_the_decision_and_its_price_first():
    none_of(hidden_decisions(ROOT))


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("**Decision.** So.\n\n**Price.** That.\n\n**Why.** W.\n\n## Appendix\n\n**Measured.** 3", []),
        ("**Decision.** So.\n\n**Why.** W.\n\n**Price.** That.", ["1.md: says its price after its reasons"]),
        ("Once.\n\n**Decision.** So; the price is that.", ["1.md: does not begin with its **Decision.**"]),
        ("**Decision.** So.\n\n**Price.** That.\n\n**Measured.** 3", ["1.md: its laboratory is no appendix"]),
    ],
)
def test_control(plant, planted, found):
    assert hidden_decisions(plant({"/docs/decisions/1.md": f"# 1 A\n\n{planted}"})) == found
