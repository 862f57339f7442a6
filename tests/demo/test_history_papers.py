"""The papers of the history are what they say: files a person could open and the portal would take."""

from __future__ import annotations

import io

import pypdf
import pytest

from portal.demo.history.papers import PICTURES, paper
from portal.files.kinds import PDF, PNG
from portal.files.sniffing import recognise


def test_a_pdf_carries_its_words_in_chinese():
    file = paper("M003", "来访公函（邀请函）", "瀚海油田公司来厂交流", "员工甲", "2026-11-20")
    assert file.name == "来访公函（邀请函）.pdf" and recognise(file) == PDF
    file.seek(0)
    text = pypdf.PdfReader(io.BytesIO(file.read())).pages[0].extract_text()
    for words in ("来访公函（邀请函）", "事项：瀚海油田公司来厂交流", "经办人：员工甲", "演示文件，内容为虚构。"):
        assert words in text


@pytest.mark.parametrize("code", sorted(PICTURES))
def test_a_picture_is_a_picture(code):
    file = paper(code, "证件照片", "", "", "")
    assert file.name.endswith(".png") and recognise(file) == PNG
    assert 500 < file.size < 20_000
