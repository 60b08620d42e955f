"""Settings of the site: one file, everything that differs comes from the environment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from opendti_site.config import environment, oidc

SITE_DIR = Path(__file__).resolve().parent.parent

# ------------------------------------------------------------------ environment
DEBUG = environment.flag("OPENDTI_DEBUG")
DEMO = environment.flag("OPENDTI_DEMO")
HTTPS = environment.flag("OPENDTI_HTTPS", default=not (DEBUG or DEMO))
TRUSTED_PROXY = environment.flag("OPENDTI_TRUSTED_PROXY")
# Many proxies pass on what a visitor sent as X-Request-ID; only one that writes its own is believed.
PROXY_REQUEST_ID = environment.flag("OPENDTI_PROXY_REQUEST_ID")
DATA_DIR = environment.folder(
    Path(os.environ.get("OPENDTI_DATA_DIR") or "var").resolve()
)
SECRET_KEY = environment.secret_key(
    "OPENDTI_SECRET_KEY",
    kept_in=DATA_DIR / "secret_key",
    may_generate=DEBUG or DEMO,
)
SECRET_KEY_FALLBACKS = environment.words("OPENDTI_SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = environment.words(
    "OPENDTI_HOSTS", default=("localhost", "127.0.0.1", "[::1]")
)
AUDIT_KEY_FILE = Path(
    os.environ.get("OPENDTI_AUDIT_KEY_FILE") or DATA_DIR / "audit_key"
).resolve()
AUDIT_ANCHORS = environment.targets(
    "OPENDTI_AUDIT_ANCHOR", default=str(DATA_DIR / "audit_anchor")
)
# What a backup never holds.
KEY_FILES = {"secret_key": DATA_DIR / "secret_key", "audit_key": AUDIT_KEY_FILE}
BACKUP_TO = os.environ.get("OPENDTI_BACKUP_TO", "")
BACKUP_KEEP = environment.periods("OPENDTI_BACKUP_KEEP", default="7d 5w 12m")
BACKUP_RECIPIENTS = environment.targets("OPENDTI_BACKUP_RECIPIENTS", default="")
BACKUP_IDENTITY = os.environ.get("OPENDTI_BACKUP_IDENTITY", "")
DRILL_DATABASE_URL = os.environ.get("OPENDTI_DRILL_DATABASE_URL", "")
# Certificates whose signatures on attached files are trusted.
SIGNATURE_ROOTS = os.environ.get("OPENDTI_SIGNATURE_ROOTS", "")
# The virus scanner of files; empty where none is set.
CLAMAV = environment.scanner("OPENDTI_CLAMAV")
# Acts that need two people.
SECOND_PERSON = environment.words("OPENDTI_SECOND_PERSON", among=("publish", "roles"))
# The site's own address, for links in mail.
SITE_URL = environment.site_url(
    "OPENDTI_URL", hosts=ALLOWED_HOSTS, https=HTTPS, demo=DEMO or DEBUG
)
# The first administrator of a new site, whose link `opendti serve` shows or writes to a file.
ADMIN_NAME = os.environ.get("OPENDTI_ADMIN_NAME") or "admin"
ADMIN_MAIL = os.environ.get("OPENDTI_ADMIN_MAIL", "")
ADMIN_LINK_FILE = os.environ.get("OPENDTI_ADMIN_LINK_FILE", "")
MEGABYTE = 1024 * 1024
UPLOAD_LIMIT = environment.number("OPENDTI_UPLOAD_LIMIT_MB", default=20) * MEGABYTE
# With less than this free in the data folder the site is not ready.
MIN_FREE_SPACE = environment.number("OPENDTI_MIN_FREE_MB", default=500) * MEGABYTE

# ------------------------------------------------------------------------- apps
# The order is that of the walls, top down.
CAPABILITIES = [
    "home",
    "system",
    "privacy",
    "api",
    "reminders",
    "publication",
    "results",
    "assessments",
    "frameworks",
    "organisations",
    "accounts",
    "audit",
    "operations",
]
PAGELESS = ["feeds", "observations", "mail", "ui"]
INSTALLED_APPS = [
    "opendti_site.config",
    *(f"opendti_site.{name}" for name in CAPABILITIES),
    *(f"opendti_site.{name}" for name in PAGELESS),
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "opendti_site.operations.observing.observed",
    "opendti_site.operations.probes.probes_first",
    "opendti_site.api.answering.refusals_as_problems",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "opendti_site.ui.methods.only_known_methods",
    "opendti_site.ui.language.language_of_address",
    # Before all that reads a field or a cookie.
    "opendti_site.ui.request_text.clean_request_text",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Default deny: a public page says so with @login_not_required.
    "opendti_site.accounts.middleware.private_pages_not_stored",
    "opendti_site.accounts.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "opendti_site.accounts.middleware.first_password_changed",
    "django_htmx.middleware.HtmxMiddleware",
    "opendti_site.ui.duplicates.DuplicateIdentityMiddleware",
]
ROOT_URLCONF = "opendti_site.config.urls"
WSGI_APPLICATION = "opendti_site.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "opendti_site.ui.templatetags.parts",
                "opendti_site.ui.templatetags.numbers",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "opendti_site.ui.context.shell",
            ],
        },
    },
]

# ------------------------------------------------------------------------- data
DATABASES = {
    "default": environment.database(
        "OPENDTI_DATABASE_URL", default=DATA_DIR / "opendti.sqlite3"
    ),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Attempts to sign in are counted here, by all processes together.
CACHES = {
    "default": {
        "BACKEND": "opendti_site.accounts.attempts.AttemptsCache",
        "LOCATION": "accounts_attempts",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # What strangers ask of the API, counted by each process alone: reading what is public writes nothing.
    "process": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "strangers",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}
MEDIA_ROOT = DATA_DIR / "files"  # no MEDIA_URL: files leave only through a view
JOB_LEASE = environment.number("OPENDTI_JOB_LEASE", default=60)  # seconds
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# A round over 3,321 communes opens with a field each; a crosswalk has five a row, up to 2,000 rows.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = environment.folder(DATA_DIR / "uploads")
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# ------------------------------------------------------------ language and time
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS: list[Path] = []  # every capability carries its own locale folder
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["opendti_site.ui.formats"]

# ------------------------------------------------------------------ static files
STATIC_URL = "/static/"
STATIC_ROOT = SITE_DIR / "collected"  # made at build time, and part of a wheel
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
        # Whoever installs the program need not be the user who runs it.
        "OPTIONS": {
            "file_permissions_mode": 0o644,
            "directory_permissions_mode": 0o755,
        },
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

# ---------------------------------------------------------------------- sign-in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["opendti_site.accounts.backends.RoleBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        (
            "UserAttributeSimilarityValidator",
            {"user_attributes": ["username", "full_name", "email"]},
        ),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
] + [
    {"NAME": f"opendti_site.accounts.passwords.{name}"}
    for name in ("DisguisedPasswordValidator", "NearbyNamesValidator")
]
DEMO_PASSWORD = "Chay-thu-2026"  # noqa: S105 -- of the invented people of a demo, shown on its sign-in page
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:tasks"
LOGOUT_REDIRECT_URL = "publication:portal"
SEARCH_URL = "publication:search"
ACCOUNT_ADAPTER = "opendti_site.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",  # a ministry comes from one address; failures are counted below
    "login_failed": "10/m/ip,5/5m/key",  # the key: account and address
    "login_failed_known": "5/5m/key",  # a browser that has signed in before
    "login_failed_anywhere": "50/h/key",  # one account from many addresses
    "change_password": "5/m/user",
    "reset_password": "10/m/ip,3/h/key",  # the key: the typed name or address
    "reauthenticate": "10/m/user",
}
ACCOUNT_FORMS = {
    "login": "opendti_site.accounts.forms.SignInForm",
    "change_password": "opendti_site.accounts.forms.PasswordForm",
    "reauthenticate": "opendti_site.accounts.forms.ConfirmForm",
}
OIDC = oidc.read()
SOCIALACCOUNT_ADAPTER = "opendti_site.accounts.providers.IdentityAdapter"
SOCIALACCOUNT_PROVIDERS = oidc.providers(OIDC)
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # no address leads to an account
MFA_FORMS = {
    "authenticate": "opendti_site.accounts.forms.CodeForm",
    "reauthenticate": "opendti_site.accounts.forms.ConfirmCodeForm",
    "activate_totp": "opendti_site.accounts.forms.FirstCodeForm",
    "add_webauthn": "opendti_site.accounts.passkey_forms.PasskeyForm",
    "edit_webauthn": "opendti_site.accounts.passkey_forms.PasskeyNameForm",
    "authenticate_webauthn": "opendti_site.accounts.passkey_forms.PasskeyCodeForm",
    "login_webauthn": "opendti_site.accounts.passkey_forms.PasskeySignInForm",
}
MFA_ADAPTER = "opendti_site.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO  # http://localhost
MFA_TOTP_ISSUER = "OpenDTI"
MFA_RECOVERY_CODE_COUNT = 10
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if TRUSTED_PROXY else 0

# --------------------------------------------------------------------- security
SESSION_COOKIE_AGE = 10 * 3600
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "opendti_site.accounts.sending_again.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
# Both bind what is not ours: other sites under the name, and every browser for years.
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS and environment.flag("OPENDTI_HSTS_SUBDOMAINS")
SECURE_HSTS_PRELOAD = HTTPS and environment.flag("OPENDTI_HSTS_PRELOAD")
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # which ask for both
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # data: the icons that Tabler's CSS draws
        "font-src": [SELF],
        "connect-src": [SELF],
        # A browser also looks at where a form's answer leads.
        "form-action": [SELF, *([OIDC.origin] if OIDC else [])],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    },
}

# ------------------------------------------------------------------------- mail
globals().update(
    environment.mail_server("OPENDTI_SMTP_URL", default="smtp://localhost:25")
)
DEFAULT_FROM_EMAIL = os.environ.get("OPENDTI_MAIL_FROM") or "opendti@localhost"
# Letters to people go out where a server was named; a demo prints them.
HAS_SMTP = bool(os.environ.get("OPENDTI_SMTP_URL"))
MAIL_IS_SET = HAS_SMTP or DEMO
REMINDER_DAYS = environment.numbers("OPENDTI_REMINDER_DAYS", default=(7, 3, 1))
REMINDER_HOUR = environment.number("OPENDTI_REMINDER_HOUR", default=7, at_most=23)
CONTACT_HOURS = environment.number("OPENDTI_CONTACT_HOURS", default=24)
if DEMO and not HAS_SMTP:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

# --------------------------------------------------------------------- watching
LOG = environment.choice("OPENDTI_LOG", among=("text", "json"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "addresses": {"()": "opendti_site.operations.logs.AddressesLeftOut"},
    },
    "formatters": {
        "text": {
            "()": "opendti_site.operations.logs.TextFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        },
        "json": {"()": "opendti_site.operations.logs.JsonFormatter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["addresses"],
            "formatter": LOG,
        }
    },
    "loggers": {
        # Every request is for programs; people read what is worth a line.
        "opendti.access": {"level": "INFO" if LOG == "json" else "WARNING"},
        "waitress.queue": {"level": "ERROR"},  # a short queue is no event
    },
    "root": {"handlers": ["console"], "level": "INFO"},
}
METRICS_TOKEN = environment.token("OPENDTI_METRICS_TOKEN", at_least=16)
SENTRY_DSN = os.environ.get("OPENDTI_SENTRY_DSN", "")
