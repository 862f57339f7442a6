"""Reads a department's items.yaml as plain mappings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # libyaml is optional; the pure loader reads the same
    from yaml import SafeLoader as Loader  # type: ignore[assignment]


class ItemsUnreadable(ValueError):
    """The file is missing, no YAML, or not of the shape {items: [{…}, …]}."""


def read_items(path: Path) -> list[dict[str, Any]]:
    """The item entries of the file in their order. Raises ItemsUnreadable."""
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=Loader)
    except OSError as error:
        raise ItemsUnreadable(f"{path} cannot be read: {error.strerror}.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ItemsUnreadable(f"{path} is not readable YAML: {' '.join(str(error).split())}.") from error
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise ItemsUnreadable(f"{path} must hold “items:” with a list of entries.")
    return items
