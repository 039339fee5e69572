"""The web application for Granian (WSGI: synchronous iterators stream with constant memory there)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dms.settings")
application = get_wsgi_application()

from django.db import connections  # noqa: E402

if connections["default"].vendor == "postgresql":  # nobody waits for a page longer than this; workers and commands may
    connections.databases["default"]["OPTIONS"]["options"] += " -c statement_timeout=30s"
