"""Django's settings. The settings of an installation are in environment.py."""

from pathlib import Path

from csp.constants import NONE, SELF

from kept.config import environment

ENVIRONMENT = environment.read()

DEBUG = ENVIRONMENT.debug
SECRET_KEY = ENVIRONMENT.secret_key
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)
CSRF_TRUSTED_ORIGINS = [ENVIRONMENT.public_url]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    # Before allauth, whose templates the desk replaces.
    "kept.faces.desk",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "kept.kit",
    "kept.stores",
    "kept.journal",
    "kept.findings",
    "kept.inbox",
    "kept.messages",
    "kept.webhooks",
    "kept.timers",
    "kept.customers",
    "kept.catalog",
    "kept.stock",
    "kept.payments",
    "kept.promises",
    "kept.orders",
    "kept.views",
    "kept.faces.ui",
    "kept.faces.shop",
    "kept.faces.api",
    "kept.faces.mailbox",
    "kept.faces.cli",
    "kept.config.apps.ConfigConfig",
]

MIDDLEWARE = [
    "kept.config.forwarded_headers.ForwardedHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "kept.config.request_bodies.RequestBodies",
    "kept.config.fast_path.ApiFastPath",
    "kept.faces.control_characters.StripControlCharacters",
    "kept.faces.private_pages.NoStore",
    "csp.middleware.CSPMiddleware",
    "kept.faces.shop.visitor_sessions.VisitorSessions",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kept.faces.desk.account.devices.RememberDevices",
    "kept.faces.desk.account.limits.SignInLimits",
    "kept.faces.error_pages.RefusalPages",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kept.faces.desk.context_processors.desk_context",
            ],
        },
    },
]

CSRF_FAILURE_VIEW = "kept.faces.error_pages.csrf_failure"
FORM_RENDERER = "kept.faces.ui.forms.KeptRenderer"

ROOT_URLCONF = "kept.config.urls"
WSGI_APPLICATION = "kept.config.wsgi.application"
DATABASES = {"default": ENVIRONMENT.database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "stores.User"

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("es", "Español")]
# Before those of the installed apps, which may translate the same text differently.
LOCALE_PATHS = [Path(__file__).parent / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = ENVIRONMENT.data_dir / "static"
STATIC_ROOT.mkdir(exist_ok=True)
# Served from the installed package itself: nothing to collect before the first start.
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = ENVIRONMENT.data_dir / "media"
MEDIA_URL = "/media/"

# Files are taken only where one is expected (kept.config.request_bodies), and never written to a temporary folder.
FILE_UPLOAD_HANDLERS = ()

# Pages load scripts and styles from Kept itself only, and cannot be framed.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
HTTPS = ENVIRONMENT.public_url.startswith("https://")
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if ENVIRONMENT.trusted_proxies:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Sign-in (allauth): by e-mail, with a second factor; sign-up only by invitation (kept.faces.desk.account.auth).
AUTHENTICATION_BACKENDS = ["kept.faces.desk.account.auth.EmailBackend"]
SESSION_ENGINE = "kept.faces.desk.account.sessions"
PASSWORD_HASHERS = [
    "kept.stores.passwords.PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("name", "email")}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]  # fmt: skip
LOGIN_URL = "account_login"
PASSWORD_RESET_TIMEOUT = 3600  # seconds; as kept.accounts.tokens.VALID_SECONDS
ACCOUNT_ADAPTER = "kept.faces.desk.account.auth.InvitationOnlyAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_FORMS = {"login": "kept.faces.desk.account.forms.SignInForm"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# The invitation went to the address, which proves it.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ALLAUTH_TRUSTED_PROXY_COUNT = ENVIRONMENT.trusted_proxies
# Not allauth's, which each process counts in a memory of 300 entries: kept.faces.desk.account.limits.
ACCOUNT_RATE_LIMITS = False
MFA_RATE_LIMITS = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = "Kept"
MFA_ADAPTER = "kept.faces.desk.account.second_factor.SecondFactorAdapter"
MFA_FORMS = {
    "activate_totp": "kept.faces.desk.account.second_factor.AppCodeForm",
    "authenticate": "kept.faces.desk.account.second_factor.CodeForm",
    "reauthenticate": "kept.faces.desk.account.second_factor.ReauthenticationForm",
    "add_webauthn": "kept.faces.desk.account.second_factor.NewPasskeyForm",
    "edit_webauthn": "kept.faces.desk.account.second_factor.PasskeyNameForm",
}

# Errors go to the standard error stream, each with one line first; the operator decides where that is stored.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "kept.config.log_format.LogFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # Of libraries.
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "kept": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # A missing page is no problem of the operator's.
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
    },
}
