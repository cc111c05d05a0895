"""A program can do over the API all that a person can do in the browser; or it stands here with its reason (H4)."""

import ast
from pathlib import Path

import kept

SOURCE = Path(kept.__file__).parent
VIEWS = (
    "a view is how one person looks at the board, and a key is no person; a program says what it wants to see"
)
SIGN_IN = "somebody's own sign-in is theirs alone, and belongs to no store that could give a key to it"
# Actions that no program may call, and why.
NOT_FOR_PROGRAMS = {
    "accounts.change_address": SIGN_IN,
    "accounts.change_password": SIGN_IN,
    "accounts.record_sign_in_change": SIGN_IN,
    "accounts.request_address_change": SIGN_IN,
    "accounts.request_password_reset": SIGN_IN,
    "accounts.reset_password": SIGN_IN,
    "messages.record_delivery_report": "what became of a mail is heard from who carries it, and from nobody else",
    "catalog.set_drawing": "draws the wares of the demo; what comes from outside is never trusted as SVG",
    "views.bring_back_view": VIEWS,
    "views.change_view": VIEWS,
    "views.choose_view": VIEWS,
    "customers.ask_consent": "a visitor's own tick; what a program knows of a consent it records",
    "orders.confirm_consent": "the customer's own yes, by the link in a mail",
    "orders.prove_customer": "the customer's own word, by the link in a mail",
    "orders.let_goods_go": "done by the clock when nobody has paid in time",
    "orders.remind_of_review": "done by the clock when the store's limit has passed",
    "views.remove_view": VIEWS,
    "views.save_view": VIEWS,
    "views.share_view": VIEWS,
    "views.unshare_view": VIEWS,
    "stores.accept_invitation": "the invited person's own yes",
    "stores.change_role": "people are let in by people",
    "stores.create_key": "a key that makes keys could never be revoked",
    "stores.invite_staff": "people are let in by people",
    "stores.open_store": "before there is a store there is no key to it",
    "stores.remove_staff": "people are let in by people",
    "stores.revoke_key": "a key that revokes keys could lock the store's other programs out",
    "stores.set_drawn_logo": "draws the logo of the demo; what comes from outside is never trusted as SVG",
    "stores.withdraw_invitation": "people are let in by people",
}


def all_actions(source):
    return {
        f"{path.parent.parent.name}.{path.stem}"
        for path in source.glob("*/actions/*.py")
        if path.stem != "__init__"
    }


def called_by_programs(source):
    found = set()
    for path in (source / "faces" / "api").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and ".actions." in (node.module or ""):
                _kept, package, _actions, action = node.module.split(".")
                found |= {f"{package}.{action}"} & {f"{package}.{name.name}" for name in node.names}
    return found


def test_every_action_is_open_to_programs_or_says_why_not():
    assert all_actions(SOURCE) - called_by_programs(SOURCE) == set(NOT_FOR_PROGRAMS)


def test_control_an_action_that_no_operation_calls_is_found(tmp_path):
    for path in ("catalog/actions/paint_product.py", "catalog/actions/sell_product.py"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("")
    operations = tmp_path / "faces" / "api" / "catalog"
    operations.mkdir(parents=True)
    (operations / "views.py").write_text("from kept.catalog.actions.sell_product import sell_product\n")
    assert all_actions(tmp_path) - called_by_programs(tmp_path) == {"catalog.paint_product"}
