"""Settings: every one has a default that runs; what may be set from outside is listed in the README's table."""

import os
import secrets
from datetime import date
from pathlib import Path
from typing import Any

import dj_database_url

from gongkai.bureau import password_policies
from gongkai.foi.rules.disputes import Days
from gongkai.foi.rules.fees import Bracket

ROOT = Path(__file__).resolve().parents[2]


def env(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def flag(name: str, default: bool) -> bool:
    return env(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


# Everything the platform keeps lies under one folder.
VAR = Path(env("GONGKAI_VAR", str(ROOT / "var"))).resolve()
VAR.mkdir(parents=True, exist_ok=True)


def secret_from_file(path: Path) -> str:
    """The text of a secret file; makes it at the first start, readable by its owner only."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        value = secrets.token_urlsafe(50)
        file.write(value)
    return value


PRODUCTION = flag("GONGKAI_PRODUCTION", False)
DEBUG = flag("GONGKAI_DEBUG", False)
SECRET_KEY = env("GONGKAI_SECRET_KEY") or secret_from_file(VAR / "secret.key")
ALLOWED_HOSTS = [host for host in env("GONGKAI_HOSTS", "*" if not PRODUCTION else "").split(",") if host]
CSRF_TRUSTED_ORIGINS = [origin for origin in env("GONGKAI_ORIGINS").split(",") if origin]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_filters",
    "django_prose_editor",
    "gongkai.journal",
    "gongkai.bureau",
    "gongkai.workdays",
    "gongkai.uploads",
    "gongkai.publications",
    "gongkai.reception",
    "gongkai.portal",
    "gongkai.desk",
    "gongkai.notary",
    "gongkai.letters",
    "gongkai.channels",
    "gongkai.mailbox",
    "gongkai.policy",
    "gongkai.foi",
    "gongkai.operations",
    "gongkai.sample",
    "gongkai.config",
]

MIDDLEWARE = [
    "gongkai.operations.middleware.RequestLogMiddleware",
    "gongkai.operations.middleware.FiguresMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "gongkai.config.middleware.ContentSecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "gongkai.config.middleware.StaffSessionMiddleware",
    "gongkai.config.middleware.CitizenSessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "gongkai.config.middleware.StaffAuthenticationMiddleware",
    "gongkai.config.middleware.StaffMessageMiddleware",
    "gongkai.config.middleware.LimitsMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "gongkai.config.urls"
WSGI_APPLICATION = "gongkai.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "gongkai.portal.context.site",
            ],
        },
    },
]

# SQLite is the embedded default: WAL, IMMEDIATE, FULL, a patient busy timeout (0003-database.md); DATABASE_URL switches.
SQLITE_PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30000}
DATABASES = {
    "default": dj_database_url.parse(
        env("DATABASE_URL") or f"sqlite:///{VAR / 'gongkai.sqlite3'}", conn_max_age=600, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "".join(f"PRAGMA {name}={value};" for name, value in SQLITE_PRAGMAS.items())
        + "PRAGMA cache_size=-32000;PRAGMA temp_store=2;",
    }
    # Threads of one test share a file, since an in-memory database would hide every locking fault.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "bureau.Official"
AUTHENTICATION_BACKENDS = ["gongkai.bureau.backends.OfficialBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
PASSWORD_POLICY = env("GONGKAI_PASSWORD_POLICY", "dengbao3")
AUTH_PASSWORD_VALIDATORS = password_policies.validators(PASSWORD_POLICY)
# Proxies of ours in front: only what these say of where a request came from is believed.
PROXIES = frozenset(address for address in env("GONGKAI_PROXIES").split(",") if address)
# How often a form may be used from one place (bureau.limits), and what counts as one place: no law, engineering values.
LIMITS = env("GONGKAI_LIMITS")
_v4, _v6 = env("GONGKAI_LIMIT_PREFIXES", "32,64").split(",")
LIMIT_PREFIXES = {4: int(_v4), 6: int(_v6)}
LOGIN_URL = "/desk/login/"
LOGIN_REDIRECT_URL = "/desk/"
# 等保三级: five failures lock for a quarter of an hour, by account and by address; idle and absolute ends of a session.
LOGIN_FAILURES = int(env("GONGKAI_LOGIN_FAILURES", "5"))
LOGIN_LOCK_MINUTES = int(env("GONGKAI_LOGIN_LOCK_MINUTES", "15"))
PASSWORD_DAYS = int(env("GONGKAI_PASSWORD_DAYS") or password_policies.days(PASSWORD_POLICY))

# OpenID providers (bureau.single_sign_on); none while the issuer is not set.
STAFF_OIDC = {
    "issuer": env("GONGKAI_STAFF_OIDC_ISSUER"),
    "client_id": env("GONGKAI_STAFF_OIDC_CLIENT_ID"),
    "client_secret": env("GONGKAI_STAFF_OIDC_CLIENT_SECRET"),
    "label": env("GONGKAI_STAFF_OIDC_LABEL", "统一身份认证"),
    "claim": env("GONGKAI_STAFF_OIDC_CLAIM", "preferred_username"),
    "scope": "openid profile",
    "mfa": env("GONGKAI_STAFF_OIDC_MFA", "mfa").split(","),
}
CITIZEN_OIDC = {
    "issuer": env("GONGKAI_CITIZEN_OIDC_ISSUER"),
    "client_id": env("GONGKAI_CITIZEN_OIDC_CLIENT_ID"),
    "client_secret": env("GONGKAI_CITIZEN_OIDC_CLIENT_SECRET"),
    "label": env("GONGKAI_CITIZEN_OIDC_LABEL", "随申办"),
    "claim": "sub",
    "scope": "openid",  # no name, no number: that the same person comes again is all that is asked for
    "mfa": [],
}
# Beside administrators these accounts still log in by password while single sign-on is set up: for emergencies.
BREAK_GLASS = frozenset(name for name in env("GONGKAI_BREAK_GLASS").split(",") if name)
# A bureau's own choice (grade C): for how many days at most an outside auditor's account is opened.
AUDIT_DAYS = int(env("GONGKAI_AUDIT_DAYS", "90"))
SESSION_IDLE_MINUTES = int(env("GONGKAI_SESSION_IDLE_MINUTES", "30"))
SESSION_HOURS = int(env("GONGKAI_SESSION_HOURS", "12"))
SESSION_COOKIE_NAME = "gongkai_desk"
SESSION_COOKIE_PATH = "/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# Notices lie in the session, on the server: none of their words travels in a cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31536000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "gongkai.portal.pages.csrf_failure"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR / "files"}},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if flag("GONGKAI_HASHED_STATIC", True)
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# Where clamd listens (`/run/clamav/clamd.ctl` or `host:port`); '' while there is none. What comes from outside then waits.
CLAMD = env("GONGKAI_CLAMD")
CLAMD_SECONDS = float(env("GONGKAI_CLAMD_SECONDS", "60"))
# Kept public pages (docs/pages.md): at most so many MB on disk; 0 keeps none.
PAGES_MB = int(env("GONGKAI_PAGES_MB", "1024"))

# How people outside are told that there is news: a mail server, and a text-message gateway (docs/channels.md).
EMAIL_HOST = env("GONGKAI_EMAIL_HOST")
EMAIL_PORT = int(env("GONGKAI_EMAIL_PORT", "465"))
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env("GONGKAI_EMAIL_USER"), env("GONGKAI_EMAIL_PASSWORD")
EMAIL_USE_SSL = flag("GONGKAI_EMAIL_SSL", True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("GONGKAI_EMAIL_FROM", "noreply@localhost")
SMS_URL, SMS_SECRET = env("GONGKAI_SMS_URL"), env("GONGKAI_SMS_SECRET")

# The bureau this installation belongs to. Nothing in the code names one.
BUREAU: dict[str, Any] = {
    "name": env("GONGKAI_BUREAU", "上海市绿化和市容管理局"),
    "second_name": env("GONGKAI_BUREAU_SECOND", "上海市林业局"),
    "brand": env("GONGKAI_BRAND", "绿色上海"),
    "superior": env("GONGKAI_SUPERIOR", "上海市人民政府"),
    "domain": env("GONGKAI_DOMAIN", "127.0.0.1:8000"),
    "site_code": env("GONGKAI_SITE_CODE", "3100000000"),
    # 索引号 {org}/{year}-{serial:05}: DOC-02, grade B, therefore a pattern in configuration.
    "org_code": env("GONGKAI_ORG_CODE", "SY0024361"),
    "number_pattern": env("GONGKAI_NUMBER_PATTERN", "{org}/{year}-{serial:05d}"),
    "doc_no_prefixes": env("GONGKAI_DOC_NO_PREFIXES", "沪绿容,沪绿容规,沪绿容办,沪绿委办,沪林").split(","),
    "icp": env("GONGKAI_ICP", "沪ICP备00000000号"),
    # 47号 annex (grade C): the place of the mark, where its certificate is shown, and whether the site is reached by IPv6.
    "conac": env("GONGKAI_CONAC", "https://bszs.conac.cn/"),
    "ipv6": flag("GONGKAI_IPV6", True),
    "operator": env("GONGKAI_OPERATOR"),
    "postcode": env("GONGKAI_POSTCODE"),
    "police": env("GONGKAI_POLICE", "沪公网安备 00000000000000 号"),
}

# What the home page offers beside its search, until the log of searches knows better.
HOT_QUERIES = [
    query
    for query in env("GONGKAI_HOT_QUERIES", "砍树,公园几点关门,垃圾分类,户外招牌,信息公开怎么申请").split(",")
    if query
]
# Where a weakness of the site is reported (RFC 9116): mailto:, tel: or https:; the page about the site when empty.
SECURITY_CONTACT = env("GONGKAI_SECURITY_CONTACT")

# 依申请公开: the series of numbers, the days to enter what arrives (REQ-07, B), and whom letters name (open in law).
FOI_SERIES = env("GONGKAI_FOI_SERIES", "沪绿容公开申")
FOI_REGISTER_DAYS = int(env("GONGKAI_FOI_REGISTER_DAYS", "1"))
FOI_SUPERIOR = env("GONGKAI_FOI_SUPERIOR")
FOI_COURT = env("GONGKAI_FOI_COURT", "有管辖权的人民法院")
FOI_RECONSIDERATION_URL = env("GONGKAI_FOI_RECONSIDERATION_URL", f"{BUREAU['superior']}公布的行政复议网上申请入口")
# Where a map shows a place of acceptance, with {longitude}, {latitude} (GCJ-02) and {name}; no link when empty.
FOI_MAP = env("GONGKAI_FOI_MAP", "https://uri.amap.com/marker?position={longitude},{latitude}&name={name}")
# Days to answer the reconsideration body (ordinary, simple procedure) and the court; grade C, therefore settings.
FOI_DISPUTE_DAYS = Days(*map(int, env("GONGKAI_FOI_DISPUTE_DAYS", "10,5,15").split(",")))
# Where letters send an applicant who has a question.
FOI_CONTACT = env("GONGKAI_FOI_CONTACT", "本机关政府信息公开工作机构，地址和电话见《政府信息公开指南》")
# FEE-03 (B) and the measure's first day (C): pages up to so many cost so many yuan each, the last without end.
FOI_FEE_FROM = date.fromisoformat(env("GONGKAI_FOI_FEE_FROM", "2021-01-01"))
FOI_FEE_PAGES = tuple(
    Bracket(int(until) if until else None, int(rate))
    for until, rate in (part.split(":") for part in env("GONGKAI_FOI_FEE_PAGES", "30:0,100:10,200:20,:40").split(","))
)
# PUB-08 (《条例》 art. 18): what is withheld is looked at again; the interval is grade C, therefore a setting.
REASSESS_MONTHS = int(env("GONGKAI_REASSESS_MONTHS", "12"))
# A rule of the house: how many working days a second person has to confirm or reverse a take-down.
TAKE_DOWN_CONFIRM_DAYS = int(env("GONGKAI_TAKE_DOWN_CONFIRM_DAYS", "1"))
# How many months a letter keeps its writer and its text after its end: `36`, or `36,site_fault=12` (grade C).
LETTER_RETENTION = env("GONGKAI_LETTER_RETENTION", "36")
# How many months an official letter (文书) keeps whom it is for and its text after it was sent or made void (grade C).
OFFICIAL_LETTER_RETENTION = int(env("GONGKAI_OFFICIAL_LETTER_RETENTION", "120"))
# A public form that is sent sooner than this after it was opened was hardly filled in by a person.
FORM_SECONDS = float(env("GONGKAI_FORM_SECONDS", "2"))
# WEB-08 (grade B): working days for an answer to a letter, and for one that is hard to answer.
LETTER_DAYS = int(env("GONGKAI_LETTER_DAYS", "7"))
LETTER_DAYS_AT_MOST = int(env("GONGKAI_LETTER_DAYS_AT_MOST", "15"))
# Where new letters are handed out: a unit's code; empty for the unit of whoever holds 政务公开.
LETTER_UNIT = env("GONGKAI_LETTER_UNIT", "")
# How many days after its answer a letter is closed when its writer says nothing more: a rule of the house.
LETTER_CLOSE_DAYS = int(env("GONGKAI_LETTER_CLOSE_DAYS", "30"))
# What is public by nature and therefore no finding: the bureau's own lines, mailboxes, addresses.
PUBLIC_CONTACTS = [entry for entry in env("GONGKAI_PUBLIC_CONTACTS", "12345,12319,@example.gov.cn").split(",") if entry]

# A bureau's own choice: for how many days backups are kept; what was erased is gone from them after as many.
BACKUP_DAYS = int(env("GONGKAI_BACKUP_DAYS", "30"))
# A warning appears when the newest backup is older than this.
BACKUP_HOURS = int(env("GONGKAI_BACKUP_HOURS", "26"))
# The site's certificate, so that its end is seen in time: a PEM file, or `connect` to look at GONGKAI_DOMAIN every hour.
CERTIFICATE = env("GONGKAI_CERTIFICATE")
# Where the timer and `upgrade` put backups; another disk in production.
BACKUP_FOLDER = Path(env("GONGKAI_BACKUP_FOLDER", str(VAR / "backups")))

# The worker and the desk may start a process that builds the index; tests build theirs themselves.
SEARCH_BUILDS_BY_ITSELF = True

# The most pages of one document of which passages are withheld.
FOI_REDACTION_PAGES = int(env("GONGKAI_FOI_REDACTION_PAGES", "300"))

# Who may read /metrics: addresses or networks of the monitoring; for all others the page is not there.
METRICS_FROM = [network for network in env("GONGKAI_METRICS_FROM").split(",") if network]

LOG_LEVEL = env("GONGKAI_LOG_LEVEL", "WARNING")
# Folders with fonts that official letters are set in, beside the system's (docs/letters.md).
LETTER_FONTS = [folder for folder in env("GONGKAI_LETTER_FONTS").split(":") if folder]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "gongkai.operations.logs.Plain",
            "format": "{asctime} {levelname} {name} {request} {message}",
            "style": "{",
        },
        "json": {"()": "gongkai.operations.logs.Json"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": env("GONGKAI_LOG_FORMAT", "plain")}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    # The framework's own handlers would write past the mask; its line for each 404 repeats what a visitor typed, ours
    # names the place and no word of his.
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "django.request": {"level": "ERROR"},
    },
}
