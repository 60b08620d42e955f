"""Pictures of pages and images: what they show, how large they are, and what they leave out."""

from __future__ import annotations

import io
import os
import signal
from typing import Any

import pytest
from PIL import Image

from opendti.errors import TableError
from opendti.previews.encoding import MAX_PIXELS, MAX_SIDE
from opendti.untrusted import read_untrusted
from opendti.untrusted import readers as known
from tests.opendti.previews import images, pdfs


def read(reader: str, raw: bytes, **parameters: Any) -> tuple[dict[str, Any], bytes]:
    with read_untrusted(reader, raw, "a", **parameters) as answer:
        return answer.data, answer.out.read()


def picture(raw: bytes) -> Image.Image:
    return Image.open(io.BytesIO(raw))


def test_the_picture_of_a_page_shows_its_text() -> None:
    data, raw = read("pdf_page", pdfs.pdf(), page=1)
    assert data == {
        "state": "shown",
        "type": "image/png",
        "width": 1190,
        "height": 1684,
    }
    shown = picture(raw)
    assert shown.size == (1190, 1684)
    assert shown.convert("L").getextrema() == (0, 255)
    _data, blank = read("pdf_page", pdfs.pdf(content=b""), page=1)
    assert picture(blank).convert("L").getextrema() == (255, 255)


@pytest.mark.parametrize(
    ("raw", "facts"),
    [
        (pdfs.pdf(pages=3), {"state": "readable", "pages": 3}),
        (pdfs.pdf("12"), {"state": "no_text", "pages": 1}),
        (pdfs.scanned(), {"state": "no_text", "pages": 1}),
        (pdfs.locked(), {"state": "locked", "pages": 0}),
        (b"%PDF-1.7", {"state": "damaged", "pages": 0}),
    ],
)
def test_what_a_pdf_is_like(raw: bytes, facts: dict[str, Any]) -> None:
    assert read("pdf_facts", raw) == (facts, b"")


def test_a_pdf_may_begin_behind_what_a_gateway_wrote() -> None:
    data, _raw = read("pdf_page", b"X-Scanned: yes\r\n" + pdfs.pdf(), page=1)
    assert data["state"] == "shown"


@pytest.mark.parametrize(
    ("page", "state"), [(0, "no_page"), (2, "shown"), (3, "no_page")]
)
def test_only_pages_that_are_there_are_shown(page: int, state: str) -> None:
    data, raw = read("pdf_page", pdfs.pdf(pages=2), page=page)
    assert (data["state"], bool(raw)) == (state, state == "shown")


@pytest.mark.parametrize("size", [(1e8, 1e8), (1, 1e7), (1e7, 1)])
def test_a_page_of_any_size_has_a_picture_within_the_limits(
    size: tuple[float, float],
) -> None:
    data, _raw = read("pdf_page", pdfs.pdf(size=size), page=1)
    assert data["width"] * data["height"] <= MAX_PIXELS * 1.01
    assert max(data["width"], data["height"]) <= MAX_SIDE


def test_an_image_is_turned_and_says_nothing_of_its_camera() -> None:
    data, raw = read("image", images.jpeg(300, 200, turned=True))
    assert (data["width"], data["height"]) == (200, 300)
    assert not picture(raw).getexif()


def test_a_photograph_is_scaled_down_and_a_small_image_is_not_scaled_up() -> None:
    data, raw = read("image", images.jpeg(2_000, 1_500))
    assert (data["type"], picture(raw).format) == ("image/jpeg", "JPEG")
    assert MAX_PIXELS * 0.98 < data["width"] * data["height"] <= MAX_PIXELS * 1.01
    small, _raw = read("image", images.png(40, 30))
    assert (small["width"], small["height"]) == (40, 30)


def test_what_is_transparent_is_white() -> None:
    _data, raw = read("image", images.png(4, 4, "RGBA"))
    assert picture(raw).convert("RGB").getpixel((1, 1)) == (255, 255, 255)


def test_a_gif_is_no_image_here() -> None:
    file = io.BytesIO()
    Image.new("P", (4, 4)).save(file, "GIF")
    assert read("image", file.getvalue())[0] == {"state": "damaged"}


def kill_itself(*_given: object, **_parameters: object) -> None:
    """End as a reader does that a file crashes."""
    os.kill(os.getpid(), signal.SIGSEGV)


def test_a_reader_that_a_file_kills_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = known.Reader(f"{__name__}:kill_itself")
    monkeypatch.setitem(known.READERS, "pdf_page", reader)
    with pytest.raises(TableError) as refused:
        read("pdf_page", pdfs.pdf(), page=1)
    assert [fault.code for fault in refused.value.faults] == ["untrusted_failed"]
