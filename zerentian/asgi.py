"""The server's entry: the program behind its door."""

import os

from django.core.wsgi import get_wsgi_application

from zerentian.web.serving.door import Door

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zerentian.settings")
application = Door(get_wsgi_application())
