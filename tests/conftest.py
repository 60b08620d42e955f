"""Surroundings of every test: set before Django reads its settings."""

from __future__ import annotations

import os
import sys
import tempfile

import pytest

if "opendti_site.config.settings" in sys.modules:
    message = "unset DJANGO_SETTINGS_MODULE: the tests bring their own surroundings"
    raise pytest.UsageError(message)

from hypothesis import settings

_DATA = tempfile.TemporaryDirectory(prefix="opendti-tests-")
os.environ["OPENDTI_DATA_DIR"] = _DATA.name
os.environ["OPENDTI_DEBUG"] = "1"
os.environ["OPENDTI_SECRET_KEY"] = "only-for-tests-" * 5
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opendti_site.config.settings")
for name in ("OPENDTI_DEMO", "OPENDTI_HOSTS", "OPENDTI_HTTPS", "OPENDTI_TRUSTED_PROXY"):
    os.environ.pop(name, None)

settings.register_profile("fast", max_examples=25, deadline=None, derandomize=True)
settings.register_profile("thorough", max_examples=500, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))
