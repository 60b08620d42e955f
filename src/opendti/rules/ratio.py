"""One number over another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from typing_extensions import override

from opendti.definitions import FormulaText, Path, Quantity, Text
from opendti.errors import Fault
from opendti.formula import Number, Tree, read_formula
from opendti.formula.tree import call
from opendti.rules.base import MAX, BaseRule, Located
from opendti.rules.labels import Label, words
from opendti.rules.trees import NOTHING, quantity_tree
from opendti.rules.writing import PhraseWriter, bracketed

ONE = Number(1.0)


class RatioRule(BaseRule):
    """One number over another, with a target, a floor, or all or nothing."""

    needs_items = True
    formula_keys = ("numerator", "denominator", "target", "floor")
    titles = {
        "ratio": words("Tỷ lệ hai số liệu", "Ratio of two items"),
    }

    kind: Literal["ratio"]
    numerator: Annotated[FormulaText, Label(words("Tử số", "Numerator"))] = "a"
    denominator: Annotated[FormulaText, Label(words("Mẫu số", "Denominator"))] = "b"
    target: Annotated[
        Quantity | None,
        Label(
            words("Mức đạt điểm tối đa", "Target for full points"),
            words(
                "Ví dụ 80%, 0,8 hoặc tên tham số; để trống là 100%.",
                "Such as 80%, 0.8 or a parameter; empty: 100%.",
            ),
        ),
    ] = None
    below: Annotated[
        Literal["scaled", "jump"],
        Label(
            words("Dưới mức đó", "Below the target"),
            choices={
                "scaled": words("tính theo tỷ lệ ÷ mức", "ratio ÷ target"),
                "jump": words("tính theo chính tỷ lệ", "the ratio itself"),
            },
        ),
    ] = "scaled"
    floor: Annotated[
        Quantity | None,
        Label(
            words("Dưới mức này thì 0 điểm", "Below this, 0 points"),
            words("Ví dụ 50%.", "Such as 50%."),
        ),
    ] = None
    all_or_nothing: Annotated[
        bool,
        Label(
            words(
                "Đạt mức thì điểm tối đa, chưa đạt thì 0",
                "Full points at the target, otherwise 0",
            )
        ),
    ] = False
    zero: Annotated[
        Literal["zero", "full", "not_applicable"],
        Label(
            words("Khi mẫu số bằng 0", "When the denominator is 0"),
            choices={
                "zero": words("0 điểm", "0 points"),
                "full": words("điểm tối đa", "full points"),
                "not_applicable": words("không áp dụng", "not applicable"),
            },
        ),
    ] = "zero"
    may_exceed: Annotated[
        bool,
        Label(
            words(
                "Tử số được lớn hơn mẫu số", "The numerator may exceed the denominator"
            )
        ),
    ] = False

    @override
    def faults(self, points: float, path: Path) -> Iterator[Located]:
        # Any ratio reaches it, and below it the points would be divided by 0.
        if self.target == 0:
            yield (*path, "target"), Fault("target_of_zero")
        if (
            isinstance(self.target, float)
            and isinstance(self.floor, float)
            and self.floor > self.target
        ):
            yield (*path, "floor"), Fault("floor_above_target")
        # Below the target all or nothing gives 0, so neither key could have an effect.
        if self.all_or_nothing and (self.floor is not None or self.below == "jump"):
            yield (*path, "all_or_nothing"), Fault("all_or_nothing")

    @override
    def checks(self) -> Iterator[tuple[str, Text]]:
        if not self.may_exceed:
            above, below = self.numerator, self.denominator
            message = Text(
                vi=f"{above} không được lớn hơn {below}",
                en=f"{above} must not be greater than {below}",
            )
            yield f"{above} <= {below}", message

    @override
    def absence(self) -> Tree | None:
        if self.zero != "not_applicable":
            return None
        return call("=", read_formula(self.denominator), NOTHING)

    @override
    def tree(self, full_marks: Tree = MAX) -> Tree:
        below = read_formula(self.denominator)
        ratio = call("/", read_formula(self.numerator), below)
        points = self._points(ratio, full_marks)
        if self.floor is not None:
            is_below = call("<", ratio, quantity_tree(self.floor))
            points = call("IF", is_below, NOTHING, points)
        at_zero = full_marks if self.zero == "full" else NOTHING
        # Outside everything else: the division is never computed where its denominator is 0.
        return call("IF", call("=", below, NOTHING), at_zero, points)

    def _points(self, ratio: Tree, full_marks: Tree) -> Tree:
        target = ONE if self.target is None else quantity_tree(self.target)
        if self.all_or_nothing:
            return call("IF", call(">=", ratio, target), full_marks, NOTHING)
        # Without a target, 100 %: the ratio itself, and no division by 1 in the written formula.
        if self.target is None:
            return call("*", call("MIN", ONE, ratio), full_marks)
        if self.below == "jump":
            jumped = call("*", call("MIN", ONE, ratio), full_marks)
            return call("IF", call(">=", ratio, target), full_marks, jumped)
        return call("*", call("MIN", ONE, call("/", ratio, target)), full_marks)

    @override
    def sentence(self, writer: PhraseWriter) -> str:
        below = writer.formula(self.denominator)
        above = writer.formula(self.numerator)
        head = f"{bracketed(above)} ÷ {bracketed(below)}"
        sentences = [writer.text(f"Tỷ lệ = {head}.", f"Ratio = {head}.")]
        sentences.append(self._points_in_words(writer))
        if self.floor is not None:
            floor = writer.quantity(self.floor)
            sentences.append(
                writer.text(f"Dưới {floor}: 0 điểm.", f"Below {floor}: 0 points.")
            )
        zero = {
            "zero": writer.text("0 điểm", "0 points"),
            "full": writer.full,
            "not_applicable": writer.text("không áp dụng", "not applicable"),
        }[self.zero]
        sentences.append(
            writer.text(f"Khi {below} = 0: {zero}.", f"When {below} = 0: {zero}.")
        )
        return " ".join(sentences)

    def _points_in_words(self, writer: PhraseWriter) -> str:
        full = "100%" if self.target is None else writer.quantity(self.target)
        full = full.replace("100%", writer.per_cent(1))
        if self.all_or_nothing:
            return writer.text(
                f"Đạt từ {full}: {writer.full}; dưới {full}: 0 điểm.",
                f"From {full}: {writer.full}; below {full}: 0 points.",
            )
        if self.target is None:
            return writer.text(
                f"Điểm = tỷ lệ × {writer.full}.", f"Points = ratio × {writer.full}."
            )
        scaled = writer.text(
            f"tỷ lệ ÷ {full} × {writer.full}", f"ratio ÷ {full} × {writer.full}"
        )
        jumped = writer.text(f"tỷ lệ × {writer.full}", f"ratio × {writer.full}")
        below = scaled if self.below == "scaled" else jumped
        return writer.text(
            f"Từ {full} trở lên: {writer.full}; dưới {full}: {below}.",
            f"From {full}: {writer.full}; below {full}: {below}.",
        )
