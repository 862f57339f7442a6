"""Translations as a Django app: it only brings the command."""

from __future__ import annotations

from django.apps import AppConfig


class TranslationsConfig(AppConfig):
    name = "portal.translations"
    label = "translations"
