"""Settings: one file, and the only one that asks the environment (through ``kit.env``)."""

import os
from pathlib import Path

from migracidades.kit import caching, databases, domains, embedded, env, logs

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"
INSTANCE = os.environ.get("MC_INSTANCE", "run")
TESTING = INSTANCE.startswith("test")

# ------------------------------------------------------------------ who and where
DEBUG = env.flag("DEBUG", False, "Django's debug pages. Never on a public address.")
DEMO = env.flag(
    "DEMO", True, "Demonstration: marks every page, keeps mail on a page, seeds a world."
)
SECRET_KEY = env.text(
    "SECRET_KEY", "demonstration-only", "Signs sessions. Required outside the demo."
)
SECRET_KEY_FALLBACKS = env.words(
    "SECRET_KEY_FALLBACKS", "", "Earlier keys, still believed until the sessions they signed end."
)
ALLOWED_HOSTS = env.words(
    "ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]", "Host names this site answers to."
)
SITE_URL = env.text(
    "SITE_URL", "http://127.0.0.1:8000", "Public address; stands in e-mails, QR codes and seals."
).rstrip("/")
# Browsers keep a cookie of this name to one host, and take it over https alone.
HTTPS = SITE_URL.startswith("https://")
HOST_ONLY = "__Host-" if HTTPS else ""
OWN_DOMAINS = env.pairs("PROGRAMME_DOMAINS", "", "Programmes on a host of their own: br=a.example.")
PROGRAMME_DOMAINS = domains.checked(OWN_DOMAINS, site_url=SITE_URL)
ALLOWED_HOSTS += domains.names_of(PROGRAMME_DOMAINS)
CONTACT = env.text("CONTACT", "", "Address that error pages name for help.")

TRUSTED_PROXIES = env.words(
    "TRUSTED_PROXIES",
    "",
    "Networks of our own proxies, such as 172.30.0.0/24: only they are believed about visitors.",
)
HEALTH_TOKEN = env.text(
    "HEALTH_TOKEN", "", "Opens /health/deep and /health/metrics to who asks from elsewhere."
)
# Each holds countries, a folder each: the code's own, then those that are mounted beside it.
COUNTRIES = env.words("CONTENT_FOLDERS", "", "Folders of further countries, beside the code.")
CONTENT_FOLDERS = [BASE_DIR / "migracidades" / "content", *map(Path, COUNTRIES)]

# ------------------------------------------------------------------ servers
DATABASE_URL = env.text(
    "DATABASE_URL", "", "PostgreSQL for the running application; empty: the embedded one."
)
DATABASE_OWNER_URL = env.text(
    "DATABASE_OWNER_URL",
    "",
    "The login that owns the tables; needed to migrate, and by nothing that runs.",
)
DATABASE_SUPERUSER_URL = env.text(
    "DATABASE_SUPERUSER_URL", "", "Makes the database and its logins, once: manage.py make_roles."
)
REDIS_URL = env.text(
    "REDIS_URL", "", "Redis or Valkey, the doorbell of jobs; empty: the embedded one."
)
CACHE_URL = env.text(
    "CACHE_URL",
    "",
    "Redis or Valkey that keeps public pages for a minute; not the one of REDIS_URL, for it may "
    "forget. Empty: the embedded one.",
)

DATABASES, DB_OWNER = databases.settings_from(
    url=DATABASE_URL, owner_url=DATABASE_OWNER_URL, instance=INSTANCE
)
DB_RUNTIME_ROLE = DATABASES["default"]["USER"]
CACHES = caching.settings_from(url=CACHE_URL, instance=INSTANCE, testing=TESTING)
CELERY_BROKER_URL = REDIS_URL or embedded.broker_url(INSTANCE)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# The broker is a doorbell: if nobody opens at once, the sweep will come.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
    "socket_connect_timeout": 1,
    "visibility_timeout": 300,
}
QUEUES = ("default", "render")  # the second draws documents, with libraries the first never loads
CELERY_TASK_DEFAULT_QUEUE = "default"

