"""Short ways into the situations the hall's tests tell about."""

from __future__ import annotations

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.town import PDF, RECEPTION_ANSWERS, RECEPTION_FIELDS

HTMX = {"HX-Request": "true"}
PUBLIC = ("/", "/help/", "/verify/", "/progress/", "/m/OM-RECEPTION/", "/search/?q=出差")

DEFECTS = [
    {"material": "M003", "problem": "公函没有盖章。", "remedy": "请盖章后重新扫描上传。"},
    {"field": "visitor_org", "problem": "单位写的是简称。", "remedy": "请写单位全称。"},
]


def statements(client: Any, url: str) -> int:
    """SQL statements of one GET, nothing left out; the page must come."""
    with CaptureQueriesContext(connection) as found:
        response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    return len(found)


def text_of(response: Any) -> str:
    return response.content.decode()


def words_of(response: Any) -> str:
    """The page without markup, blanks folded: what somebody reads."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text_of(response)))


def pdf(name: str = "公函.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def correcting(town: Any, **changes: Any) -> Any:
    """A reception the window has sent back once, with one paper and one field to mend."""
    case = town.reception(**changes)
    [task] = town.open_tasks(case, kind="intake")
    town.act(task, "notify_correction", defects=DEFECTS)
    case.refresh_from_db()
    return case


def begin(client: Any, matter: str = "OM-RECEPTION") -> str:
    """Press "start": the address of the draft."""
    response = client.post(f"/apply/new/{matter}/")
    assert response.status_code == 302
    return re.sub(r"(questions|form)/$", "", response["Location"])


def answered(client: Any, draft: str, **changes: Any) -> None:
    answers = {**RECEPTION_ANSWERS, **changes}
    data = {key: str(value).lower() if isinstance(value, bool) else value for key, value in answers.items()}
    response = client.post(f"{draft}questions/", data)
    assert response.status_code == 302, text_of(response)


def filled(client: Any, draft: str, **changes: Any) -> Any:
    fields = {**RECEPTION_FIELDS, "venue": "第九会议室", **changes}
    return client.post(f"{draft}form/", {**fields, "go": "next"})


def papered(client: Any, draft: str) -> None:
    """A file for every paper that is asked for."""
    for code in ("M003", "M007"):
        response = client.post(f"{draft}materials/{code}/", {"file": pdf()})
        assert response.status_code == 302, text_of(response)


def ready(client: Any) -> str:
    """A draft of OM-RECEPTION that only has to be handed in."""
    draft = begin(client)
    answered(client, draft)
    response = filled(client, draft)
    assert response.status_code == 302, words_of(response)
    papered(client, draft)
    return draft
