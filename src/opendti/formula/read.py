"""Parse a formula to a tree, in bounded time and memory, with the position of every fault."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any, cast

from lark import Lark, Token, Transformer, UnexpectedInput, UnexpectedToken, v_args
from lark.exceptions import UnexpectedCharacters

from opendti.errors import Fault, FormulaError
from opendti.formula.tree import Call, Name, Number, String, Tree

MAX_CHARACTERS = 2000
"""Characters a formula may have: the longest official rule has under 300."""
MAX_DEPTH = 40
"""Brackets a formula may nest."""
MAX_OPERATORS = 200
"""Operators a formula may have: each may deepen the tree by one."""


def read_formula(text: str) -> Tree:
    """
    Read one formula.

    Parameters
    ----------
    text
        The formula in spreadsheet syntax, without the leading `=`.

    Raises
    ------
    FormulaError
        One fault, with the line and column inside the text.

    Examples
    --------
    >>> read_formula("a / b")
    Call(function='/', arguments=(Name(name='a', ...), Name(name='b', ...)), ...)
    """
    _refuse_oversize(text)
    try:
        tree: Tree = _TreeBuilder().transform(_parser().parse(text))
    except UnexpectedInput as unexpected:
        raise FormulaError([_fault_of(unexpected, text)]) from None
    return tree


@cache
def _parser() -> Lark:
    grammar = files("opendti.formula").joinpath("grammar.lark").read_text("utf-8")
    # LALR reads in linear time, whatever the text; the other algorithms of lark do not.
    return Lark(grammar, parser="lalr", maybe_placeholders=False)


def _refuse_oversize(text: str) -> None:
    # Counted before the text is parsed: the parser and every walk over the tree recurse.
    if len(text) > MAX_CHARACTERS:
        params = {"limit": MAX_CHARACTERS, "length": len(text)}
        raise FormulaError([Fault("formula_too_long", params, line=1, column=1)])
    depth = operators = 0
    for offset, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        operators += character in "+-*/^%<>="
        if depth > MAX_DEPTH:
            fault = Fault("formula_too_deep", {"limit": MAX_DEPTH})
            raise FormulaError([fault_at(fault, text, offset)])
        if operators > MAX_OPERATORS:
            fault = Fault("formula_too_many_operators", {"limit": MAX_OPERATORS})
            raise FormulaError([fault_at(fault, text, offset)])


def fault_at(fault: Fault, text: str, offset: int) -> Fault:
    """Return a fault with the line and column of a character, counted from 1."""
    before = text[:offset]
    return replace(
        fault,
        line=before.count("\n") + 1,
        column=offset - (before.rfind("\n") + 1) + 1,
    )


def _fault_of(unexpected: UnexpectedInput, text: str) -> Fault:
    offset = cast("int", unexpected.pos_in_stream)  # both kinds below have one
    if isinstance(unexpected, UnexpectedToken) and unexpected.token.type == "$END":
        return fault_at(Fault("formula_ends_early"), text, len(text))
    if isinstance(unexpected, UnexpectedCharacters):
        fault = Fault("formula_unknown_character", {"found": text[offset]})
    else:
        fault = Fault("formula_unexpected", {"found": text[offset : offset + 12]})
    return fault_at(fault, text, offset)


def _start(token: Token) -> int:
    return cast("int", token.start_pos)  # the lexer sets it on every token


def _offset(tree: Tree) -> int:
    return tree.offset


@v_args(inline=True)
class _TreeBuilder(Transformer[Any, Tree]):
    """Converts the parser's tree to formula nodes."""

    def number(self, token: Token) -> Tree:
        return Number(float(token), _start(token))

    def words(self, token: Token) -> Tree:
        return String(str(token)[1:-1], _start(token))

    def name(self, token: Token) -> Tree:
        return Name(str(token), _start(token))

    def call(self, name: Token, *arguments: Tree) -> Tree:
        return Call(str(name).upper(), arguments, _start(name))

    def operation(self, left: Tree, operator: Token, right: Tree) -> Tree:
        return Call(str(operator), (left, right), _start(operator))

    def negative(self, sign: Token, value: Tree) -> Tree:
        if isinstance(value, Number):
            return Number(-value.value, _start(sign))
        return Call("-", (Number(0.0, _start(sign)), value), _start(sign))

    def positive(self, _sign: Token, value: Tree) -> Tree:
        return value

    def percentage(self, value: Tree, sign: Token) -> Tree:
        if isinstance(value, Number):
            return Number(_hundredth(value.value), value.offset)
        return Call("/", (value, Number(100.0, _start(sign))), _offset(value))


def _hundredth(value: float) -> float:
    # 7.5 % is the double nearest to 0.075, not 7.5 divided in binary.
    return float(f"{value!r}e-2") if "e" not in repr(value) else value / 100
