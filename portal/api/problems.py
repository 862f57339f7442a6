"""Every failure as one shape: {"code", "detail", "fields"?} with the status that fits it.

Registered as REST framework's exception handler; views and operations only raise.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as ModelValidationError
from django.core.signals import got_request_exception
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings

from portal.errors import DomainError, lost_race

logger = logging.getLogger(__name__)

Fields = dict[str, list[str]]
WHOLE_REQUEST = "__all__"


def handle(error: Exception, context: Mapping[str, Any]) -> Response:
    """The answer to any exception a view let through."""
    if isinstance(error, DomainError):
        return problem(error.status, error.error_code, error.detail, error.fields)
    race = lost_race(error) if isinstance(error, DatabaseError) else None
    if race is not None:
        logger.warning("%s lost a race: %s", context.get("view").__class__.__name__, error)
        return problem(race.status, race.error_code, race.detail)
    if isinstance(error, exceptions.APIException):
        return framework_problem(error)
    if isinstance(error, Http404):
        return framework_problem(exceptions.NotFound())
    if isinstance(error, PermissionDenied):
        return framework_problem(exceptions.PermissionDenied())
    if isinstance(error, RequestDataTooBig):
        return problem(413, "too_large", _("The request is larger than the portal takes in one piece."))
    if isinstance(error, SuspiciousOperation | ModelValidationError):
        return problem(400, "invalid", _("The request cannot be read. Please compare it with the description."))
    return unexpected(error, context)


def unexpected(error: Exception, context: Mapping[str, Any]) -> Response:
    """Our own fault: logged with everything, told with nothing."""
    request = context.get("request")
    got_request_exception.send(sender=handle, request=getattr(request, "_request", request))
    logger.error("unexpected failure in %s", context.get("view").__class__.__name__, exc_info=error)
    if isinstance(error, OperationalError | InterfaceError):
        return problem(503, "unavailable", _("The portal cannot reach its store right now. Please try again shortly."))
    return problem(500, "server_error", _("Something went wrong on our side. It has been recorded; please try again."))


def problem(
    status: int,
    code: str,
    detail: str,
    fields: Mapping[str, Sequence[str]] | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    content: dict[str, Any] = {"code": code, "detail": str(detail)}
    if fields:
        content["fields"] = {name: [str(text) for text in texts] for name, texts in fields.items()}
    return Response(content, status=status, headers=headers)


# ---- REST framework's own -----------------------------------------------------------


def framework_problem(error: exceptions.APIException) -> Response:
    if isinstance(error, exceptions.ValidationError):
        return validation_problem(error)
    if isinstance(error, exceptions.Throttled):
        return throttled(error)
    headers = {"WWW-Authenticate": header} if (header := getattr(error, "auth_header", "")) else {}
    code, detail = words_of(error)
    status = 400 if isinstance(error, exceptions.UnsupportedMediaType) else error.status_code
    return problem(status, code, detail, headers=headers)


def words_of(error: exceptions.APIException) -> tuple[str, str]:
    """(code, sentence) for REST framework's kinds of failure."""
    match error:
        case exceptions.NotAuthenticated():
            return "not_authenticated", _("Please sign in, or send a token: “Authorization: Token …”.")
        case exceptions.AuthenticationFailed():
            return "authentication_failed", _("This token is not valid any more. Please fetch a new one.")
        case exceptions.PermissionDenied():
            return "forbidden", denied_words(str(error.detail))
        case exceptions.NotFound():
            return "not_found", _("There is nothing here, or it is not yours to see.")
        case exceptions.UnsupportedMediaType():
            return "unsupported_media_type", _("This address does not take that kind of content. Please send JSON.")
        case exceptions.MethodNotAllowed():
            return "method_not_allowed", str(error.detail)
        case exceptions.ParseError():
            return "unreadable", _("The content cannot be read: %(why)s") % {"why": error.detail}
    return str(error.default_code), str(error.detail)


def denied_words(detail: str) -> str:
    if detail.startswith("CSRF"):
        return _("The page's security token is missing or too old. Please reload the page, or send a token.")
    return detail


def throttled(error: exceptions.Throttled) -> Response:
    seconds = int(getattr(error, "wait", None) or 1)
    detail = _("Too many requests from here. Please wait %(seconds)s seconds.") % {"seconds": seconds}
    return problem(429, "too_many", detail, headers={"Retry-After": str(seconds)})


def validation_problem(error: exceptions.ValidationError) -> Response:
    """Nested details become one level: {"materials.0.file": ["…"]}."""
    fields: Fields = {}
    for name, text in flattened(error.detail):
        fields.setdefault(name or WHOLE_REQUEST, []).append(text)
    name, texts = next(iter(fields.items()), (WHOLE_REQUEST, [""]))
    detail = texts[0] if name == WHOLE_REQUEST else _("%(field)s: %(problem)s") % {"field": name, "problem": texts[0]}
    return problem(400, "invalid", detail, fields)


def flattened(detail: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """(dotted path, sentence) for everything inside a validation error."""
    if isinstance(detail, Mapping):
        for key, inner in detail.items():
            own = key in (api_settings.NON_FIELD_ERRORS_KEY, WHOLE_REQUEST)
            yield from flattened(inner, path if own else f"{path}.{key}" if path else str(key))
    elif isinstance(detail, list | tuple):
        for number, inner in enumerate(detail):
            nested = isinstance(inner, Mapping | list | tuple)
            yield from flattened(inner, f"{path}.{number}" if nested else path)
    else:
        yield path, str(detail)
