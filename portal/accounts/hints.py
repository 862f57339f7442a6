"""Who can sign in, shown on the sign-in page of a demo and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class SignInHint:
    username: str
    name: str
    role: str | Promise


@dataclass(frozen=True)
class SignInHints:
    """The people to name, and the password they share."""

    people: tuple[SignInHint, ...] = ()
    password: str = ""


_provider: Callable[[], SignInHints] | None = None


def register_hints(provider: Callable[[], SignInHints]) -> None:
    """Let the demo say who can sign in. A deployment registers nobody."""
    global _provider
    _provider = provider


def sign_in_hints() -> SignInHints:
    return _provider() if _provider is not None else SignInHints()
