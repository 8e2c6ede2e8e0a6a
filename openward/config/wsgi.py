"""The web application, as Granian serves it."""

import gc
import os
import threading

from django.core.wsgi import get_wsgi_application

from openward.config import instance
from openward.config.lifeline import follow_parent
from openward.methods.screening import make_ready

WARM_UP_AFTER_S = 1.5
"""The first pages come first."""

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openward.config.settings")
follow_parent()
instance.ensure_database()
application = get_wsgi_application()


def _warm_up() -> None:
    """Load what the checks of new words read, so that nobody who writes waits for it; pages are served meanwhile."""
    make_ready()
    # All that is loaded by now stays: the garbage collector need not walk it again and again.
    gc.collect()
    gc.freeze()


warm_up = threading.Timer(WARM_UP_AFTER_S, _warm_up)
warm_up.daemon = True
warm_up.start()
