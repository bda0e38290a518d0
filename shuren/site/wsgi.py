"""The web application, as the server loads it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuren.site.settings")
application = get_wsgi_application()
