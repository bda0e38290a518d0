"""Settings, read from the environment; the defaults run on a laptop, `docs/operations` says what a server sets."""

import os
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from shuren.site.secrets import secrets_of

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("SHUREN_VAR", BASE_DIR.parent / "var")).resolve()
FILES_DIR = VAR_DIR / "files"
LAKE_DIR = VAR_DIR / "lake"
FONTS_DIR = BASE_DIR / "site" / "fonts_placed"  # put there with the front end, see tools/front.py
AUDIT_ANCHORS = Path(os.environ.get("SHUREN_AUDIT_ANCHORS", VAR_DIR / "audit" / "anchors.jsonl"))

SECRETS = secrets_of(VAR_DIR)
SECRET_KEY = SECRETS.session_key
DEBUG = os.environ.get("SHUREN_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("SHUREN_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("SHUREN_ORIGINS", "").split(",") if origin]
PUBLIC_URL = os.environ.get("SHUREN_PUBLIC_URL") or next(iter(CSRF_TRUSTED_ORIGINS), "http://localhost:8000")
TIMESTAMP_URL = os.environ.get("SHUREN_TIMESTAMPS", "")  # RFC 3161; without it signatures carry no time stamp
BEHIND_TLS = os.environ.get("SHUREN_TLS") == "1"

# Roles that must sign in with two factors do so from this day on: at once behind TLS, never on a laptop, unless said.
TWO_FACTORS_FROM = (
    date.fromisoformat(os.environ["SHUREN_TWO_FACTORS_FROM"])
    if os.environ.get("SHUREN_TWO_FACTORS_FROM")
    else date.min
    if BEHIND_TLS
    else None
)
# Passkeys are bound to one origin; browsers take no bare IP address, so a laptop is called by its name.
PASSKEY_ORIGIN = (
    (os.environ.get("SHUREN_PASSKEY_ORIGIN") or PUBLIC_URL).replace("//127.0.0.1", "//localhost").rstrip("/")
)
PASSKEY_DOMAIN = urlsplit(PASSKEY_ORIGIN).hostname or "localhost"
PROOF_SECONDS = 10 * 60  # for how long a proof of who one is covers sensitive acts
SHOW_COSTS = os.environ.get("SHUREN_SHOW_COSTS") == "1"  # each answer tells its query count and time in headers

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "shuren.kernel",
    "shuren.kernel.audit",
    "shuren.kernel.events",
    "shuren.kernel.files",
    "shuren.kernel.jobs",
    "shuren.kernel.measures",
    "shuren.kernel.notices",
    "shuren.kernel.workdays",
    "shuren.kernel.cases",
    "shuren.kernel.tabular",
    "shuren.kernel.workflow",
    "shuren.spine.standards",
    "shuren.spine.orgs",
    "shuren.spine.identity",
    "shuren.spine.people",
    "shuren.spine.certificates",
    "shuren.modules.conditions",
    "shuren.modules.planning",
    "shuren.site.filing",
    "shuren.site.cases",
    "shuren.site.workdays",
    "shuren.modules.marks",
    "shuren.modules.registry",
    "shuren.modules.office",
    "shuren.modules.inspection",
    "shuren.modules.collection",
    "shuren.modules.statistics",
    "shuren.modules.projects",
    "shuren.modules.apps",
    "shuren.modules.sso",
    "shuren.modules.rostering",
    "shuren.modules.accounts",
    "shuren.site",
]

MIDDLEWARE = [
    "shuren.site.costs.CostsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "shuren.kernel.http.middleware.SecurityHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "shuren.site.sessions.IdleLogoutMiddleware",
    "shuren.kernel.http.middleware.ActorMiddleware",
    "shuren.kernel.http.scoping.RowScopeMiddleware",
    "shuren.kernel.http.middleware.PolicyMiddleware",
    "shuren.site.sessions.PasswordFirstMiddleware",
    "shuren.site.sessions.FactorFirstMiddleware",
]

ROOT_URLCONF = "shuren.site.urls"
WSGI_APPLICATION = "shuren.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "site", *sorted(BASE_DIR.glob("*/**/templates"))],
        "OPTIONS": {"environment": "shuren.site.jinja.environment", "context_processors": ["shuren.site.context.page"]},
    },
]


# A page's query must not wait for processes to start, 10 ms and more; one over a whole register still starts them.
PARALLEL_FROM = 50_000


def database_settings(url: str) -> dict[str, object]:
    """Turn an address, postgresql://user:password@host:port/name, into Django's settings for it."""
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/") or "shuren",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": f"-c parallel_setup_cost={PARALLEL_FROM}"},
    }


# The command line starts the embedded cluster and sets DATABASE_URL before Django is configured.
DATABASES = {"default": database_settings(os.environ.get("DATABASE_URL", "postgresql://127.0.0.1:1/shuren"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "identity.Account"
ACTOR_OF = "shuren.spine.identity.api.actor_of"
LOGIN_URL = "identity:sign_in"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = ["shuren.site.hashers.Argon2id"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
IDLE_LOGOUT_SECONDS = 30 * 60
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "shuren.site.failures.stale"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_REDIRECT_EXEMPT = [r"^health$"]  # asked for by load balancers and by `shuren serve` itself, without TLS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 << 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 << 20
UPLOAD_LIMIT_BYTES = 64 << 20

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
FORMAT_MODULE_PATH = "shuren.site.formats"
LOCALE_PATHS = [BASE_DIR / "site" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "site" / "static_built"]
STATIC_ROOT = VAR_DIR / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+[.-][0-9A-Za-z_-]{8,}\.[a-z0-9]+$"  # names that carry the bundler's hash

PROCRASTINATE_ON_APP_READY = None
REGION_NAME = _("合肥市（演示）")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("SHUREN_LOG", "INFO")},
    "loggers": {"procrastinate": {"level": "WARNING"}, "django.request": {"level": "ERROR"}},
}
