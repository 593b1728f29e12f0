"""For a WSGI server of your own: `forenotice.project.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forenotice.project.settings")

application = get_wsgi_application()
