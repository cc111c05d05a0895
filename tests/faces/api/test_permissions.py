"""The permission that each operation needs, and its id, stand on one screen (H4, H7)."""

from pathlib import Path

from kept.faces.api.routers import OPERATIONS, permissions

LIST = Path(__file__).with_name("permissions.txt")


def test_no_operation_changes_its_scopes_or_its_id_unseen():
    """Meant so? `python -m tools.permissions > tests/faces/api/permissions.txt`, and look at the difference."""
    assert permissions() == LIST.read_text(encoding="utf-8")


def test_no_two_operations_have_one_id():
    ids = [described.id for described in OPERATIONS.values()]
    assert sorted(set(ids)) == sorted(ids)
