"""The heartbeat of the house: beat queues it, a worker leaves the moment in the cache, health reads it."""

from __future__ import annotations

HEARTBEAT_KEY = "health:heartbeat"
HEARTBEAT_SECONDS = 60
