"""The sign-in: django-allauth as Kept wants it."""
