"""Renders templates as a given person would see them, without a database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.base import BaseStorage, Message
from django.http import HttpRequest
from django.shortcuts import render
from django.test import RequestFactory


@dataclass
class Person:
    """Enough of a signed-in user for a frame."""

    name: str = "周敏"
    is_staff: bool = False
    is_authenticated: bool = True
    is_anonymous: bool = False

    def __str__(self) -> str:
        return self.name


class Told(BaseStorage):
    """Messages framework with messages already in it."""

    def __init__(self, request: HttpRequest, told: list[Message]):
        super().__init__(request)
        self._loaded_data = told

    def _get(self, *args: Any, **kwargs: Any) -> tuple[list[Message], bool]:
        return [], True

    def _store(self, messages: list[Message], response: Any, *args: Any, **kwargs: Any) -> list[Message]:
        return []


def request(path: str = "/", user: Any = None, method: str = "get", **headers: Any) -> HttpRequest:
    made = getattr(RequestFactory(), method)(path, headers=headers)
    made.user = user or AnonymousUser()
    return made


def html(template: str, context: dict[str, Any] | None = None, path: str = "/", user: Any = None) -> str:
    return render(request(path, user), template, context or {}).content.decode()
