"""gunicorn in production: numbers from the environment, logs to the terminal."""

from __future__ import annotations

import os

bind = os.environ.get("BIND", "0.0.0.0:8000")
workers = int(os.environ.get("WEB_WORKERS", "3"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 30
# Read once, shared by all.
preload_app = True
# Each worker starts afresh after a while, not all at the same moment.
max_requests = 2000
max_requests_jitter = 200
accesslog = "-" if os.environ.get("ACCESS_LOG") else None
control_socket_disable = True
