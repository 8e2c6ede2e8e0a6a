"""The web application, as Granian serves it."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from openward.config import instance
from openward.config.lifeline import follow_parent
from openward.methods.screening import make_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openward.config.settings")
follow_parent()
instance.ensure_database()
application = get_wsgi_application()
# Half a second now, so that nobody who writes waits for it.
make_ready()
# All that is loaded by now stays: the garbage collector need not walk it again and again.
gc.collect()
gc.freeze()
