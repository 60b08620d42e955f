"""What lies in `deploy` fits the program: units of systemd, the composition, the image."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
UNITS = ROOT / "deploy" / "systemd"
SETTINGS = (ROOT / "docs" / "settings.md").read_text("utf-8")
INSTALL = (ROOT / "docs" / "operations" / "install.md").read_text("utf-8")
SERVICES = sorted(file.name for file in UNITS.glob("*.service"))
PROGRAM = "/opt/opendti/bin/opendti"
EXPOSURE = re.compile(r"exposure level for \S+: ([0-9.]+)")


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay out the root folder of a machine on which the units are installed."""
    root = tmp_path_factory.mktemp("system")
    shutil.copytree(UNITS, root / "etc/systemd/system")
    shutil.copytree(
        "/usr/lib/systemd/system", root / "usr/lib/systemd/system", symlinks=True
    )
    for name in (PROGRAM, "/usr/bin/install"):
        program = root / name.lstrip("/")
        program.parent.mkdir(parents=True)
        program.write_text("#!/bin/sh\n", encoding="ascii")
        program.chmod(0o755)
    return root


def analyze(system: Path, *words: str) -> str:
    done = subprocess.run(  # noqa: S603 -- our own command
        ["/usr/bin/systemd-analyze", f"--root={system}", *words],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def instance_of(unit: str) -> str:
    return unit.replace("@.", "@1.")


def test_systemd_finds_nothing_to_say_about_units(system: Path) -> None:
    units = [instance_of(file.name) for file in UNITS.iterdir() if file.is_file()]
    assert units
    assert analyze(system, "verify", *units) == ""


@pytest.mark.parametrize("unit", SERVICES)
def test_exposure_is_within_what_the_documentation_says(
    system: Path, unit: str
) -> None:
    report = analyze(system, "security", "--offline=yes", instance_of(unit))
    found = EXPOSURE.search(report)
    documented = re.search(r"exposure level of ([0-9.]+)", INSTALL)
    assert found, report
    assert documented
    assert float(found[1]) <= float(documented[1])  # newer versions of systemd say less


@pytest.mark.parametrize("unit", SERVICES)
def test_unit_runs_a_command_that_exists(unit: str) -> None:
    text = (UNITS / unit).read_text("utf-8")
    command = re.search(rf"^ExecStart={PROGRAM} (.+)$", text, re.MULTILINE)
    assert command
    done = subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-m", "opendti", *shlex.split(command[1]), "--help"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "unrecognized" not in done.stderr


def test_variables_are_documented_settings() -> None:
    files = [file for file in (ROOT / "deploy").rglob("*") if file.is_file()]
    texts = "".join(
        file.read_text("utf-8") for file in [*files, ROOT / "Containerfile"]
    )
    named = set(re.findall(r"OPENDTI_[A-Z_]*[A-Z]", texts))
    assert named
    assert {name for name in named if f"`{name}`" not in SETTINGS} == set()


def test_composition_has_every_role_and_writes_nothing_but_data() -> None:
    text = (ROOT / "deploy" / "compose.yaml").read_text("utf-8")
    services = yaml.safe_load(text)["services"]
    assert set(services) == {"database", "migrate", "web", "worker", "proxy"}
    ours = [services[name] for name in ("migrate", "web", "worker", "proxy")]
    assert all(service["read_only"] for service in ours)
    assert all(service["cap_drop"] == ["ALL"] for service in ours)
