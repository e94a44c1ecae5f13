"""Settings of the back office: one file, secure unless the environment says otherwise.

Every value that differs between installations comes from the environment;
`.env.example` names them all. A command without an environment of its own reads
the demo's, `.data/demo.env`, if there is one.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = BASE_DIR / ".data"

env = environ.FileAwareEnv()
if (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env")
elif (
    not {"SECRET_KEY", "SECRET_KEY_FILE"} & os.environ.keys()
    and (DATA_DIR / "demo.env").exists()
):
    env.read_env(DATA_DIR / "demo.env")

# What kind of installation this is
SECRET_KEY = env("SECRET_KEY", default="")
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
PUBLIC_URL = env("PUBLIC_URL", default="").rstrip("/")
_public = urlsplit(PUBLIC_URL)
_wrong = []
if not SECRET_KEY:
    _wrong.append("SECRET_KEY is not set: give it 50 random characters or more.")
elif not DEMO and (
    len(SECRET_KEY) < 50
    or len(set(SECRET_KEY)) < 10
    or SECRET_KEY.startswith("django-insecure-")
):
    _wrong.append("SECRET_KEY is too weak: give it 50 random characters or more.")
if not _public.hostname:
    _wrong.append("PUBLIC_URL is not set: give it the address that people type.")
elif not DEMO and _public.scheme != "https":
    _wrong.append("PUBLIC_URL does not begin with https://.")
if _wrong:
    raise ImproperlyConfigured("\n".join(_wrong))
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[_public.hostname or ""])
CSRF_TRUSTED_ORIGINS = [f"{_public.scheme}://{_public.netloc}"]

INSTALLED_APPS = [
    "clearance.apps.ClearanceConfig",
    "config.admin.ClearanceAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_tasks_db",
]

MIDDLEWARE = [
    "config.middleware.request_id",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.language_choice",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.LoginRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "config.middleware.not_kept",
    "config.middleware.kept_awake",
    "config.middleware.second_factor",
    "config.middleware.refusals",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.surroundings",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Database: SQLite embedded, PostgreSQL for real
DATABASES = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR}/db.sqlite3")
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            " PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON"
        ),
    }
    # A file, not memory: threads of one test must see one database.
    DATABASES["default"]["TEST"] = {"NAME": env("TEST_DATABASE", default=None)}
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Compiling a list's query takes up to a hundred times as long as answering it.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Cache, sessions: shared by every process, or log-outs and limits would not hold
CACHE_URL = env("CACHE_URL", default="")
if CACHE_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": CACHE_URL,
        }
    }
    SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "cache",
            # Log-in limits live here: too many for a stranger to push them out.
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        }
    }
SESSION_COOKIE_AGE = 30 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# One-time messages ride in a signed cookie: none of them is ever stored.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
TASKS = {
    "default": {
        "BACKEND": env("TASK_BACKEND", default="django_tasks_db.DatabaseBackend")
    }
}

# Files: sealed objects in the vault, plain static files
if env("VAULT", default="local") == "s3":
    _vault = {
        "BACKEND": "clearance.lib.vault.S3Vault",
        "OPTIONS": {
            "bucket_name": env("VAULT_BUCKET"),
            "endpoint_url": env("VAULT_ENDPOINT", default=None),
            "region_name": env("VAULT_REGION", default=None),
            "access_key": env("VAULT_ACCESS_KEY", default=None),
            "secret_key": env("VAULT_SECRET_KEY", default=None),
        },
    }
else:
    _vault = {
        "BACKEND": "clearance.lib.vault.LocalVault",
        "OPTIONS": {"location": env("VAULT_DIR", default=str(DATA_DIR / "vault"))},
    }
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "vault": _vault,
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if not (DEBUG or DEMO)
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
STATIC_URL = "static/"
STATIC_ROOT = env("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
WHITENOISE_USE_FINDERS = DEBUG or DEMO
FILE_UPLOAD_HANDLERS = [
    "clearance.upload.handlers.InMemoryPhotos",
    "clearance.exchange.spool.SealedSpool",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

# Keys: purposes and materials live in the ring, never in this file
CLEARANCE_KEYRING_FILE = os.environ.get("CLEARANCE_KEYRING_FILE", "")
CLEARANCE_KEYRING = os.environ.get("CLEARANCE_KEYRING", "")
CLEARANCE_ANCHORS = env("CLEARANCE_ANCHORS", default=str(DATA_DIR / "anchors"))

# Messages to people: kept on the outbox page only, or handed to a sender, by day
MESSAGE_SENDER = env(
    "MESSAGE_SENDER", default="clearance.messaging.delivery.OutboxOnly"
)
MESSAGE_HOURS = env("MESSAGE_HOURS", default="9-21")
SMS_GATEWAY_URL = env("SMS_GATEWAY_URL", default="")
SMS_GATEWAY_ACCOUNT = env("SMS_GATEWAY_ACCOUNT", default="")
SMS_GATEWAY_SECRET = env("SMS_GATEWAY_SECRET", default="")
SMS_GATEWAY_FROM = env("SMS_GATEWAY_FROM", default="")
MAIL_HOST = env("MAIL_HOST", default="")
if MAIL_HOST:
    _mail = {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": MAIL_HOST,
            "port": env.int("MAIL_PORT", default=587),
            "username": env("MAIL_USER", default=""),
            "password": env("MAIL_PASSWORD", default=""),
            "use_tls": True,
            "timeout": 10,
        },
    }
else:
    _mail = {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
MAILERS = {"default": _mail}
DEFAULT_FROM_EMAIL = env("MAIL_FROM", default="")

# Without a mail server e-mails stay on the outbox page, as text messages do.
SILENCED_SYSTEM_CHECKS = ["mail.E001"]

# Real-name checks: who is asked whether a name and a number belong together
REALNAME_URL = env("REALNAME_URL", default="")
REALNAME_NAME = env("REALNAME_NAME", default="")
REALNAME_KEY_ID = env("REALNAME_KEY_ID", default="")
REALNAME_SECRET = env("REALNAME_SECRET", default="")

# People who log in
AUTH_USER_MODEL = "clearance.User"
AUTHENTICATION_BACKENDS = ["config.accounts.ByRole"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 12}  # type: ignore[assignment]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "landing"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "config.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_PREVENT_ENUMERATION = True
# By account and by address: a stranger's guesses slow the stranger down, and do not
# lock the rightful user out from elsewhere for longer than a few minutes.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "20/5m/ip,8/5m/key"}
MFA_ADAPTER = "config.accounts.MFAAdapter"
MFA_FORMS = {"activate_totp": "config.accounts.ActivateTOTPForm"}
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Clearance"
USERSESSIONS_TRACK_ACTIVITY = False

# The browser
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = not DEMO
SECURE_HSTS_SECONDS = 0 if DEMO else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEMO
SECURE_HSTS_PRELOAD = not DEMO
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_COOKIE_SECURE = not DEMO
CSRF_COOKIE_SECURE = not DEMO
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = not DEMO
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
if env.bool("BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Else every visitor has the proxy's address, and one can lock all others out.
    ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=1)

# Words and clocks
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文"), ("ru", "Русский")]
LOCALE_PATHS = [BASE_DIR / "clearance" / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = ["config.formats"]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# Logs hold ids and outcomes, never what people typed
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"quiet": {"()": "config.logs.Quiet"}},
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["quiet"],
        }
    },
    # Django's own handlers write whole addresses, and mail whole tracebacks.
    "loggers": {
        name: {"handlers": [], "propagate": True}
        for name in ("django", "django.server")
    },
    "root": {"handlers": ["stderr"], "level": env("LOG_LEVEL", default="INFO")},
}
DEFAULT_EXCEPTION_REPORTER = "config.logs.NoValuesReporter"
