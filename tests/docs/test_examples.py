"""The examples of the pages are run: every block marked `bash run`, with the output shown below it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from opendti.cli import app
from tests.docs.pages import ROOT, Block, blocks_of, pages

WITH_EXAMPLES = [
    page for page in pages() if any(block.commands for block in blocks_of(page))
]


def test_the_pages_that_promise_examples_have_them() -> None:
    promised = {
        "README.md",
        "README.vi.md",
        "docs/command-line.md",
        "docs/framework-file.md",
        "docs/framework-file.vi.md",
    }
    assert promised <= set(WITH_EXAMPLES)


@pytest.mark.parametrize("page", WITH_EXAMPLES)
def test_examples_run_and_print_what_the_page_shows(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "src").symlink_to(ROOT / "src")
    assert run_blocks(blocks_of(page), tmp_path) > 0


def run_blocks(blocks: list[Block], folder: Path) -> int:
    """Run a page's blocks in order; return how many commands were run."""
    printed, count = "", 0
    for block in blocks:
        if block.file:
            (folder / block.file).write_text(block.text, "utf-8")
        elif block.commands:
            printed = "".join(run(command) for command in block.commands)
            count += len(block.commands)
        elif block.info == "text output":
            assert_in_order(block.text, printed)
    return count


def run(command: list[str]) -> str:
    assert command[0] == "opendti", command
    done = CliRunner().invoke(app, command[1:], prog_name="opendti")
    assert done.exit_code == 0, (command, done.output)
    return done.stdout


def assert_in_order(shown: str, printed: str) -> None:
    """Hold that the lines shown are printed, in their order; spaces at the ends are free."""
    lines = iter([line.strip() for line in printed.splitlines()])
    for line in (line.strip() for line in shown.splitlines() if line.strip() != "…"):
        assert any(line == found for found in lines), (line, printed)
