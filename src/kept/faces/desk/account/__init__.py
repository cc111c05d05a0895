"""The sign-in: django-allauth as Kept wants it, and pages of Kept's own for address and forgotten password."""
