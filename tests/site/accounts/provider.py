"""A provider of OpenID Connect in a process of its own, and the site that knows it."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings as site_settings

from opendti_site.config.oidc import OpenIDConnect, providers, role_rules
from tests.servers import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.http import HttpResponse
    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

START = 60.0  # seconds that a busy machine may need
LOGIN = "/tai-khoan/dang-nhap-chung/"


class Provider:
    """The provider as a browser and a test see it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"

    def knows(self, subject: str, **claims: Any) -> None:
        """Register a person with claims."""
        status, _location = self.ask("PUT", f"/users/{subject}", json.dumps(claims))
        assert status == 204

    def vouch(
        self, client: Client, subject: str, prefix: str = "", **form: str
    ) -> HttpResponse:
        """Walk a browser from the sign-in page to the provider and back; return the site's answer."""
        start = client.post(prefix + self.login_url, form)
        assert start.status_code == 302
        assert start.url.startswith(f"{self.url}/oauth2/authorize?")
        return client.get(self.agree(start.url, subject))

    def agree(self, url: str, subject: str, **more: str) -> str:
        """Press the button on the provider's page; return where it leads."""
        parts = urlsplit(url)
        body = urlencode({"sub": subject, **more})
        status, location = self.ask(
            "POST",
            f"{parts.path}?{parts.query}",
            body,
            kind="application/x-www-form-urlencoded",
        )
        assert status == 302
        return location.removeprefix("http://testserver")

    @property
    def login_url(self) -> str:
        """Where the button of the sign-in page leads."""
        assert site_settings.OIDC is not None
        return f"{LOGIN}{site_settings.OIDC.provider_id}/"

    def ask(
        self, method: str, path: str, body: str = "", kind: str = "application/json"
    ) -> tuple[int, str]:
        """Send a request; return the status and where it leads."""
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            asked.request(method, path, body.encode(), {"Content-Type": kind})
            answer = asked.getresponse()
            answer.read()
            return answer.status, answer.headers.get("Location", "")
        finally:
            asked.close()


def wait_for(provider: Provider, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the provider answers."""
    deadline = time.monotonic() + START
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError):
            if provider.ask("GET", "/.well-known/openid-configuration")[0] == 200:
                return
        time.sleep(0.1)
    pytest.fail(f"no provider:\n{log.read_text('utf-8')}")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    """The process of the provider."""
    provider = Provider(free_port())
    log = tmp_path_factory.mktemp("provider") / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 -- a pinned package
            [sys.executable, "-m", "oidc_provider_mock", "-p", str(provider.port)],
            env={**os.environ, "AUTHLIB_INSECURE_TRANSPORT": "1"},
            stdout=output,
            stderr=output,
        )
        try:
            wait_for(provider, process, log)
            yield provider
        finally:
            process.terminate()
            process.wait(30)


@pytest.fixture
def provider(running: Provider, settings: SettingsWrapper) -> Provider:
    """The provider, set in the settings: names are believed, two groups give roles."""
    trust(settings, running)
    return running


def trust(settings: SettingsWrapper, provider: Provider, **changes: Any) -> None:
    """Set the provider with what is believed of it."""
    values = {
        "username_claim": "preferred_username",
        "roles": role_rules("nhap-lieu=reporter@CucTMDT; dieu-phoi=coordinator@BCT"),
    } | changes
    settings.OIDC = OpenIDConnect(
        url=provider.url, client_id="opendti", secret="hush", name="SSO Bộ", **values
    )
    settings.SOCIALACCOUNT_PROVIDERS = providers(settings.OIDC)
