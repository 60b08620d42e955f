"""Small frameworks, written for tests."""

from __future__ import annotations

from opendti import Framework, Plan, compile_plan, parse_framework

HEAD = """\
opendti: 1
id: test.set
version: "1"
title: {vi: Bộ thử, en: Test set}
status: illustrative
levels:
  - {code: main, title: {vi: Chỉ số chính, en: Main indicator}}
  - {code: criterion, title: {vi: Tiêu chí, en: Criterion}}
"""


def text_of(title: str) -> str:
    """Write a text in both languages."""
    return f"{{vi: '{title}', en: '{title}'}}"


def item(code: str, kind: str = "count", more: str = "") -> str:
    """Write an item."""
    return f"{{code: {code}, type: {kind}, title: {text_of(code)}{more}}}"


def criterion(
    rule: str, *, code: str = "1.1", points: str = "10", more: str = ""
) -> str:
    """Write a criterion of one flow-style line."""
    title = text_of(code)
    rest = f", {more}" if more else ""
    return f'{{code: "{code}", title: {title}, points: {points}, rule: {rule}{rest}}}'


def text_with(*criteria: str, head: str = "") -> str:
    """Write a framework whose one main indicator holds these criteria."""
    lines = "\n".join(f"      - {criterion}" for criterion in criteria)
    title = text_of("Một")
    return (
        f'{HEAD}{head}nodes:\n  - code: "1"\n    title: {title}\n    nodes:\n{lines}\n'
    )


def framework_with(*criteria: str, head: str = "") -> Framework:
    """Load a framework with these criteria."""
    return parse_framework(text_with(*criteria, head=head))


def plan_with(*criteria: str, head: str = "") -> Plan:
    """Compile a framework with these criteria."""
    return compile_plan(framework_with(*criteria, head=head))
