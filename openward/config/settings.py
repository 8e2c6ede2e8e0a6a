"""Django settings. What differs between installations comes from the environment or the instance folder."""

import os

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

from openward.config import given, instance, logs

BASE_DIR = instance.ROOT
INSTANCE = instance.folder()
SECRETS = instance.secrets()

SECRET_KEY = SECRETS.django_key
DEBUG = False
DEMO = os.environ.get("OPENWARD_DEMO") == "1"
# Plain HTTP is accepted on this machine only; a public installation names its https address here.
ADDRESS = given.address("OPENWARD_ADDRESS", f"http://127.0.0.1:{given.whole_number('OPENWARD_PORT', 8000)}")
IS_HTTPS = ADDRESS.startswith("https://")
_host = ADDRESS.split("://", 1)[1].rsplit(":", 1)[0]
ALLOWED_HOSTS = [_host] if IS_HTTPS else [_host, "127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [ADDRESS] if IS_HTTPS else []

ROOMS = [
    "openward.design",
    "openward.kit",
    "openward.ledger",
    "openward.people",
    "openward.notifications",
    "openward.engagements",
    "openward.spaces",
    "openward.contributions",
    "openward.safety",
    "openward.themes",
    "openward.improvements",
    "openward.responses",
    "openward.evaluation",
    "openward.web",
]
INSTALLED_APPS = [
    *ROOMS,
    "openward.config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "openward.config.middleware.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "openward.config.middleware.PrivateByDefault",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "openward.config.middleware.ReachedByFormOnly",
    "openward.config.middleware.SentTwice",
]

ROOT_URLCONF = "openward.config.urls"
WSGI_APPLICATION = "openward.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "openward.design.environment.environment",
            "context_processors": [
                "openward.design.context.page",
                "openward.web.context.navigation",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]


def _database(url: str) -> dict[str, object]:
    parts = {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
    return {
        "ENGINE": "openward.kit.postgresql",
        "NAME": parts.pop("dbname", "openward"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # Django forbids prepared statements unless a number stands here; kit/prepared.py alone uses them.
        "OPTIONS": {**parts, "connect_timeout": 10, "prepare_threshold": 5},
        "TEST": {"NAME": os.environ.get("OPENWARD_TEST_DATABASE", "test_openward")},
    }


DATABASES = {"default": _database(os.environ.get("DATABASE_URL", "postgresql:///openward"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People who sign in: staff and advisory members. Someone who tells a story needs no account.
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start_show"
LOGOUT_REDIRECT_URL = "home_show"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "openward.people.sign_in.InvitedOnly"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False
PASSWORD_RESET_TIMEOUT = 60 * 60
ACCOUNT_FORMS = {
    "login": "openward.people.forms.Login",
    "reset_password": "openward.people.forms.ResetPassword",
    "reset_password_from_key": "openward.people.forms.ResetPasswordKey",
    "change_password": "openward.people.forms.ChangePassword",
    "set_password": "openward.people.forms.SetPassword",
    "reauthenticate": "openward.people.forms.Reauthenticate",
}
MFA_FORMS = {
    "authenticate": "openward.people.forms.Authenticate",
    "reauthenticate": "openward.people.forms.ReauthenticateByCode",
    "activate_totp": "openward.people.forms.ActivateApp",
    "add_webauthn": "openward.people.forms.AddPasskey",
    "edit_webauthn": "openward.people.forms.EditPasskey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS
MFA_TOTP_ISSUER = "Openward"

# allauth counts failed attempts in the cache; a table is shared by all processes and survives a restart. Its limit is
# high, because at its limit the table drops entries whose time has not come, and with them counts of failed attempts.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "config_cache",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}
# How many proxies of one's own stand in front: only what they write into X-Forwarded-For is believed.
TRUSTED_PROXIES = given.whole_number("OPENWARD_TRUSTED_PROXIES", 0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

SESSION_ENGINE = "openward.people.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_NAME = "__Host-session" if IS_HTTPS else "session"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_NAME = "__Host-csrf" if IS_HTTPS else "csrf"
CSRF_FAILURE_VIEW = "openward.config.views.form_expired"
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SECURE = IS_HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_REDIRECT_EXEMPT = [r"^health/"]
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "openward" / "locale"]
FORMAT_MODULE_PATH = "openward.locale"
TIME_ZONE = given.time_zone("OPENWARD_TIME_ZONE", "Europe/London")
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = INSTANCE / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = INSTANCE / "files"

# Mail goes to a folder that /mailbox shows in the demonstration; a real installation names its SMTP server.
EMAIL_HOST = os.environ.get("OPENWARD_SMTP_HOST", "")
EMAIL_PORT = given.whole_number("OPENWARD_SMTP_PORT", 587)
EMAIL_HOST_USER = os.environ.get("OPENWARD_SMTP_NAME", "")
EMAIL_HOST_PASSWORD = os.environ.get("OPENWARD_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("OPENWARD_SMTP_TLS", "1") == "1"
EMAIL_TIMEOUT = 20
EMAIL_FILE_PATH = INSTANCE / "mailbox"
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "django.core.mail.backends.filebased.EmailBackend"
)
DEFAULT_FROM_EMAIL = os.environ.get("OPENWARD_MAIL_FROM", "Openward <no-reply@openward.invalid>")

PROCRASTINATE_ON_APP_READY = "openward.config.working.put_in_order"

LOGGING_CONFIG = "openward.config.logs.configure"
LOGGING = logs.CONFIGURATION
SILENCED_SYSTEM_CHECKS = (
    []
    if IS_HTTPS
    # Served on this machine only, over plain HTTP: the https settings follow OPENWARD_ADDRESS.
    else ["security.W004", "security.W008", "security.W012", "security.W016"]
)
