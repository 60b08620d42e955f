"""The commands of the pages on operations are run: here as an administrator would, by another test, or marked."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.docs.pages import BLOCK, ROOT, pages, text_of

PAGES = [page for page in pages() if page.startswith("docs/operations/")]
INDENTED = re.compile(r"^ {4,}(?:\$ )?(.+)$", re.MULTILINE)
IN_LINE = re.compile(r"`([^`\n]+)`")
NOT_RUN = re.compile(
    r"^(?:Commands on this page that no test runs|Các lệnh ở trang này mà không kiểm thử nào chạy): (.+)\Z",
    re.MULTILINE | re.DOTALL,
)
PROGRAMS = {
    "/opt/opendti/bin/pip", "cp", "curl", "git", "install", "make", "opendti", "opendti-site", "podman", "podman-compose",
    "python", "python3", "sudo", "systemctl", "useradd",
}  # fmt: skip
UNITS, COMPOSITION = "tools/units", "tools/composition.d/run"
RUN_ELSEWHERE = {
    "cp -r deploy/systemd/*": (UNITS, "cp -r deploy/systemd/* /etc/systemd/system/"),
    "curl -s http://127.0.0.1:8000/readyz": (UNITS, '"/readyz"'),
    "install -D -m 600 deploy/": (UNITS, "install -D -m 600 deploy/opendti.env"),
    "install -m 755 deploy/": (UNITS, "install -m 755 deploy/opendti-site"),
    "make setup": ("Makefile", "demo: setup"),
    "opendti serve": ("tests/site/operations/test_serving.py", "opendti serve"),
    "opendti site accept_changed_rows": (
        "tests/site/audit/test_acceptance.py",
        "accept_changed_rows",
    ),
    "opendti site send_test_mail": (
        "tests/site/mail/test_sending.py",
        "send_test_mail",
    ),
    "opendti site worker": (UNITS, "opendti-worker@1"),
    "opendti-site migrate --no-input": (UNITS, "opendti-site migrate --no-input"),
    "podman build": ("tools/composition", "podman build"),
    "podman-compose": (COMPOSITION, "compose up -d"),
    "python3 -m venv": (UNITS, "python3 -m venv /opt/opendti"),
    "systemctl enable": (UNITS, "systemctl enable"),
    "useradd": (UNITS, "useradd --system --home-dir /var/lib/opendti opendti"),
}
"""How a command begins that is not run here, the file that runs it, and what stands there."""
WALK = ("install", "watch", "upgrade", "backup")
FAILS = {"doctor"}
"""What may end with 1: in the scratch folder of a test, the doctor does name faults."""


def commands_of(page: str) -> list[str]:
    lines = INDENTED.findall(BLOCK.sub("", text_of(page)))
    pieces = [
        piece for line in lines for piece in re.sub(r"\s+# .*", "", line).split(" && ")
    ]
    return [piece for piece in pieces if piece.split()[0] in PROGRAMS]


def is_run_here(command: str) -> bool:
    is_ours = command.startswith(("opendti site", "python3 -c"))
    return is_ours and not command.startswith(tuple(RUN_ELSEWHERE))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_marks_the_commands_that_no_test_runs(page: str) -> None:
    left = {
        command
        for command in commands_of(page)
        if not is_run_here(command) and not command.startswith(tuple(RUN_ELSEWHERE))
    }
    found = NOT_RUN.search(text_of(page))
    marked = set(IN_LINE.findall(found[1])) if found else set()
    assert marked == left


def test_what_is_run_elsewhere_stands_there() -> None:
    for path, piece in RUN_ELSEWHERE.values():
        assert piece in (ROOT / path).read_text("utf-8"), path


@dataclass(slots=True)
class Machine:
    """A machine in a folder: where the pages write to /backup and /safe, the folder has its own."""

    folder: Path
    data: str
    key: str = ""

    def run(self, command: str) -> str:
        words = shlex.split(command)
        name = words[2] if words[0] == "opendti" else ""
        program = [sys.executable, *(["-m", "opendti"] if name else [])]
        rest = [re.sub(r"^/(?=backup/|safe/)", f"{self.folder}/", word) for word in words[1:]]  # fmt: skip
        done = subprocess.run(  # noqa: S603 -- our own commands
            [*program, *rest],
            env=self.surroundings(),
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
        )
        assert done.returncode in ({0, 1} if name in FAILS else {0}), (
            command,
            done.stdout + done.stderr,
        )
        return done.stdout

    def surroundings(self) -> dict[str, str]:
        ours = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("OPENDTI_")
        }
        return {
            **ours,
            "OPENDTI_DATA_DIR": str(self.folder / self.data),
            "OPENDTI_HOSTS": "dti.example.gov.vn",
            "OPENDTI_SECRET_KEY": self.key,
        }


def test_an_administrator_installs_watches_upgrades_backs_up_and_restores(
    tmp_path: Path,
) -> None:
    for name in ("backup", "safe"):
        (tmp_path / name).mkdir(mode=0o700)
    machine, printed = Machine(tmp_path, "first"), {}
    for page in (f"docs/operations/{name}.md" for name in WALK):
        for command in filter(is_run_here, commands_of(page)):
            if command.startswith("opendti site restore "):
                machine = Machine(tmp_path, "second", machine.key)
            printed[command] = machine.run(command)
            if "secrets.token_urlsafe" in command:
                machine.key = printed[command].strip()
    english = [page for page in PAGES if not page.endswith(".vi.md")]
    named = {command for page in english for command in commands_of(page)}
    assert set(filter(is_run_here, named)) == set(printed)
    link = printed["opendti site first_administrator --name minh --mail minh@example.gov.vn"]  # fmt: skip
    assert "https://dti.example.gov.vn/tai-khoan/lien-ket/" in link
    assert "up to date" in printed["opendti site upgrade"]
    assert "chain is whole" in printed["opendti site verify_audit"]
    assert (tmp_path / "safe" / "identity").exists()
    assert (tmp_path / "second" / "opendti.sqlite3").exists()
