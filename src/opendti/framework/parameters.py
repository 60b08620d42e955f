"""The numbers a framework names, some of them worked out from others."""

from __future__ import annotations

import math
from dataclasses import dataclass

from opendti.errors import Fault, FormulaError
from opendti.formula import (
    Symbol,
    Tree,
    ValueKind,
    check_formula,
    evaluate,
    read_formula,
)
from opendti.formula.tree import names_in
from opendti.framework.model import Framework


@dataclass(frozen=True, slots=True)
class Parameters:
    """Values by name, and the faults by name where there is no value."""

    values: dict[str, float]
    faults: dict[str, tuple[Fault, ...]]


def resolve_parameters(framework: Framework) -> Parameters:
    """Work out every parameter; unknown names and circles are faults."""
    values: dict[str, float] = {}
    faults: dict[str, tuple[Fault, ...]] = {}
    waiting: dict[str, tuple[str, Tree]] = {}
    known = dict.fromkeys(framework.parameters, Symbol(ValueKind.NUMBER))
    for name, parameter in framework.parameters.items():
        if isinstance(parameter, float):
            values[name] = parameter
            known[name] = Symbol(ValueKind.NUMBER, value=parameter)
    for name, parameter in framework.parameters.items():
        if isinstance(parameter, str):
            tree, found = _read(parameter, known)
            if tree is None or found:
                faults[name] = found
            else:
                waiting[name] = (parameter, tree)
    _work_out(waiting, values, faults)
    return Parameters(values, faults)


def _read(text: str, known: dict[str, Symbol]) -> tuple[Tree | None, tuple[Fault, ...]]:
    try:
        tree = read_formula(text)
    except FormulaError as error:
        return None, error.faults
    return tree, check_formula(tree, text, known)


def _work_out(
    waiting: dict[str, tuple[str, Tree]],
    values: dict[str, float],
    faults: dict[str, tuple[Fault, ...]],
) -> None:
    while ready := [
        name for name, (_, tree) in waiting.items() if names_in(tree) <= values.keys()
    ]:
        for name in ready:
            _, tree = waiting.pop(name)
            # Twelve digits: 0.8 - 0.1 is 0.7, as it is on paper.
            value = float(f"{float(evaluate(tree, values)):.12g}")
            if math.isfinite(value):
                values[name] = value
            else:
                fault = Fault("parameter_no_value", {"name": name}, line=1, column=1)
                faults[name] = (fault,)
    circle = {
        name for name in waiting if not names_in(waiting[name][1]) & faults.keys()
    }
    for name in waiting:
        others = sorted(names_in(waiting[name][1]) - values.keys())
        code = "parameter_circle" if name in circle else "parameter_on_faulty"
        params = {"name": name, "others": others}
        faults[name] = (Fault(code, params, line=1, column=1),)
