"""What we take. Everything else is refused by not being here."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OPENXML = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True)
class Kind:
    """A kind of content: what it is called, and the extensions it may go by (the first is usual)."""

    label: str | Promise
    media_type: str = ""
    extensions: tuple[str, ...] = ()


PDF = Kind("PDF", "application/pdf", ("pdf",))
PNG = Kind("PNG", "image/png", ("png",))
JPEG = Kind("JPG", "image/jpeg", ("jpg", "jpeg"))
WEBP = Kind("WebP", "image/webp", ("webp",))
DOCX = Kind("Word (docx)", f"{OPENXML}wordprocessingml.document", ("docx",))
XLSX = Kind("Excel (xlsx)", f"{OPENXML}spreadsheetml.sheet", ("xlsx",))
DOC = Kind("Word (doc)", "application/msword", ("doc",))
XLS = Kind("Excel (xls)", "application/vnd.ms-excel", ("xls",))
TEXT = Kind(_("plain text"), "text/plain", ("txt",))
CSV = Kind("CSV", "text/csv", ("csv",))

ALLOWED = (PDF, PNG, JPEG, WEBP, DOCX, XLSX, DOC, XLS, TEXT, CSV)
BY_EXTENSION = {extension: kind for kind in ALLOWED for extension in kind.extensions}

# What else may be recognised, only to be refused by its right name.
ZIP = Kind(_("a compressed archive"))
MARKUP = Kind(_("a web page or a drawing with program code"))
PROGRAM = Kind(_("a program or a script"))
MACROS = Kind(_("a document with macros"))
ENCRYPTED = Kind(_("a document locked with a password"))
BOMB = Kind(_("a document that unpacks to an enormous size"))
UNKNOWN = Kind(_("something else"))
