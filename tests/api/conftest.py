"""Other systems at the door: a client per person, by token."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from rest_framework.authtoken.models import Token

PREFIX = "/api/v1/"


class Caller:
    """One person's client. Paths are those of the contract, relative to /api/v1/."""

    def __init__(self, person: Any = None):
        self.person = person
        self.client = Client()
        self.headers: dict[str, str] = {}
        if person is not None:
            self.headers["authorization"] = f"Token {Token.objects.get_or_create(user=person)[0].key}"

    def get(self, path: str, **query: Any) -> Any:
        answer = self.client.get(PREFIX + path, query, headers=self.headers)
        if answer.streaming:
            answer.body = b"".join(answer)
            answer.close()
        return answer

    def post(
        self, path: str, content: Any = None, *, key: str = "", raw: bytes | str | None = None, **more: Any
    ) -> Any:
        headers = {**self.headers, **({"idempotency-key": key} if key else {})}
        body = raw if raw is not None else json.dumps(content if content is not None else {})
        return self.client.post(
            PREFIX + path, body, content_type=more.get("content_type", "application/json"), headers=headers
        )

    def upload(self, name: str, content: bytes, media_type: str = "application/pdf") -> Any:
        from django.core.files.uploadedfile import SimpleUploadedFile

        file = SimpleUploadedFile(name, content, media_type)
        return self.client.post(PREFIX + "files/", {"file": file}, headers=self.headers)

    # ---- shorthands of the stories ----------------------------------------------------
    def tasks(self, bucket: str = "", **query: Any) -> list[dict[str, Any]]:
        answer = self.get("tasks/", bucket=bucket, page_size=100, **query)
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()["results"]

    def task_of(self, number: str, **only: Any) -> dict[str, Any]:
        """The one open task of that case which waits for this person."""
        found = [one for one in self.tasks(q=number) if all(one[name] == value for name, value in only.items())]
        assert len(found) == 1, (self.person.username, only, found)
        return found[0]

    def act(self, task: dict[str, Any], action: str, **payload: Any) -> dict[str, Any]:
        answer = self.post(f"tasks/{task['id']}/act/", {"action": action, **payload})
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()


@pytest.fixture
def api(town: Any) -> Any:
    """`api("yuan.gongjia")` is that person's client; `api()` a stranger's."""

    def caller(name: str | None = None) -> Caller:
        return Caller(town.person(name) if name else None)

    return caller
