"""Where the verbs come together."""

from __future__ import annotations

import sys
import warnings
from io import TextIOWrapper
from typing import Annotated

import typer

from opendti.cli.check import check
from opendti.cli.compare import compare
from opendti.cli.diff import diff
from opendti.cli.explain import explain
from opendti.cli.export import export
from opendti.cli.import_annex import import_annex
from opendti.cli.import_coin import import_coin
from opendti.cli.library import library
from opendti.cli.schema import schema
from opendti.cli.score import score
from opendti.cli.serve import serve
from opendti.cli.site import SITE_SETTINGS, site
from opendti.cli.verbs import Verbs
from opendti.cli.workbook import workbook
from opendti.untrusted import allow_fork

app = typer.Typer(
    cls=Verbs,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Measure the digital transformation of units: define, score, rank, explain.",
)


@app.callback(invoke_without_command=True)
def opendti(
    context: typer.Context,
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.")
    ] = False,
) -> None:
    """Measure the digital transformation of units: define, score, rank, explain."""
    if version:
        typer.echo(f"opendti {_version()}")
    elif context.invoked_subcommand is None:
        typer.echo(context.get_help())


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("opendti")
    except PackageNotFoundError:
        return "(run from its source)"


for verb in (
    check,
    library,
    score,
    explain,
    compare,
    diff,
    workbook,
    import_annex,
    import_coin,
    export,
    schema,
    serve,
):
    app.command()(verb)
app.command(context_settings=SITE_SETTINGS)(site)


def main() -> None:
    """Run the command line; what `opendti` and `python -m opendti` call."""
    allow_fork()
    if not sys.warnoptions:
        # A warning with the path of a source file is for whoever asks for it with -W.
        warnings.simplefilter("ignore")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # Vietnamese must come out whole, whatever the machine's locale says.
            stream.reconfigure(encoding="utf-8")
    app()
