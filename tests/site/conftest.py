"""Surroundings of the site's tests: the cast, quick passwords, empty throttles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import django

django.setup()  # the cast speaks of rows, and pytest reads this file before all else

import pytest  # noqa: E402 -- after the set-up
from django.core.cache import cache  # noqa: E402 -- after the set-up
from django.utils import translation  # noqa: E402 -- after the set-up

from tests.site.cast import (  # noqa: E402, F401 -- fixtures are found by their names here
    agency,
    appraiser,
    coordinator,
    council,
    department,
    framework_text,
    ministry,
    reporter,
    signatory,
    stranger,
    viewer,
)

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper


@pytest.fixture(autouse=True)
def _quick_passwords(settings: SettingsWrapper) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _in_vietnamese() -> None:
    translation.activate("vi")


@pytest.fixture(autouse=True)
def _empty_throttles() -> None:
    cache.clear()
