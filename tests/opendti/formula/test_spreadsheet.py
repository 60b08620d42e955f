from __future__ import annotations

import pytest

from opendti.errors import UsageError
from opendti.formula import Call, Name, Number, read_formula
from opendti.formula.spreadsheet import (
    CellReference,
    bracket_depth,
    needs,
    write_live,
    write_truth,
)
from opendti.formula.tree import String

CELLS = {
    Name("a"): CellReference("A1"),
    Name("b"): CellReference("B1"),
    Name("c"): CellReference("C1", ("x", "y"), "L1:L2"),
    Name("max"): CellReference("F1"),
    Call("BEST", (Name("a"),)): CellReference("M1"),
}


@pytest.mark.parametrize(
    ("formula", "live"),
    [
        ("a + b", 'IF(COUNT(A1,B1)=2,A1+B1,"")'),
        ("(a + 1) * -2", 'IF(ISNUMBER(A1),(A1+1)*(-2),"")'),
        ("a - (b - 1)", 'IF(COUNT(A1,B1)=2,A1-(B1-1),"")'),
        ("max * 50%", "F1*0.5"),
        # Only b is needed whichever way it goes; a at the branch that needs it.
        (
            "IF(b = 0, 0, MIN(1, a / b))",
            'IF(ISNUMBER(B1),IF(B1=0,0,IF(ISNUMBER(A1),MIN(1,A1/B1),"")),"")',
        ),
        # Something is still done with the branch, so "no value" is #N/A on the way.
        (
            "IF(b = 0, 0, a) * 2",
            '_xlfn.IFNA(IF(ISNUMBER(B1),IF(B1=0,0,IF(ISNUMBER(A1),A1,NA()))*2,""),"")',
        ),
        # A truth is no number in a spreadsheet.
        ("(a > 1) + 1", 'IF(ISNUMBER(A1),N(A1>1)+1,"")'),
        ("(a > 1) = (b > 1)", 'IF(COUNT(A1,B1)=2,N(N(A1>1)=N(B1>1)),"")'),
        (
            "IF(AND(a > 1, NOT(b)), 1, 0)",
            'IF(COUNT(A1,B1)=2,IF(AND(A1>1,NOT(B1)),1,0),"")',
        ),
        ("ROUND(a, 2) ^ 2", 'IF(ISNUMBER(A1),(SIGN(A1)*ROUND(ABS(A1)+1E-11,2))^2,"")'),
        ("a ^ 0", 'IF(ISNUMBER(A1),1,"")'),
        (
            "IFNA(a * 2, 0) + IFNA(b, 0)",
            "IF(ISNUMBER(A1),A1*2,0)+IF(ISNUMBER(B1),B1,0)",
        ),
        ("LN(a)", '_xlfn.IFNA(IF(ISNUMBER(A1),IFERROR(LN(A1),NA()),""),"")'),
        (
            "LOG(a, 2) + EXP(1)",
            '_xlfn.IFNA(IF(ISNUMBER(A1),IFERROR(LOG(A1,2),NA())+IFERROR(EXP(1),NA()),""),"")',
        ),
        (
            "(a * b) ^ (1/3)",
            '_xlfn.IFNA(IF(COUNT(A1,B1)=2,IF((A1*B1)<0,NA(),IFERROR((A1*B1)^(1/3),NA())),""),"")',
        ),
        ("a ^ -2", '_xlfn.IFNA(IF(ISNUMBER(A1),IFERROR(A1^(-2),NA()),""),"")'),
        ("a / BEST(a)", 'IF(COUNT(A1,M1)=2,A1/M1,"")'),
    ],
)
def test_a_live_formula_asks_for_the_cells_that_it_needs(
    formula: str, live: str
) -> None:
    assert write_live(read_formula(formula), CELLS) == live


def test_a_choice_is_compared_by_its_code() -> None:
    tree = read_formula("IF(c = 1, max, 0)")
    asked = "ISNUMBER(MATCH(C1,L1:L2,0))"
    assert write_live(tree, CELLS) == f'IF({asked},IF(C1="y",F1,0),"")'
    assert write_live(read_formula("c < 1"), CELLS) == (
        f'IF({asked},N((MATCH(C1,L1:L2,0)-1)<1),"")'
    )


def test_a_condition_without_value_does_not_hold() -> None:
    assert write_truth(read_formula("b = 0"), CELLS) == "IF(ISNUMBER(B1),N(B1=0),0)=1"


def test_needs_are_what_no_branch_does_without() -> None:
    assert needs(read_formula("IF(a > 0, b + a, b)")) == {Name("a"), Name("b")}
    assert needs(read_formula("IF(a > 0, b, 1)")) == {Name("a")}
    assert needs(read_formula("IFNA(a, 0)")) == frozenset()


def test_a_function_that_spreadsheets_lack_is_named() -> None:
    with pytest.raises(UsageError, match="MEDIANS has no counterpart"):
        write_live(Call("MEDIANS", (Number(1.0),)), CELLS)


def test_bracket_depth_counts_brackets() -> None:
    assert bracket_depth("IF((1+2)>MAX(3,(4)),5,6)") == 3


def test_a_text_that_nobody_compared_is_an_error_of_ours() -> None:
    with pytest.raises(TypeError, match="a text is left in a compiled tree: y"):
        write_live(Call("ABS", (String("y"),)), CELLS)
