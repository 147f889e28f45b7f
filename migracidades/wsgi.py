import os

from django.core.wsgi import get_wsgi_application

from migracidades.kit import boot

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "migracidades.settings")

application = get_wsgi_application()
boot.demand_safety()
