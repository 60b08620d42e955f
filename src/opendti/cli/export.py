"""`opendti export`: a framework as YAML, JSON, or a paper."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from opendti.cli.sources import (
    FrameworkSource,
    LanguageOption,
    find_framework,
    known_language,
    refuse_own_source,
)


def export(
    framework: FrameworkSource,
    out: Annotated[
        Path,
        typer.Option("-o", "--out", help="The file: .yaml, .json, .xlsx or .docx."),
    ],
    *,
    language: LanguageOption = "en",
) -> None:
    """Write a framework as YAML, JSON, or in the form of an annex (XLSX, DOCX)."""
    from opendti.annex import save_framework
    from opendti.framework import fingerprint

    known_language(language)
    refuse_own_source(out, framework)
    found = find_framework(framework)
    save_framework(found, out)
    typer.echo(f"{out}: {found.identity}, {fingerprint(found)}")
