"""Sign-in, sign-out and the language switch."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts import operations
from portal.accounts.forms import SignInForm
from portal.accounts.hints import sign_in_hints
from portal.accounts.models import User
from portal.errors import DomainError

# A language chosen before signing in is the person's choice as soon as we know the person.
CHOSEN_LANGUAGE = "chosen_language"


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Context: `form`, `next` (a path of our own, or empty); in a demo also who can sign in."""
    destination = _safe_next(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(destination or settings.LOGIN_REDIRECT_URL)
    form = SignInForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                return _signed_in(request, form, destination)
            except DomainError as refusal:
                form.add_error(None, str(refusal))
                status = refusal.status
    hints = sign_in_hints()
    context = {"form": form, "next": destination, "demo_people": hints.people, "demo_password": hints.password}
    return render(request, "accounts/sign_in.html", context, status=status)


@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    operations.sign_out(request)
    return HttpResponseRedirect(settings.LOGOUT_REDIRECT_URL)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switch to the posted `language` and return to `next`."""
    code = operations.known_language(request.POST.get("language", ""))
    if isinstance(request.user, User):
        operations.choose_language(request.user, code)
    else:
        request.session[CHOSEN_LANGUAGE] = code
    return _speaking(code, HttpResponseRedirect(_safe_next(request) or "/"))


def _signed_in(request: HttpRequest, form: SignInForm, destination: str) -> HttpResponse:
    person = operations.identify(request, **form.cleaned_data)
    chosen = request.session.pop(CHOSEN_LANGUAGE, None)
    operations.sign_in(request, person)
    if chosen:
        operations.choose_language(person, chosen)
    return _speaking(person.language, HttpResponseRedirect(destination or settings.LOGIN_REDIRECT_URL))


def _safe_next(request: HttpRequest) -> str:
    """Where to go afterwards, if that is an address of ours; else empty."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else ""


def _speaking(code: str, response: HttpResponse) -> HttpResponse:
    """`response`, with the language remembered in the browser."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=365 * 24 * 3600,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
