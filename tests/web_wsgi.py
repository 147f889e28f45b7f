"""The site as it is served, on the database of a test run. Not a test itself."""

import os
from importlib import import_module

from migracidades import settings

settings.DATABASES["default"] |= {"NAME": os.environ["TEST_DATABASE"], "CONN_MAX_AGE": 600}
settings.WHITENOISE_USE_FINDERS = True  # a browser may come, and nothing was collected
application = import_module("migracidades.wsgi").application
