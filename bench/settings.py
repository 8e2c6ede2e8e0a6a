"""The product's own settings, with the two floors of the page benchmark beside its addresses."""

from openward.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
