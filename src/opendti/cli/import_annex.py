"""`opendti import-annex`: an official annex becomes a draft framework."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from opendti.cli.sources import LanguageOption, known_language, refuse_own_source

if TYPE_CHECKING:
    from opendti.annex import Draft

AnnexSource = Annotated[
    Path,
    typer.Argument(metavar="FILE", help="The annex: XLSX or DOCX."),
]
OutOption = Annotated[
    Path, typer.Option("-o", "--out", help="Where the draft framework goes: YAML.")
]
PartOption = Annotated[
    int, typer.Option("--part", min=0, help="Which annex of a file that holds several.")
]


def import_annex(  # noqa: PLR0913 -- one parameter an option
    file: AnnexSource,
    out: OutOption,
    *,
    id: Annotated[str, typer.Option("--id", help="Such as vn.x.y.")] = "",  # noqa: A002 -- the word of the format
    version: Annotated[str, typer.Option(help="Such as 2026.")] = "",
    title: Annotated[str, typer.Option(help="The name of the index.")] = "",
    part: PartOption = 0,
    language: LanguageOption = "vi",
) -> None:
    """Make a draft framework of an annex; say what is sure, guessed and at fault."""
    from opendti.annex import Naming, read_draft
    from opendti.cli.screen import waiting
    from opendti.tables.replacing import replacing

    known_language(language)
    refuse_own_source(out, file)
    with waiting("…"):
        draft = read_draft(file, Naming(id, version, title, file.name), part=part)
    with replacing(out) as beside:
        beside.write_text(draft.text, "utf-8")
    for notice in draft.notices:
        typer.echo(notice.in_language(language))
    typer.echo(_summary(draft, out, language))


def _summary(draft: Draft, out: Path, language: str) -> str:
    """Describe in one line what was made."""
    from opendti.framework.model import points_in, walk
    from opendti.numeric.text import format_number

    framework = draft.framework
    leaves = [
        position.node for position in walk(framework) if position.node.rule is not None
    ]
    totals = " / ".join(
        format_number(
            sum(points_in(leaf, block) or 0 for leaf in leaves), 4, language, trim=True
        )
        for block in framework.block_codes
    )
    sure, guesses, faults = (
        draft.counted(level) for level in ("sure", "guess", "fault")
    )
    if language == "vi":
        return (
            f"{out}: {framework.identity}, {len(leaves)} tiêu chí, {totals} điểm; "
            f"{sure} chắc chắn, {guesses} phỏng đoán, {faults} lỗi"
        )
    return (
        f"{out}: {framework.identity}, {len(leaves)} criteria, {totals} points; "
        f"{sure} sure, {guesses} guesses, {faults} faults"
    )
