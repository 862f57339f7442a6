"""Security: passes for people and vehicles, all checked by people."""
