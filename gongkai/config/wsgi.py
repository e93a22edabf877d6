"""The WSGI entry that granian serves: kept pages first, then the framework."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.config.settings")
application = get_wsgi_application()

from gongkai.portal.kept import front  # noqa: E402  its models need the framework set up

application = front.before(application)
