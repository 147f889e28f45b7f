"""The Celery application. Tasks carry ids only; the truth of a job is its outbox row."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "migracidades.settings")

app = Celery("migracidades")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
