"""The scenes that must be in the history: every state, every light, something for everybody of the cast."""

from __future__ import annotations

from portal.demo.history.scenes import Script
from portal.demo.history.storyline import again, applicants, departments, outside, states, together

CHAPTERS = (applicants.tell, states.tell, outside.tell, together.tell, again.tell, departments.tell)


def tell(script: Script) -> None:
    """Add every scene, the most telling chapters first."""
    for chapter in CHAPTERS:
        chapter(script)
