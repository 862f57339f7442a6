"""Where a matter's design stands in the administration."""

from __future__ import annotations

from django.urls import reverse

SECTIONS = ("basics", "items", "flow", "rules", "form", "materials", "limits", "versions")


def design_url(matter_id: int, section: str = "basics") -> str:
    """The address of one of the eight sections of a matter's design."""
    return reverse("admin:catalog_matter_design", args=[matter_id, section])


def section_of(path: tuple[str | int, ...]) -> str:
    """The section in which a finding of `lint` is mended."""
    place = "/".join(str(step) for step in path)
    if place.startswith(("elements", "code_sets")):
        return "form"
    if place.startswith("materials"):
        return "materials"
    if place.startswith("facts"):
        return "rules"
    steps = [step for step in path[2:] if isinstance(step, str)]
    if path[0] == "items":
        return "limits" if "limit" in steps else "items"
    if {"needs", "soft", "phase"} & set(steps):
        return "flow"
    if {"questions", "set", "reference", "include_when"} & set(steps):
        return "rules"
    return "items" if "items" in steps else "basics"
