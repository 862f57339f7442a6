"""Configuration of the Customer Service Centre app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomerServiceConfig(AppConfig):
    name = "departments.customer_service"
    verbose_name = _("Customer Service Centre")
