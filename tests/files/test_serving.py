"""How a file is handed out."""

from __future__ import annotations

import pytest

from portal.errors import NotFound
from portal.files import content_response

from . import samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def serve(upload):
    """The response for a freshly uploaded file; closed when the test ends, as a server does."""
    responses = []

    def respond(name, content):
        responses.append(content_response(upload(name, content)))
        return responses[-1]

    yield respond
    for response in responses:
        response.close()


@pytest.mark.parametrize(
    ("name", "content", "how"),
    [
        ("通知.pdf", samples.PDF, "inline"),
        ("照片.png", samples.PNG, "inline"),
        ("名单.docx", samples.DOCX, "attachment"),
        ("名单.csv", b"a,b\n", "attachment"),
        ("说明.txt", b"text", "attachment"),
    ],
)
def test_pictures_and_pdf_open_in_place_the_rest_is_a_download(serve, name, content, how):
    response = serve(name, content)
    assert response["Content-Disposition"].startswith(how)
    assert b"".join(response.streaming_content) == content
    assert int(response["Content-Length"]) == len(content)


def test_nothing_in_a_file_can_act_for_the_reader(serve):
    response = serve("说明.txt", b"text")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Security-Policy"].startswith("default-src 'none'")
    assert response["Content-Security-Policy"].endswith("sandbox")
    assert response["Cache-Control"] == "private, no-store"


def test_a_pdf_is_shown_by_the_browsers_own_viewer_which_a_sandbox_would_blank(serve):
    response = serve("通知.pdf", samples.PDF)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Security-Policy"].startswith("default-src 'none'")
    assert "sandbox" not in response["Content-Security-Policy"]


def test_a_chinese_name_survives_the_header(serve):
    response = serve("派车单\r\n（11月）.pdf", samples.PDF)
    header = response["Content-Disposition"]
    assert "\n" not in header
    assert "filename*=utf-8''%E6%B4%BE%E8%BD%A6%E5%8D%95%20%EF%BC%8811%E6%9C%88%EF%BC%89.pdf" in header


def test_content_that_is_gone_is_not_found(upload):
    taken = upload("通知.pdf", samples.PDF)
    taken.stored.storage.delete(taken.stored.name)
    with pytest.raises(NotFound):
        content_response(taken)
