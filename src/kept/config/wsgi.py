"""The WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

from kept.kit.garbage import spare_what_is_loaded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kept.config.settings")
application = get_wsgi_application()
spare_what_is_loaded()
