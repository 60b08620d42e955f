"""The app of page shells and parts."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Page shells and parts."""

    name = "opendti_site.ui"
