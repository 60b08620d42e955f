"""What respondents or experts say, brought to points."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from typing_extensions import override

from opendti.definitions import FormulaText, Path, Value
from opendti.formula import Name, Number, Tree, read_formula
from opendti.formula.tree import call
from opendti.rules.base import MAX, BaseRule, Located
from opendti.rules.labels import ON, Label, words
from opendti.rules.minmax import scale_faults, within_scale
from opendti.rules.writing import PhraseWriter


class StatisticRule(BaseRule):
    """
    A statistic of responses (`survey`) or of experts' scores (`panel`) on a scale.

    With fewer than `least` respondents (item `n`) it counts as not measured.
    """

    formula_keys = ("on",)
    item_type = "number"
    titles = {
        "survey": words("Kết quả khảo sát", "Survey result"),
        "panel": words("Điểm chuyên gia", "Experts' score"),
    }

    kind: Literal["survey", "panel"]
    on: Annotated[FormulaText, ON] = "a"
    low: Annotated[Value, Label(words("Thang từ", "Scale from"))] = 0.0
    high: Annotated[Value, Label(words("Thang đến", "Scale to"))] = 1.0
    least: Annotated[
        int | None,
        Label(
            words(
                "Số người cho ý kiến tối thiểu",
                "Least number of respondents or experts",
            )
        ),
    ] = None
    respondents: Annotated[
        str,
        Label(
            words(
                "Số liệu đếm người cho ý kiến",
                "Item that counts respondents or experts",
            )
        ),
    ] = "n"

    @override
    def named_items(self) -> tuple[str, ...]:
        return () if self.least is None else (self.respondents,)

    @override
    def faults(self, points: float, path: Path) -> Iterator[Located]:
        yield from scale_faults(self.low, self.high, path)

    @override
    def unmeasured(self) -> Tree | None:
        if self.least is None:
            return None
        return call("<", Name(self.respondents), Number(float(self.least)))

    @override
    def tree(self, full_marks: Tree = MAX) -> Tree:
        own = read_formula(self.on)
        above = own if self.low == 0 else call("-", own, Number(self.low))
        span = Number(self.high - self.low)
        share = above if span.value == 1 else call("/", above, span)
        return call("*", within_scale(share), full_marks)

    @override
    def sentence(self, writer: PhraseWriter) -> str:
        on = writer.formula(self.on)
        low, high = writer.number(self.low), writer.number(self.high)
        source = {
            "survey": writer.text("kết quả khảo sát", "the survey's result"),
            "panel": writer.text("điểm của chuyên gia", "the experts' score"),
        }[self.kind]
        sentence = writer.text(
            f"{on} là {source}, thang {low} đến {high}, quy về {writer.full}.",
            f"{on} is {source} on a scale of {low} to {high}, brought to {writer.full}.",
        )
        if self.least is None:
            return sentence
        fewer = writer.text(
            f" Dưới {self.least} người trả lời: coi là chưa đo.",
            f" Fewer than {self.least} respondents: not measured.",
        )
        return sentence + fewer
