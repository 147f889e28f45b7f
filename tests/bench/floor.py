"""The floor under the pages: a bare Django with the five usual middlewares, as small as it gets.

Settings, addresses and views in one module, so that it is plain how little there is. It saves one
answer as one upsert by whoever the session names, and shows one page of given length.
"""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from migracidades.kit import databases

DATABASES, DB_OWNER = databases.settings_from(url="", owner_url="", instance="bench")
DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"
SECRET_KEY = "demonstration-only"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = __name__
USE_TZ = True
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
SAVED = "<p>Saved at {{ at|time:'H:i' }}</p>"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", {"saved": SAVED})]},
    }
]
WSGI_APPLICATION = "tests.bench.floor_wsgi.application"

UPSERT = """
INSERT INTO bench_answer (diagnosis_id, indicator_id, value, author_id, saved_at)
VALUES (%s, %s, %s, %s, now())
ON CONFLICT (diagnosis_id, indicator_id)
DO UPDATE SET value = EXCLUDED.value, author_id = EXCLUDED.author_id, saved_at = now()
RETURNING saved_at
"""
TABLE = """
CREATE TABLE IF NOT EXISTS bench_answer (
    diagnosis_id bigint, indicator_id bigint, value text, author_id bigint, saved_at timestamptz,
    PRIMARY KEY (diagnosis_id, indicator_id)
)
"""


def save(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        author = request.session["_auth_user_id"]
        cursor.execute(UPSERT, [1, 1, request.POST["answer"], author])
        (at,) = cursor.fetchone()
    return render(request, "saved", {"at": at})


def page(request: HttpRequest, length: int) -> HttpResponse:
    return HttpResponse(b"x" * length)


urlpatterns = [path("save", save), path("page/<int:length>", page)]
