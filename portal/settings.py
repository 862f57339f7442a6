"""Settings of the portal: one file, driven by the environment.

Every value a deployment may change is read from the environment here and nowhere
else. Without DATABASE_URL and REDIS_URL the embedded servers of a running demo are
used, so that `manage.py` finds them by itself (portal/demo/running.py).
"""

from __future__ import annotations

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from portal.demo.running import database_url, demo_dir, redis_url, secret_key
from portal.ui.admin_theme import UNFOLD as UNFOLD

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
if (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY and not DEBUG and env.str("DATABASE_URL", default=""):
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. A portal with its own DATABASE_URL needs one: 50 random characters, the same for "
        "every process and kept between restarts."
    )
SECRET_KEY = SECRET_KEY or secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")

# Whose house it is and the telephone number on every page; the demo's are fictional.
ORGANISATION_NAME = env.str("ORGANISATION_NAME", default="沙海油田公司")
ORGANISATION_NAME_EN = env.str("ORGANISATION_NAME_EN", default="Shahai Oilfield Company")
HOTLINE = env.str("HOTLINE", default="0990-12345")

# ---- The house -------------------------------------------------------------
# One line per department app; `manage.py startdepartment` prints the line to add.
DEPARTMENTS = [
    "departments.conference",
    "departments.customer_service",
    "departments.design_office",
    "departments.dispatch",
    "departments.engineering",
    "departments.finance",
    "departments.grid_maintenance",
    "departments.hall_office",
    "departments.hr",
    "departments.hse",
    "departments.it",
    "departments.legal",
    "departments.life",
    "departments.locality",
    "departments.marketing",
    "departments.office",
    "departments.power_admin",
    "departments.procurement",
    "departments.production",
    "departments.security",
]

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.import_export",
    "unfold.contrib.guardian",
    "unfold.contrib.simple_history",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "guardian",
    "axes",
    "csp",
    "django_htmx",
    "import_export",
    "simple_history",
    "rest_framework",
    "rest_framework.authtoken",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "viewflow.workflow",
    "portal.translations",
    "portal.audit",
    "portal.accounts",
    "portal.worktime",
    "portal.notices",
    "portal.files",
    "portal.ui",
    "departments.org",
    "services.dictionary",
    "services.regulations",
    "services.catalog",
    "services.catalog.simulation",
    "services.cases",
    "services.guide",
    "services.ratings",
    "workflows",
    "workflows.rehearsal",
    "portal.hall",
    "portal.counter",
    "portal.desk",
    "portal.oversight",
    "portal.api",
    "portal.demo",
    *DEPARTMENTS,
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.admin_policy.AdminPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "portal.ui.middleware.DomainErrorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "portal.ui.context.shell",
            ],
            "builtins": ["portal.ui.templatetags.ui"],
        },
    }
]

# ---- State -----------------------------------------------------------------
DATABASES = {"default": env.db_url_config(env.str("DATABASE_URL", default="") or database_url())}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"].setdefault("OPTIONS", {})
# A lock that cannot be had in this time is a Conflict, never a hanging page (workflows/engine/locks.py).
DATABASES["default"]["OPTIONS"]["options"] = "-c lock_timeout=8000 -c timezone=UTC"

REDIS_URL = env.str("REDIS_URL", default="") or redis_url()
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True

CELERY_BROKER_URL = REDIS_URL
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 300
# A dead broker must fail within a second, not hang the request that publishes.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "visibility_timeout": 600,
    "max_retries": 0,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
ALARM_TICK_SECONDS = env.int("ALARM_TICK_SECONDS", default=10)
# How long somebody may take back an act nobody has acted on; 0: until the end of the same working day.
RECALL_MINUTES = env.int("RECALL_MINUTES", default=0)
# How often one denied item may be handed in under the same case number, the first time included (R12).
MOST_ATTEMPTS = env.int("MOST_ATTEMPTS", default=3)

EMAIL_URL = env.str("EMAIL_URL", default="consolemail://")
vars().update(env.email_url_config(EMAIL_URL))
# The sign-in page of a demo says who can sign in; never set this where real people work.
SIGN_IN_HINTS = env.bool("SIGN_IN_HINTS", default=False)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="onewindow@localhost")
EMAIL_TIMEOUT = 10

# ---- People ----------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in/"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
GUARDIAN_MONKEY_PATCH_USER = False
ANONYMOUS_USER_NAME = None

# ---- Languages, files, static ----------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "portal" / "locale"]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
# The timetable of beat counts in the organisation's zone; messages carry aware moments.
CELERY_TIMEZONE = TIME_ZONE

STATIC_URL = "/static/"
# Without STATIC_ROOT (demo, tests) files are served from where they lie. With it, `collectstatic`
# has gathered them there under hashed, compressed names (Dockerfile).
STATIC_ROOT = env.str("STATIC_ROOT", default="") or None
WHITENOISE_USE_FINDERS = STATIC_ROOT is None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_ROOT
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(demo_dir() / "media"))
UPLOAD_LIMIT_BYTES = 20 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# The calendar `checkcalendar` compares with where none is named.
DEFAULT_CALENDAR = env.str("DEFAULT_CALENDAR", default="CN-XJ")

CATALOGUE_DIR = env.str("CATALOGUE_DIR", default=str(BASE_DIR / "portal" / "demo" / "catalogue"))
# Whether `make demo` also lives through some weeks of cases.
DEMO_HISTORY = env.str("DEMO_HISTORY", default="") != "0"

# ---- Protection ------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_TLS_PROXY", default=False) else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("BEHIND_TLS_PROXY", default=False)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PAGINATION_CLASS": "portal.api.pagination.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "EXCEPTION_HANDLER": "portal.api.problems.handle",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "OneWindow API",
    "DESCRIPTION": (
        "Everything the screens of 一窗 OneWindow do, over the same operations and under the same rules: find a "
        "matter, resolve its questions, hand in files and one application, follow the case, act on tasks.\n\n"
        "Sign in with `POST auth/token/` and send `Authorization: Token …`, or use the session of a browser with its "
        "CSRF token. Moments are ISO 8601 with offset; lists are pages (`page`, `page_size` up to 100). Acts take an "
        "`Idempotency-Key`: the same key again does nothing twice. Errors are `{code, detail, fields}`, where "
        "`detail` is one sentence that says what to do instead."
    ),
    "LICENSE": {"name": "AGPL-3.0-or-later"},
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}

# ---- A rehearsal ---------------------------------------------------------------
# The process that plays samples on a draft (workflows/rehearsal/process.py) has a copy of the tables nobody else
# sees; with this it has no cache, queue, mail or file store of the house either, and asks no register about anybody.
REHEARSAL = env.bool("REHEARSAL", default=False)
if REHEARSAL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    CELERY_BROKER_URL = "memory://"
    CELERY_TASK_ALWAYS_EAGER = True
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    STORAGES["default"] = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    MEDIA_ROOT = str(Path("/nonexistent/rehearsal"))
