"""Write the bill of materials of what a running site consists of, as CycloneDX JSON.

Python packages come from `requirements/site.txt` as they are pinned, with their hashes; the pages'
packages from `package-lock.json`. Licences are those that the installed packages name.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import License
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from tools.build_assets import PACKAGES

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(
    r"^([A-Za-z0-9._-]+)==([^\s;\\]+)((?:[^\n]*\\\n)(?:\s+--hash=\S+(?: \\)?\n)+)",
    re.MULTILINE,
)
# Packages whose metadata name no licence; each has its text beside them.
READ_FROM_TEXT = {"pyrage": "MIT"}
SHA256 = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def main() -> int:
    """Print the bill."""
    print(JsonV1Dot6(bill()).output_as_string(indent=2))
    return 0


def bill() -> Bom:
    """Make the bill of the checkout's own version."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    bom = Bom(components=[*python_packages(), *page_packages()])
    bom.metadata.component = component(
        "pypi", project["name"], project["version"], project["license"]
    )
    bom.register_dependency(bom.metadata.component, bom.components)
    return bom


def python_packages() -> Iterator[Component]:
    """Yield the pinned packages of the site."""
    text = (ROOT / "requirements" / "site.txt").read_text("utf-8")
    for name, version, rest in PIN.findall(text):
        found = component("pypi", name, version, licence_of(name))
        found.hashes = [
            HashType(alg=HashAlgorithm.SHA_256, content=digest)
            for digest in SHA256.findall(rest)
        ]
        yield found


def page_packages() -> Iterator[Component]:
    """Yield the packages whose parts lie in the pages."""
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    for name in PACKAGES:
        entry = lock[f"node_modules/{name}"]
        yield component("npm", name, entry["version"], entry.get("license", ""))


def licence_of(name: str) -> str:
    """Return the licence that an installed package names; empty where it is not installed."""
    try:
        about = metadata(name)
    except PackageNotFoundError:  # of another platform
        return ""
    classified = [
        line.rpartition(" :: ")[2]
        for line in about.get_all("Classifier", [])
        if line.startswith("License :: OSI Approved :: ")
    ]
    named = about.get("License", "")
    short = named if named and "\n" not in named else ""
    written = about.get("License-Expression") or short or "; ".join(classified)
    return str(written or READ_FROM_TEXT.get(name, ""))


def component(kind: str, name: str, version: str, licence: str) -> Component:
    """Describe a package; a licence that is no SPDX expression is kept by its name."""
    space, _slash, short = name.rpartition("/")
    url = PackageURL(kind, space or None, short, version)
    found = Component(
        type=ComponentType.LIBRARY,
        name=short,
        group=space or None,
        version=version,
        purl=url,
        bom_ref=url.to_string(),
    )
    if licence:
        made = LicenseFactory().make_from_string(licence)
        found.licenses = [made or License(name=licence)]
    return found


if __name__ == "__main__":
    sys.exit(main())
