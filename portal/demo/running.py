"""Where a running demo is to be found. Imported by the settings: no Django in here.

The supervisor leaves `state.json` (mode 0600) in the demo's folder while its servers
are up, so that every `manage.py` command finds them by itself. Without it the
addresses are harmless: commands that need no database work, the others are refused at
once.
"""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any

PROJECT_DIR = Path(__file__).resolve().parent.parent.parent
STATE_FILE = "state.json"
SECRET_FILE = "secret_key"

# Port 1 is never served: a connection fails at once instead of reaching a stranger.
NO_DATABASE = "postgres://portal:none@127.0.0.1:1/portal"
NO_REDIS = "redis://127.0.0.1:1/0"


def demo_dir() -> Path:
    """The demo's folder: DEMO_DIR, or `.demo` beside manage.py."""
    return Path(os.environ.get("DEMO_DIR") or PROJECT_DIR / ".demo").expanduser().absolute()


def read_state(folder: Path) -> dict[str, Any]:
    """What the supervisor wrote down there: urls, process ids. Empty when nothing runs."""
    try:
        found = json.loads((folder / STATE_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def database_url() -> str:
    """Address of the running demo's PostgreSQL, or one that refuses at once."""
    return str(read_state(demo_dir()).get("database_url") or NO_DATABASE)


def redis_url() -> str:
    """Address of the running demo's Valkey, or one that refuses at once."""
    return str(read_state(demo_dir()).get("redis_url") or NO_REDIS)


def secret_key() -> str:
    """The demo's own key, or one for this process alone where no demo was ever started."""
    try:
        return (demo_dir() / SECRET_FILE).read_text(encoding="utf-8").strip()
    except OSError:
        return secrets.token_urlsafe(50)
