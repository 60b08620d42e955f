"""`opendti check`: every fault of a framework file."""

from __future__ import annotations

import typer

from opendti.cli.sources import FrameworkSource


def check(framework: FrameworkSource) -> None:
    """Name every fault of a framework file, with its line; exit 1 if there is any."""
    from opendti.cli.sources import find_plan

    plan = find_plan(framework)
    counts = (
        _counted(len(plan.criteria), "criterion", "criteria"),
        _counted(len(plan.items), "item", "items"),
        _counted(len(plan.blocks), "block", "blocks"),
    )
    typer.echo(f"{plan.framework}: no faults; {', '.join(counts)}")


def _counted(number: int, singular: str, plural: str) -> str:
    return f"{number} {singular if number == 1 else plural}"
