"""The web application, as Granian serves it."""

import os

from django.core.wsgi import get_wsgi_application

from openward.config import instance

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openward.config.settings")
instance.ensure_database()
application = get_wsgi_application()
