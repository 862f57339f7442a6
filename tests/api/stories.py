"""Ways the stories over the interface share."""

from __future__ import annotations

from typing import Any

from tests.town import PDF, RECEPTION_FIELDS, complete

RECEPTION = {**RECEPTION_FIELDS, "venue": "第二会议室"}

ORDINARY = {
    "intake": ("accept", {}),
    "step": ("pass", {"opinion": "同意"}),
    "countersign": ("agree", {}),
    "deliver": ("deliver", {"method": "电子送达"}),
}
# Everybody who has to do with a reception, in no particular order.
RECEPTION_CAST = (
    "chuang.kouyi", "bi.jieban", "zhen.tongchou", "zhang.benzi", "qian.suanqing", "qian.youshu", "hui.anpai",
    "hui.yizhou", "che.lunzhuan", "fan.xiangxiang", "song.bianli", "bao.menjin", "bao.pingan",
)  # fmt: skip


def fill(caller: Any, matter: str, answers: Any, fields: Any) -> dict[str, Any]:
    """The content of POST cases/ as another system would write it: from resolve, with one upload per paper."""
    resolved = caller.post(f"matters/{matter}/resolve/", {"answers": answers})
    assert resolved.status_code == 200, resolved.content.decode()
    found = resolved.json()
    asked = {one["key"] for one in found["fields"] if not one["readonly"] and one["phase"] == "main"}
    papers = [one["code"] for one in found["materials"] if one["handling"] != "exempt" and one["phase"] == "main"]
    return {
        "matter": matter,
        "answers": answers,
        "fields": {key: value for key, value in fields.items() if key in asked},
        "materials": [{"material": code, "file": upload(caller)} for code in papers],
    }


def upload(caller: Any, name: str = "公函.pdf", content: bytes = PDF) -> str:
    answer = caller.upload(name, content)
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()["id"]


def sample_fields(person: Any, matter: str, answers: Any) -> dict[str, Any]:
    """Plausible values for every asked field."""
    from services.catalog.queries import published_version
    from workflows.applying.application import open_form

    return complete(open_form(person, published_version(matter).typed, answers), {})


def work_through(api: Any, number: str, cast: tuple[str, ...], rounds: int = 40) -> dict[str, list[str]]:
    """Let everybody do the ordinary thing with their own tasks of the case. Returns {person: [step, …]}."""
    callers = {name: api(name) for name in cast}
    did: dict[str, list[str]] = {}
    for _ in range(rounds):
        moved = False
        for name, caller in callers.items():
            for task in caller.tasks(q=number):
                if task["kind"] in ORDINARY and task["actions"]:
                    action, payload = ORDINARY[task["kind"]]
                    caller.act(task, action, **payload)
                    did.setdefault(name, []).append(task["step"])
                    moved = True
                    break
        if not moved:
            return did
    raise AssertionError("the case never came to rest")


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The problem an answer must be: its status, its code, a sentence, and nothing unknown."""
    assert answer.status_code == status, answer.content.decode()
    content = answer.json()
    assert set(content) <= {"code", "detail", "fields"} and content["detail"]
    assert content["code"] == code, content
    return content
