"""The pinned lists agree: what is tested is what is installed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

REQUIREMENTS = Path(__file__).parents[2] / "requirements"
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


def pins_of(name: str) -> dict[str, str]:
    return dict(PIN.findall((REQUIREMENTS / name).read_text("utf-8")))


@pytest.mark.parametrize("name", ["base.txt", "site.txt", "build.txt"])
def test_list_installs_versions_that_tests_ran_with(name: str) -> None:
    pins = pins_of(name)
    assert pins
    assert pins.items() <= pins_of("dev.txt").items()


@pytest.mark.parametrize(
    "file", sorted(REQUIREMENTS.glob("*.txt")), ids=lambda file: file.name
)
def test_list_names_no_address_and_hashes_every_package(file: Path) -> None:
    text = file.read_text("utf-8")
    assert "://" not in text
    blocks = re.split(r"^(?=\S)", text, flags=re.MULTILINE)
    packages = [block for block in blocks if PIN.match(block)]
    assert packages
    assert [block for block in packages if "--hash=sha256:" not in block] == []
