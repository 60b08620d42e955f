"""The bill of materials names everything that a site consists of, in a form that tools read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tools import sbom
from tools.build_assets import PACKAGES

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def bill() -> str:
    return sbom.JsonV1Dot6(sbom.bill()).output_as_string()


def named(bill: str) -> dict[str, dict[str, Any]]:
    return {entry["purl"]: entry for entry in json.loads(bill)["components"]}


def test_bill_is_valid(bill: str) -> None:
    from cyclonedx.schema import SchemaVersion  # noqa: PLC0415 -- seconds, in every process
    from cyclonedx.validation.json import JsonStrictValidator  # noqa: PLC0415 -- as above

    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill) is None


def test_every_pin_and_every_part_of_the_pages_is_in_it(bill: str) -> None:
    pins = (ROOT / "requirements" / "site.txt").read_text("utf-8")
    expected = len(re.findall(r"^[A-Za-z0-9._-]+==", pins, re.MULTILINE))
    found = named(bill)
    assert len(found) == expected + len(PACKAGES)
    django = next(entry for url, entry in found.items() if "/django@" in url)
    assert f"django=={django['version']}" in pins
    assert len(django["hashes"]) == 2


def test_installed_packages_name_their_licence(bill: str) -> None:
    without = [url for url, entry in named(bill).items() if not entry.get("licenses")]
    # Packages of other platforms are not installed here.
    assert [
        url for url in without if not re.search("colorama|tzdata|pywin32", url)
    ] == []
