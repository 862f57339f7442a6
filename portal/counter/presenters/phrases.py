"""The phrase bank of the one-time notice: what is usually wrong, and how it is mended (R36, ux.md 2.2)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Phrase:
    """`label` names it in the list; `problem` and `remedy` are what the applicant reads."""

    code: str
    label: str
    problem: str
    remedy: str


def paper_phrases(name: str) -> list[Phrase]:
    """Phrases about one paper."""
    return [
        Phrase("missing", _("Missing"), _("It has not been handed in."),
               _("Please upload “%(name)s”, complete and readable.") % {"name": name}),
        Phrase("blurred", _("Cannot be read"), _("The picture is not sharp enough to be read."),
               _("Please photograph it again in good light, all four corners in the picture.")),
        Phrase("expired", _("No longer valid"), _("Its period of validity is over."),
               _("Please upload the valid one.")),
        Phrase("unsigned", _("Signature or stamp missing"), _("Signature or stamp is missing."),
               _("Please have it signed and stamped, then upload it again.")),
        Phrase("incomplete", _("Pages missing"), _("Some pages are missing."),
               _("Please upload all pages in one file.")),
        Phrase("differs", _("Differs from the form"), _("It does not agree with the application form."),
               _("Please compare both and upload the paper that agrees, or correct the form.")),
        Phrase("wrong", _("Another paper"), _("This is another paper than the one asked for."),
               _("Please upload “%(name)s”.") % {"name": name}),
    ]  # fmt: skip


def field_phrases(label: str) -> list[Phrase]:
    """Phrases about one field."""
    return [
        Phrase("vague", _("Not clear enough"), _("It does not say enough to decide on."),
               _("Please say what, where and when.")),
        Phrase("differs", _("Differs from the paper"), _("It does not agree with the paper handed in."),
               _("Please write what the paper says, or upload the right paper.")),
        Phrase("doubtful", _("Seems to be wrong"), _("This seems to be a slip."),
               _("Please check “%(label)s” and fill it in again.") % {"label": label}),
        Phrase("beyond", _("Above the standard"), _("It is above the standard that applies."),
               _("Please adjust it to the standard, or say why more is needed.")),
    ]  # fmt: skip
