"""What went wrong while hostile requests were sent, one line for each position in the source."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from opendti_site.api.problems import PROBLEM_JSON
from tests.site.walls.crawler import NOBODY, is_of_api
from tests.site.walls.hostile import UNESCAPED

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.site.walls.crawler import Crawler, Endpoint

FRESH_SIGN_IN = {"account_logout", "account_login", "account_inactive"}
"""Routes that lead to the sign-in page whoever asks."""


class Findings:
    """Sends requests to endpoints, and collects what no request may come to."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.found: dict[str, str] = {}
        self.sent = 0

    def send(self, endpoint: Endpoint, what: str, **changes: Any) -> int:
        """Send a request to an endpoint; return the status, 500 where the program raised an error."""
        self.sent += 1
        where = f"{endpoint.method} {endpoint.route} {what}"
        try:
            answer = self.crawler.send(endpoint, **changes)
        except Exception as error:  # noqa: BLE001 -- whatever it is, a page would have said 500
            self._note_error(error, where)
            return 500
        self._look_at(answer, endpoint, where)
        return answer.status_code

    def _note_error(self, error: Exception, where: str) -> None:
        frame = next(
            frame
            for frame in reversed(traceback.extract_tb(error.__traceback__))
            if "opendti" in frame.filename or "tests" in frame.filename
        )
        source = f"{frame.filename.rpartition('/src/')[2]}:{frame.lineno}"
        self._note(
            f"{type(error).__name__} at {source}", f"{where}: {str(error)[:200]}"
        )

    def _look_at(self, answer: HttpResponse, endpoint: Endpoint, where: str) -> None:
        """Note a fault of ours, markup that came back as it went, and a session that ended."""
        if answer.status_code >= 500:
            self._note(f"{where}: {answer.status_code}", "")
        kind = answer.get("Content-Type", "")
        if is_of_api(endpoint.route) and answer.status_code >= 400:
            is_problem = kind == PROBLEM_JSON and answer.json().get("code")
            if not is_problem:
                self._note(f"no problem is named at {endpoint.route}", where)
        is_page = "html" in kind
        if is_page and UNESCAPED in answer.content:
            self._note(f"markup in {endpoint.route}", where)
        to = answer.get("Location", "") + answer.get("HX-Redirect", "")
        is_asked = answer.status_code == 401 or to.startswith(reverse("account_login"))
        if (
            is_asked
            and endpoint.actor != NOBODY
            and endpoint.route not in FRESH_SIGN_IN
        ):
            self._note(f"{endpoint.actor} has to sign in at {endpoint.route}", where)

    def _note(self, fault: str, where: str) -> None:
        self.found.setdefault(fault, where)

    def finish(self) -> None:
        """Fail with all that was found."""
        lines = [f"{fault}\n    {where}" for fault, where in sorted(self.found.items())]
        assert not lines, "\n".join([f"{self.sent} requests", *lines])
