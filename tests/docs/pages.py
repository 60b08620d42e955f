"""What the project's pages hold: blocks, links, headings, names."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("benchmarks", "docs", "requirements", "src", "tests", "tools")
BLOCK = re.compile(r"^```(.*)\n((?:.*\n)*?)```$", re.MULTILINE)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} +(.*?) *$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its info string, and the text."""

    info: str
    text: str

    @property
    def file(self) -> str | None:
        """The name of the file that the block is, where it says so."""
        found = re.search(r"\bfile=(\S+)", self.info)
        return found[1] if found else None

    @property
    def commands(self) -> list[list[str]]:
        """The commands of a block that is marked to be run, one a line."""
        if self.info != "bash run":
            return []
        lines = self.text.replace("\\\n", " ").splitlines()
        return [shlex.split(line, comments=True) for line in lines if line.strip()]


def pages() -> list[str]:
    """Every page of the project."""
    found = [*ROOT.glob("*.md")]
    for folder in FOLDERS:
        found += (ROOT / folder).rglob("*.md")
    return sorted(str(page.relative_to(ROOT)) for page in found)


def text_of(page: str) -> str:
    return (ROOT / page).read_text("utf-8")


def blocks_of(page: str) -> list[Block]:
    return [Block(info.strip(), text) for info, text in BLOCK.findall(text_of(page))]


def prose_of(page: str) -> str:
    """A page without its fenced blocks and code in the line."""
    return re.sub(r"`[^`\n]*`", "", BLOCK.sub("", text_of(page)))


def links_of(page: str) -> list[str]:
    """The links of a page that stay inside the project."""
    found = LINK.findall(prose_of(page))
    return [link for link in found if not re.match(r"[a-z]+:", link)]


def anchor_of_heading(heading: str) -> str:
    """The anchor of a heading that stands once on its page."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def anchors_of(page: str) -> set[str]:
    """The anchors that headings give, as GitHub makes them."""
    seen: Counter[str] = Counter()
    anchors = set()
    for heading in HEADING.findall(BLOCK.sub("", text_of(page))):
        words = anchor_of_heading(heading)
        anchors.add(f"{words}-{seen[words]}" if seen[words] else words)
        seen[words] += 1
    return anchors


def sections_of(page: str) -> Iterator[tuple[str, str]]:
    """The sections of a page below its headings of the second rank."""
    for piece in re.split(r"^## +", text_of(page), flags=re.MULTILINE)[1:]:
        heading, _, text = piece.partition("\n")
        yield heading.strip(), text
