"""`opendti check`: every fault of a framework file."""

from __future__ import annotations

import typer

from opendti.cli.sources import FrameworkSource, LanguageOption, known_language


def check(framework: FrameworkSource, *, language: LanguageOption = "en") -> None:
    """Name every fault of a framework file, with its line; exit 1 if there is any."""
    from opendti.cli.sources import find_plan

    known_language(language)
    plan = find_plan(framework)
    criteria, items, blocks = map(len, (plan.criteria, plan.items, plan.blocks))
    if language == "vi":
        counts = f"{criteria} tiêu chí, {items} số liệu, {blocks} khối"
        typer.echo(f"{plan.framework}: không có lỗi; {counts}")
        return
    counts = ", ".join((
        _counted(criteria, "criterion", "criteria"),
        _counted(items, "item", "items"),
        _counted(blocks, "block", "blocks"),
    ))
    typer.echo(f"{plan.framework}: no faults; {counts}")


def _counted(number: int, singular: str, plural: str) -> str:
    return f"{number} {singular if number == 1 else plural}"
