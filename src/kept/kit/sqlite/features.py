"""The features of this backend, as Django asks for them."""

from django.db.backends.sqlite3 import features


class DatabaseFeatures(features.DatabaseFeatures):
    """Django's, for a database that is always a file."""

    test_db_allows_multiple_connections = True
    # Cloning copies the file behind the back of SQLite and its log. pytest-xdist makes a database per worker.
    can_clone_databases = False
