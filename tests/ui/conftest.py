"""The frame alone: what other parts tell it is replaced, so that no test here needs their tables."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from portal.ui import shell
from portal.ui.shell import NavItem


def nav(request) -> list[NavItem]:
    return [
        NavItem("hall", "办事", "/", "home", order=1, also=("/m/",)),
        NavItem("hall", "我的办件", "/my/", "doc", order=2, also=("/c/",)),
        NavItem("hall", "帮助", "/help/", "help", order=9),
        NavItem("desk", "收件箱", "/desk/inbox/", "inbox", order=1, bar="待办", count=12, also=("/desk/ui/",)),
    ]


@pytest.fixture(autouse=True, scope="module")
def frame_alone() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shell, "_nav_providers", [nav])
        patch.setattr(shell, "_unread", [lambda user: 2])
        patch.setattr(shell, "_unit", [lambda user: "安全环保部"])
        yield
