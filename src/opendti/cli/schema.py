"""`opendti schema`: the JSON Schema of framework files."""

from __future__ import annotations

import json

import typer


def schema() -> None:
    """Print the JSON Schema of framework files, for editors that check while one types."""
    from opendti.framework.schema import framework_schema

    typer.echo(json.dumps(framework_schema(), ensure_ascii=False, indent=2))
