"""Django's settings, all from `environment`; importing them makes no file and opens nothing."""

from django.utils.translation import gettext_lazy as _

from nearer.project import environment, folders, logs
from nearer.project.databases import databases

ENVIRONMENT = environment.read()

NEARER_ORIGIN = ENVIRONMENT.origin
NEARER_SECURE = ENVIRONMENT.secure
NEARER_OPERATOR = ENVIRONMENT.operator
NEARER_SIGN_UP = ENVIRONMENT.sign_up
NEARER_LEAVE = ENVIRONMENT.leave
NEARER_HELPLINES = ENVIRONMENT.helplines
NEARER_DEMO = ENVIRONMENT.demo
NEARER_RESTORED = ENVIRONMENT.restored_file

DEBUG = False
SECRET_KEY = folders.secret_key(ENVIRONMENT)
ALLOWED_HOSTS = list(ENVIRONMENT.hosts)
ROOT_URLCONF = "nearer.project.urls"
APPEND_SLASH = False

# No accounts, sessions, messages, content types or admin of Django's: each keeps something in the
# clear that the vault seals, or a second way in.
INSTALLED_APPS = [
    "nearer.vault",
    "nearer.ui",
    "nearer.house",
    "nearer.safety",
    "nearer.people",
    "nearer.rooms.awareness",
    "nearer.rooms.conversation",
    "nearer.journey",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "nearer.project.origin.OriginMiddleware",
    "nearer.people.sessions.VisitMiddleware",
    "nearer.people.gate.GateMiddleware",
]

DATABASES = databases(ENVIRONMENT)
DATABASE_ROUTERS = ["nearer.vault.routers.SecretsRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [folders.HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["nearer.ui.context.page"]},
    }
]
FORM_RENDERER = "nearer.ui.forms.Renderer"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Collected at start, so that a clone and an installed package serve the same hashed names.
STATIC_URL = "/static/"
STATIC_ROOT = ENVIRONMENT.data / "static"
STORAGES = {"staticfiles": {"BACKEND": "nearer.project.static.Collected"}}

# Nothing sent here ever touches a file on its way; the bridge refuses above 10 MB.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
DATA_UPLOAD_MAX_NUMBER_FILES = 4

SESSION_COOKIE_NAME = ENVIRONMENT.cookie
SESSION_COOKIE_SECURE = ENVIRONMENT.secure
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

LOGGING = logs.LOGGING
LOGGING_CONFIG = "logging.config.dictConfig"
DEFAULT_EXCEPTION_REPORTER = "nearer.project.reports.Reporter"

SILENCED_SYSTEM_CHECKS = [
    # The outermost ASGI layer sets these headers on everything, errors and static files included.
    "security.W001",  # SecurityMiddleware
    "security.W002",  # XFrameOptionsMiddleware: the policy says frame-ancestors 'none'
    # Every unsafe request is checked for its origin, and for the session's own token.
    "security.W003",  # CsrfViewMiddleware
]
