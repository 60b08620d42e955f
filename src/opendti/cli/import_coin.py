"""`opendti import-coin`: the tables of COINr or the COIN Tool to a framework and answers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from opendti.cli.language import print_note
from opendti.cli.sources import LanguageOption, known_language, refuse_own_source


def _number(text: str) -> float:
    """Read a number as tables do; "1_0" and "nan" are numbers to Python alone."""
    from opendti.errors import UnreadableError
    from opendti.numeric.text import parse_number

    try:
        return parse_number(text, plain=True)
    except UnreadableError:
        message = f'a number such as 0.66 was expected, not "{text}"'
        raise typer.BadParameter(message) from None


MetaSource = Annotated[
    Path, typer.Argument(metavar="META", help="The metadata table iMeta.")
]
DataSource = Annotated[
    Path, typer.Argument(metavar="DATA", help="The data table iData.")
]
OutFolder = Annotated[
    Path,
    typer.Option("-o", "--out", help="The folder for framework.yaml and answers.csv."),
]


def import_coin(  # noqa: PLR0913 -- one argument an option
    meta: MetaSource,
    data: DataSource,
    out: OutFolder,
    *,
    denominate: Annotated[
        bool, typer.Option("--denominate", help="Divide by iMeta's denominators.")
    ] = False,
    screen: Annotated[
        float | None,
        typer.Option(
            "--screen",
            parser=_number,
            metavar="FLOAT",
            help="Least share of available data, such as 0.66.",
        ),
    ] = None,
    non_zero: Annotated[
        float | None,
        typer.Option(
            "--non-zero",
            parser=_number,
            metavar="FLOAT",
            help="Least share of non-zero data.",
        ),
    ] = None,
    impute: Annotated[
        str,
        typer.Option(
            "--impute",
            help="none, mean, median, group_mean … (docs/method).",
        ),
    ] = "none",
    group: Annotated[
        str | None, typer.Option("--group", help="The group column to impute by.")
    ] = None,
    treat: Annotated[
        str,
        typer.Option(
            "--treat",
            help="Against outliers, tried in turn: winsorise,log … (docs/method); or none.",
        ),
    ] = "none",
    normalise: Annotated[
        str,
        typer.Option(
            "--normalise", help="min_max, z_score, rank, goalposts … (docs/method)."
        ),
    ] = "min_max",
    scale: Annotated[
        str, typer.Option("--range", help="The range to spread over, low,high.")
    ] = "0,100",
    reference: Annotated[
        str | None,
        typer.Option("--reference", help="The unit of distance_to_reference."),
    ] = None,
    aggregate: Annotated[
        str,
        typer.Option(
            "--aggregate", help="arithmetic, geometric, harmonic … (docs/method)."
        ),
    ] = "arithmetic",
    availability: Annotated[
        float | None,
        typer.Option(
            "--availability",
            parser=_number,
            metavar="FLOAT",
            help="Least share of children with a value.",
        ),
    ] = None,
    weights: Annotated[
        str, typer.Option("--weights", help="given, equal, pca … (docs/method).")
    ] = "given",
    order: Annotated[
        str, typer.Option("--order", help="The order of the steps before normalising.")
    ] = "denominate,screen,impute,treat",
    time: Annotated[
        str | None, typer.Option("--time", help="The year; the latest by default.")
    ] = None,
    identity: Annotated[
        str, typer.Option("--id", help="The id of the framework.")
    ] = "coin.index",
    title: Annotated[
        str | None, typer.Option("--title", help="Its title; else the index's name.")
    ] = None,
    language: LanguageOption = "en",
) -> None:
    """Read COINr's iMeta and iData into framework.yaml and answers.csv."""
    from opendti.coin import ANSWERS, FRAMEWORK, CoinSteps, write_coin
    from opendti.coin import import_coin as read_coin

    known_language(language)
    steps = CoinSteps(
        denominate=denominate,
        screen=screen,
        non_zero=non_zero,
        impute=impute,
        group=group,
        treat=() if treat == "none" else _words(treat),
        normalise=normalise,
        scale=_ends(scale),
        reference=reference,
        aggregate=aggregate,
        availability=availability,
        weights=weights,
        order=_words(order),
        time=time,
    )
    for name in (FRAMEWORK, ANSWERS):
        refuse_own_source(out / name, meta, data)
    index = read_coin(meta, data, steps, identity=identity, title=title)
    write_coin(index, out)
    for note in index.notes:
        print_note(note)
    answers = "câu trả lời" if language == "vi" else "answers"
    typer.echo(f"{out}: {index.framework.identity}, {len(index.answers)} {answers}")


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _ends(text: str) -> tuple[float, float]:
    try:
        low, high = (_number(word) for word in _words(text))
    except (ValueError, typer.BadParameter):
        message = f'two numbers such as 0,100 were expected, not "{text}"'
        raise typer.BadParameter(message, param_hint="--range") from None
    return low, high
