"""Entry point of the web server."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = get_wsgi_application()

from django.urls import get_resolver  # noqa: E402

# Every screen is read now, before gunicorn shares the process out: else each worker's first visitor waits for seconds.
_ = get_resolver().url_patterns
