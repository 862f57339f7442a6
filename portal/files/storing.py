"""Taking a file in: looked at first, then kept."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from portal.files import kinds
from portal.files.errors import FileRefused, FileTooLarge
from portal.files.kinds import BY_EXTENSION, Kind
from portal.files.naming import clean_name, extension_of
from portal.files.sniffing import recognise

if TYPE_CHECKING:
    from portal.accounts.models import User
    from portal.files.models import Upload


def store(uploaded_file: UploadedFile, owner: User) -> Upload:
    """Keep `uploaded_file` for `owner`.

    Raises FileTooLarge (413) over settings.UPLOAD_LIMIT_BYTES, FileRefused (400) for a
    kind we do not take, an empty file, or content that is not what the name says.
    """
    # Imported here: this module is opened before Django has loaded any model.
    from portal.files.models import Upload

    name = clean_name(uploaded_file.name)
    size, sha256 = _measure(uploaded_file)
    kind = _accepted_kind(uploaded_file, name, size)
    upload = Upload(owner=owner, name=name, size=size, media_type=kind.media_type, sha256=sha256)
    uploaded_file.seek(0)
    upload.stored.save(name, uploaded_file, save=False)
    try:
        upload.save(force_insert=True)
    except Exception:
        upload.stored.delete(save=False)
        raise
    return upload


def _measure(uploaded_file: UploadedFile) -> tuple[int, str]:
    """Size and SHA-256 of what really arrived. Raises FileTooLarge."""
    limit = settings.UPLOAD_LIMIT_BYTES
    if (uploaded_file.size or 0) > limit:
        raise FileTooLarge(uploaded_file.size or 0, limit)
    size, sha256 = 0, hashlib.sha256()
    for chunk in uploaded_file.chunks():
        size += len(chunk)
        sha256.update(chunk)
    if size > limit:
        raise FileTooLarge(size, limit)
    return size, sha256.hexdigest()


def _accepted_kind(uploaded_file: UploadedFile, name: str, size: int) -> Kind:
    """The kind that name and content agree on. Raises FileRefused."""
    if size == 0:
        raise FileRefused(_("The file is empty. Please check it and choose it again."))
    extension = extension_of(name)
    named = BY_EXTENSION.get(extension)
    if named is None:
        raise FileRefused(_not_taken(extension))
    found = recognise(uploaded_file)  # type: ignore[arg-type]
    if found == named or (found == kinds.TEXT and named == kinds.CSV):
        return named
    raise FileRefused(_not_as_named(named, extension, found))


def _not_taken(extension: str) -> str:
    allowed = _("PDF, pictures (PNG, JPG, WebP), Word, Excel, TXT and CSV")
    if not extension:
        return _("The file name has no ending such as .pdf. You can upload %(allowed)s.") % {"allowed": allowed}
    if extension in ("zip", "rar", "7z", "gz", "tar"):
        return _("Compressed archives cannot be taken. Please unpack it and upload the files one by one.")
    return _(".%(extension)s files cannot be taken. You can upload %(allowed)s.") % {
        "extension": extension,
        "allowed": allowed,
    }


def _not_as_named(named: Kind, extension: str, found: Kind) -> str:
    if found in (kinds.MARKUP, kinds.PROGRAM):
        return _("This file holds %(found)s, although it is called .%(extension)s. It cannot be taken.") % {
            "found": found.label,
            "extension": extension,
        }
    if found == kinds.MACROS:
        return _("This document holds macros. Please save it without macros, or as PDF, and upload it again.")
    if found == kinds.ENCRYPTED:
        return _("This document is locked with a password. Please remove the password and upload it again.")
    if named in (kinds.TEXT, kinds.CSV) and found == kinds.UNKNOWN:
        return _("This text is not encoded as UTF-8. Please save it as UTF-8 and upload it again.")
    return _(
        "The name says .%(extension)s, but the content is %(found)s. "
        "Please save the file in the right format and upload it again."
    ) % {"extension": extension, "found": found.label}
