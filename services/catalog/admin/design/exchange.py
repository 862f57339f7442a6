"""Export of the whole catalogue as a folder, and import with a dry run first."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from django.contrib import admin, messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from portal.errors import DomainError, Forbidden, Invalid, TooLarge
from services.catalog.admin.design.views import person
from services.catalog.drafts import read_catalogue
from services.catalog.exporting import documents_of, files
from services.catalog.importing import Plan, Upload, plan_import, read_uploads
from services.catalog.importing.reading import LARGEST_BYTES
from services.catalog.operations.importing import carry_out
from services.catalog.permission import may_edit_anything

MOST_FILES = 20
TABLE_WORDS = {
    "matters": pgettext_lazy("administration", "Matters"),
    "items": pgettext_lazy("administration", "Service items"),
    "materials": pgettext_lazy("administration", "Materials"),
    "elements": pgettext_lazy("administration", "Data elements"),
    "facts": pgettext_lazy("administration", "Facts"),
    "code_sets": pgettext_lazy("administration", "Code sets"),
    "topics": pgettext_lazy("administration", "Form topics"),
    "life_events": pgettext_lazy("administration", "Life events"),
}


@require_GET
def export_all(request: HttpRequest) -> HttpResponse:
    """Every document of the catalogue in one archive."""
    person(request)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files(documents_of(read_catalogue())).items():
            # One date for all, so that the same catalogue gives the same archive.
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text)
    response = HttpResponse(packed.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="catalogue.zip"'
    return response


@require_http_methods(["GET", "POST"])
def exchange(request: HttpRequest) -> HttpResponse:
    """Choose files, see what they would change, then let it happen."""
    user = person(request)
    if not may_edit_anything(user):
        raise Forbidden(_("Importing is for people who edit the catalogue. You may export it."))
    plan, text, problem = None, "", None
    if request.method == "POST":
        try:
            uploads = _uploads(request)
            text = _kept(uploads)
            imported = read_uploads(uploads)
            if request.POST.get("seen"):
                done = carry_out(imported, actor=user, seen=request.POST["seen"])
                messages.success(request, _done(done))
                return HttpResponseRedirect(reverse("admin:catalog_matter_exchange"))
            plan = plan_import(read_catalogue(), imported)
        except DomainError as error:
            problem = error
    context = {
        **admin.site.each_context(request),
        "title": _("Export and import"),
        "plan": plan,
        "kept": text,
        "problem": problem,
        "is_fullwidth": "1",
        "told": _told(plan) if plan else [],
        "tables": _tables(plan) if plan else [],
    }
    return render(request, "admin/catalog/design/exchange.html", context, status=problem.status if problem else 200)


def _uploads(request: HttpRequest) -> list[Upload]:
    """What was chosen, or what the page before kept. Raises Invalid, TooLarge."""
    if request.POST.get("kept"):
        try:
            return [Upload(str(name), str(text)) for name, text in json.loads(request.POST["kept"])]
        except (ValueError, TypeError) as error:
            raise Invalid(_("What was shown got lost on the way. Choose the files again.")) from error
    chosen = request.FILES.getlist("files")
    if not chosen:
        raise Invalid(_("Choose at least one file; an export gives you the form."))
    return [upload for one in chosen[:MOST_FILES] for upload in _unpacked(one)]


def _unpacked(one: UploadedFile) -> list[Upload]:
    if (one.size or 0) > LARGEST_BYTES:
        raise TooLarge(_("The file is larger than 4 MB. Import it in parts."))
    content = one.read()
    try:
        if not zipfile.is_zipfile(io.BytesIO(content)):
            return [Upload(one.name or "", content.decode("utf-8-sig"))]
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            inside = [entry for entry in archive.infolist() if entry.filename.endswith((".yaml", ".yml"))]
            if sum(entry.file_size for entry in inside) > LARGEST_BYTES or len(inside) > MOST_FILES:
                raise TooLarge(_("The archive holds more than 4 MB or more than 20 files. Import it in parts."))
            return [Upload(entry.filename, archive.read(entry).decode("utf-8-sig")) for entry in inside]
    except (UnicodeDecodeError, zipfile.BadZipFile) as error:
        sentence = _("“%(name)s” cannot be read. Choose a YAML file or an exported archive.")
        raise Invalid(sentence % {"name": one.name}) from error


def _kept(uploads: list[Upload]) -> str:
    """The texts carried from the dry run to the import itself."""
    return json.dumps(uploads, ensure_ascii=False)


def _tables(plan: Plan) -> list[tuple[str, str, str]]:
    """(new or changed, which table, codes). A template would take the table “items” for a method."""
    return [
        (str(word), str(TABLE_WORDS[table]), "、".join(codes))
        for word, found in ((_("new"), plan.added), (_("changed"), plan.changed))
        for table, codes in found.items()
    ]


def _told(plan: Plan) -> list[dict[str, Any]]:
    names = {code: draft.name for code, draft in plan.catalogue.matters.items()}
    names |= {code: item.name for code, item in plan.catalogue.items.items()}
    return [
        {"code": code, "name": names.get(code, ""), "changes": changes}
        for code, changes in {**plan.matters, **plan.items}.items()
    ]


def _done(plan: Plan) -> str:
    if plan.empty:
        return _("Nothing differed, so nothing was changed.")
    return _("Imported into the drafts. Nothing is published yet: propose the matters that changed.")
