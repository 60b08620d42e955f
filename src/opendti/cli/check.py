"""`opendti check`: every fault of a framework file."""

from __future__ import annotations

import typer

from opendti.cli.sources import FrameworkSource


def check(framework: FrameworkSource) -> None:
    """Name every fault of a framework file, with its line; exit 1 if there is any."""
    from opendti.cli.sources import find_plan

    plan = find_plan(framework)
    blocks = len(plan.blocks)
    typer.echo(
        f"{plan.framework}: no faults; {len(plan.criteria)} criteria, "
        f"{len(plan.items)} items, {blocks} {'block' if blocks == 1 else 'blocks'}"
    )
