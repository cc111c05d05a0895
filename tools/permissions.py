"""Print which permissions each operation of the API needs, on one screen.

`python -m tools.permissions > tests/faces/api/permissions.txt` renews the list that the tests hold the code to.
"""

import os


def main() -> None:
    """Print the list."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kept.config.settings")
    import django

    django.setup()
    from kept.faces.api.routers import permissions

    print(permissions(), end="")


if __name__ == "__main__":
    main()
