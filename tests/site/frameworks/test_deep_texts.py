"""A text nested 1,500 deep at every door that takes a framework as a file: which guards refuse it.

Two checks prevent it, and each is enough: the reader stops at a depth, and it reads in a child
process that may fail. Here each is tried without the other, and the doors without both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from opendti.framework import yaml
from opendti.untrusted import READERS
from opendti.untrusted.readers import Reader
from opendti_site.frameworks.bridge import drafts, files, read_draft
from opendti_site.frameworks.models import FrameworkRelease

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse
    from django.test import Client

    from opendti_site.accounts.models import User

    Send = Callable[[str], HttpResponse]

DEPTH = 1_500
HEAD = 'id: a, version: "1"'
TEXTS = {
    "a tree in brackets": f"{{{HEAD}, " + "nodes: [{" * DEPTH + "}]" * DEPTH + "}",
    "a tree by indents": HEAD.replace(", ", "\n")
    + "".join(f"\n{' ' * n}nodes:\n{' ' * n}-" for n in range(DEPTH)),
    "a title in lists": f"{{{HEAD}, title: " + "[" * DEPTH + "]" * DEPTH + "}",
}


@pytest.fixture(params=TEXTS)
def text(request: pytest.FixtureRequest) -> str:
    """A text too deep, written in one of the ways that YAML has for it."""
    return TEXTS[request.param]


@pytest.fixture(params=["an upload", "the page of a draft's text"])
def send(
    request: pytest.FixtureRequest,
    client: Client,
    coordinator: User,
    draft: FrameworkRelease,
) -> Send:
    """Send a text through a door, as a coordinator's browser does."""
    client.force_login(coordinator)

    def upload(text: str) -> HttpResponse:
        file = SimpleUploadedFile("khung.yaml", text.encode())
        form = {"way": "file", "file-file": file}
        return client.post("/bo-chi-so/ban-nhap/tao/", form)

    def type_in(text: str) -> HttpResponse:
        form = {"text": text, "version": draft.version}
        return client.post(f"/bo-chi-so/ban-nhap/{draft.pk}/tep/", form)

    return upload if request.param == "an upload" else type_in


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is read in a child process."""

    def read_here(file: bytes, name: str) -> tuple[str, drafts.Data]:
        return file.decode(), read_draft(file.decode(), name)

    monkeypatch.setattr(files, "read_untrusted_draft", read_here)


@pytest.fixture
def without_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """No depth is too deep, in this process and in its children."""
    monkeypatch.setattr(yaml, "_refused", lambda _events: iter(()))
    address = "tests.opendti.untrusted.strange_readers:read_document_of_any_depth"
    reader = Reader(address, READERS["document"].allowance)
    monkeypatch.setitem(READERS, "document", reader)


def words_of(answer: HttpResponse) -> str:
    """Return the page of a refusal, after which the draft is the only one and as it was."""
    assert answer.status_code == 200
    (kept,) = FrameworkRelease.objects.all()
    assert kept.version == 1
    return answer.content.decode()


@pytest.mark.sqlite
def test_the_depth_is_refused_in_words(send: Send, text: str) -> None:
    assert "Tệp lồng quá 60 lớp." in words_of(send(text))


@pytest.mark.sqlite
@pytest.mark.usefixtures("in_this_process")
def test_the_bound_is_enough_without_a_child(send: Send, text: str) -> None:
    assert "Tệp lồng quá 60 lớp." in words_of(send(text))


@pytest.mark.sqlite
@pytest.mark.usefixtures("without_bound")
def test_a_child_is_enough_without_the_bound(send: Send, text: str) -> None:
    assert "Tệp hỏng, hoặc thuộc loại không đọc được." in words_of(send(text))


@pytest.mark.sqlite
@pytest.mark.usefixtures("without_bound", "in_this_process")
def test_without_both_the_request_fails(send: Send, text: str) -> None:
    with pytest.raises(RecursionError):
        send(text)
