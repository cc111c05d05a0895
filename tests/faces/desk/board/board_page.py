"""Read the board's columns, for its tests."""

HTMX = {"HX-Request": "true", "HX-Target": "board"}


def cards(page, status: str) -> list[int]:
    (column,) = [one for one in page.context["columns"] if one["status"] == status]
    return column["numbers"]