# ------------------------------------------------------------------ mail
EMAIL_HOST = env.text("EMAIL_HOST", "", "SMTP server; empty: mail is kept and shown on a page.")
EMAIL_PORT = env.number("EMAIL_PORT", 587, "SMTP port.")
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "", "SMTP user.")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "", "SMTP password.")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", True, "STARTTLS towards the SMTP server.")
EMAIL_TIMEOUT = 20
# Libraries write into the same line as we do; the worker sends by SMTP.
EMAIL_BACKEND = "migracidades.ledger.mail_backend.LedgerBackend"
DEFAULT_FROM_EMAIL = env.text(
    "DEFAULT_FROM_EMAIL", "MigraCidades <nao-responda@localhost>", "Sender of every message."
)
BOUNCE_ADDRESS = env.text("BOUNCE_ADDRESS", "", "Where undelivered mail returns, if not to it.")

# ------------------------------------------------------------------ files
MEDIA_ROOT = env.text(
    "MEDIA_ROOT", str(VAR / INSTANCE / "files"), "Folder of uploaded and issued files."
)
MAX_UPLOAD_MB = env.number("MAX_UPLOAD_MB", 20, "Largest file a person may send, in megabytes.")
CLAMD = env.text("CLAMD", "", "ClamAV: host:port or a socket's path; empty: nothing is scanned.")
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "migracidades.files.scratch.LargeUploads",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000

# ------------------------------------------------------------------ the application
INSTALLED_APPS = [
    "migracidades.pages.admin_config.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "drf_spectacular",
    "migracidades.kit",
    "migracidades.accounts",
    "migracidades.tenancy",
    "migracidades.ledger",
    "migracidades.files",
    "dimensions",
    "training",
    "certification",
    "monitoring",
    "migracidades.pages",
    "migracidades.demo",
    "migracidades.operations",
]
MIDDLEWARE = [
    "migracidades.kit.middleware.Forwarded",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "migracidades.kit.middleware.ContentPolicy",
    "migracidades.kit.middleware.RequestId",
    "migracidades.files.door.Door",
    "migracidades.kit.shelf.PublicPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "migracidades.tenancy.sessions.OneHost",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "migracidades.tenancy.middleware.Tenant",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "migracidades.urls"
WSGI_APPLICATION = "migracidades.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "migracidades.kit.forms.Renderer"
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
                "migracidades.tenancy.context.tenant",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

# ------------------------------------------------------------------ people
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
CSRF_FAILURE_VIEW = "migracidades.pages.errors.csrf_failed"
SESSION_ENGINE = "migracidades.accounts.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = f"{HOST_ONLY}sessionid"
CSRF_COOKIE_NAME = f"{HOST_ONLY}csrftoken"
MESSAGE_STORAGE = "migracidades.tenancy.notices.Notices"
ACCOUNT_ADAPTER = "migracidades.accounts.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "migracidades.accounts.forms.NameForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_SESSION_REMEMBER = True
# Beside the library's own: what guests send by a link. A whole town hall may have one address.
ACCOUNT_RATE_LIMITS: dict[str, str] | bool = {"suggestion": "120/10m/ip,60/10m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS

# ------------------------------------------------------------------ languages and time
LANGUAGE_CODE = "pt-br"
LANGUAGES = [("pt-br", "Português"), ("es", "Español"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "migracidades" / "locale"]
FORMAT_MODULE_PATH = "migracidades.kit.formats"
USE_I18N = USE_TZ = True
TIME_ZONE = CELERY_TIMEZONE = "UTC"
LANGUAGE_COOKIE_NAME = f"{HOST_ONLY}language"

# ------------------------------------------------------------------ what browsers get
STATIC_URL = "/static/"
STATIC_ROOT = VAR / INSTANCE / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "migracidades.kit.bundles.Finder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
SECURE_CSP = {  # as Django 6 names it
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "manifest-src": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_SSL_REDIRECT = False  # the proxy's work
# The header is gone before anybody looks unless a proxy of ours wrote it (kit.middleware).
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None

# ------------------------------------------------------------------ API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 50,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.AnonRateThrottle"],
    "NUM_PROXIES": 0,  # REMOTE_ADDR is the visitor's own (kit.middleware.Forwarded)
    "DEFAULT_THROTTLE_RATES": {"anon": env.text("API_RATE", "120/min", "API calls per address.")},
    "EXCEPTION_HANDLER": "migracidades.kit.errors.api_exception_handler",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "MigraCidades",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "DISABLE_ERRORS_AND_WARNINGS": False,
}

LOGGING = logs.configuration(for_machines=not DEMO)

if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_AUTOREFRESH = True
    REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]["anon"] = "100000/min"
    ACCOUNT_RATE_LIMITS = False
    DATABASES["default"]["CONN_MAX_AGE"] = 0
