"""Settings of the project. All that differs between installations comes from the environment: see README.md."""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from wijkleerbedrijf.configuration import Configuration, demo_refusal

BASE_DIR = Path(__file__).resolve().parent.parent
_given = Configuration()

# Where and how this installation runs
DATA_DIR = _given.data_dir()
DEBUG = _given.flag("DEBUG")
DEMO = _given.flag("DEMO")
SECRET_KEY = _given.required("SECRET_KEY")
ALLOWED_HOSTS = _given.required_list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = _given.optional_list("CSRF_TRUSTED_ORIGINS")
TRUSTED_PROXIES = _given.number("TRUSTED_PROXIES", 0)
#: Where the site is, for links in mails that a job sends.
SITE_URL = _given.text(
    "SITE_URL", f"http://localhost:{_given.number('PORT', 8000)}" if DEMO else f"https://{ALLOWED_HOSTS[0].lstrip('.')}"
)

# The application works as a role without ownership; manage.py asks for the owner where the schema changes
_database = _given.database("DATABASE_URL")
RUNTIME_DATABASE_USER = _database["USER"]
if _given.flag("DATABASE_AS_OWNER") and _given.text("OWNER_DATABASE_URL", ""):
    _database = _given.database("OWNER_DATABASE_URL")
if DEMO and (
    _refusal := demo_refusal(
        secret_key=SECRET_KEY,
        data_dir=DATA_DIR,
        allowed_hosts=ALLOWED_HOSTS,
        database_host=_database["HOST"],
        trusted_proxies=TRUSTED_PROXIES,
    )
):
    raise ImproperlyConfigured(_refusal)

# Applications
INSTALLED_APPS = [
    "wijkleerbedrijf.organisation",
    "students",
    "clients",
    "portfolio",
    "planning",
    "reporting",
    "wijkleerbedrijf.admin_site.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "localflavor",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
]

if DEMO:
    INSTALLED_APPS.append("wijkleerbedrijf.demo")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "wijkleerbedrijf.organisation.middleware.AccessMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "wijkleerbedrijf.urls"
WSGI_APPLICATION = "wijkleerbedrijf.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wijkleerbedrijf.organisation.context.access",
                *(["wijkleerbedrijf.demo.context.logins"] if DEMO else []),
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Database: one pool per worker process; requests are transactions of their own where a service asks for one
DATABASE_POOL_SIZE = _given.number("DATABASE_POOL_SIZE", 8)
DATABASES = {"default": _database}
if DATABASE_POOL_SIZE:
    _database["OPTIONS"]["pool"] = {"min_size": 1, "max_size": DATABASE_POOL_SIZE, "timeout": 10}

# Jobs: the module `jobs` of an app has those of that app; a process of `manage.py worker` does them
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
WORKER_CONCURRENCY = _given.number("WORKER_CONCURRENCY", 3)
#: A proposal stops after so many seconds, with the best that was found.
PROPOSAL_SECONDS = _given.number("PROPOSAL_SECONDS", 20)

# What all workers share: the counts of the rate limits live here
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"},
}
PGHISTORY_APPEND_ONLY = True

# People
AUTH_USER_MODEL = "organisation.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "first_name", "surname")}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "wijkleerbedrijf.organisation.adapter.ClosedSignUpAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "30/m/ip,5/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

# Sessions and cookies; a try-out runs on plain HTTP, a real site never
_over_https = not (DEBUG or DEMO)
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = _over_https
SESSION_COOKIE_NAME = "__Host-session" if _over_https else "wijkleerbedrijf_session"
CSRF_COOKIE_SECURE = _over_https
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = "__Host-csrf" if _over_https else "wijkleerbedrijf_csrf"

# Safety of the pages
SECURE_SSL_REDIRECT = _over_https
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if _over_https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
X_FRAME_OPTIONS = "DENY"
#: Preloading concerns the whole domain above this site, which is not ours to decide about.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        # The arrows and ticks of Bootstrap's form fields are data: images in its style sheet.
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# Language and time
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands")]
USE_I18N = True
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
# A separator in every number would also stand in the ids of forms and addresses; figures ask for it with |intcomma.
USE_THOUSAND_SEPARATOR = False
FORMAT_MODULE_PATH = ["wijkleerbedrijf.formats"]

# Files: static ones are built at start, those of people are private and only served by views
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", BASE_DIR / ".build" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = ""
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# Mail: a try-out prints it
DEFAULT_FROM_EMAIL = "WijkLeerbedrijf <post@wijkleerbedrijf.example>" if DEMO else _given.required("DEFAULT_FROM_EMAIL")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 10
if DEMO:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
else:
    vars().update(_given.mail())

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}
