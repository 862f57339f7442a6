"""Which roles enter the administration, and what they may see and edit there.

The rights are Django's model permissions of the groups behind the roles. They give no duty: who
administers decides nothing (R4), and what records say is read-only for everybody.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from departments.org.models import DutyGroup, Membership

VIEW, EDIT = ("view",), ("view", "add", "change")
PARTS = (*EDIT, "delete")
# role -> app -> what its people may do with the models of that app. The administrator may everything.
RIGHTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    # R5: editing and reviewing the catalogue are two people's work.
    "catalogue_admin": {"catalog": PARTS, "dictionary": PARTS, "regulations": PARTS, "org": VIEW, "worktime": VIEW},
    # The own department's drafts only (services/catalog/permission.py).
    "catalogue_editor": {
        "catalog": PARTS,
        "dictionary": VIEW,
        "regulations": VIEW,
        "org": VIEW,
        "worktime": VIEW,
    },
    "catalogue_reviewer": {"catalog": VIEW, "dictionary": VIEW, "regulations": EDIT, "org": VIEW, "worktime": VIEW},
    # R82: of the dictionary only what their own department states (services/dictionary/admin.py).
    "data_steward": {"dictionary": ("view", "change"), "org": VIEW},
    "auditor": dict.fromkeys(
        ("audit", "cases", "workflows", "catalog", "dictionary", "org", "worktime", "notices"), VIEW
    ),
}


def sync_rights() -> int:
    """Give the groups of these roles exactly their rights. Returns how many rows changed."""
    found = {
        (app, codename): pk
        for pk, app, codename in Permission.objects.filter(
            content_type__app_label__in={app for apps in RIGHTS.values() for app in apps}
        ).values_list("pk", "content_type__app_label", "codename")
    }
    wanted = {
        (group, pk)
        for group, role in DutyGroup.objects.filter(role__code__in=RIGHTS).values_list("pk", "role__code")
        for (app, codename), pk in found.items()
        if codename.partition("_")[0] in RIGHTS[role].get(app, ())
    }
    through = DutyGroup.permissions.through
    kept = {
        (group, permission): pk
        for pk, group, permission in through.objects.filter(group__dutygroup__isnull=False).values_list(
            "pk", "group_id", "permission_id"
        )
    }
    through.objects.filter(pk__in=[pk for key, pk in kept.items() if key not in wanted]).delete()
    added = [through(group_id=group, permission_id=pk) for group, pk in sorted(wanted - kept.keys())]
    through.objects.bulk_create(added)
    return len(added) + len(kept.keys() - wanted)


def sync_entry() -> int:
    """Open the administration to people with one of these roles in force, and close it to the others.

    Returns how many changed.
    """
    people = get_user_model().objects
    holders = Membership.objects.active().filter(roles__role__code__in=RIGHTS).values("user")
    opened = people.filter(pk__in=holders, is_staff=False).update(is_staff=True)
    closed = people.filter(is_staff=True, is_superuser=False).exclude(pk__in=holders).update(is_staff=False)
    return opened + closed
