"""The app of the API."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    """The HTTP API."""

    name = "opendti_site.api"
    verbose_name = _("API")
