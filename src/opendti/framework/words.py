"""A criterion's rule in plain words, in Vietnamese and English."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import singledispatchmethod

from opendti.definitions import Text
from opendti.formula import read_formula
from opendti.formula.tree import Call, Number, Tree
from opendti.framework.model import Node
from opendti.framework.phrases import PhraseWriter
from opendti.framework.rules import (
    BestOfRule,
    ChecklistRule,
    ChoiceRule,
    CountRule,
    ExtraRule,
    FormulaRule,
    GateRule,
    LevelsRule,
    MinMaxRule,
    Part,
    PartsRule,
    PeriodsRule,
    RatioRule,
    RelativeRule,
    Rule,
    ShareRule,
    ShownRule,
    StatisticRule,
    StepsRule,
    YesNoRule,
)


def rule_in_words(node: Node, parameters: Mapping[str, float]) -> Text:
    """Write how a criterion's points come about, parameters as numbers; empty for a group."""
    if node.rule is None:
        return Text(vi="", en="")
    vietnamese, english = (
        RuleWriter(language, parameters).sentence(node.rule)
        for language in ("vi", "en")
    )
    return Text(vi=vietnamese, en=english)


class RuleWriter(PhraseWriter):
    """Writes rules in one language."""

    @singledispatchmethod
    def sentence(self, rule: Rule) -> str:
        """Write how a rule gives points."""
        message = f"no words for a rule of kind {rule.kind}"
        raise TypeError(message)

    @sentence.register
    def _share(self, rule: ShareRule) -> str:
        on = self.formula(rule.on)
        return self.text(
            f"Giá trị {on} (từ 0 đến 1) × điểm tối đa.",
            f"Value {on} (0 to 1) × full points.",
        )

    @sentence.register
    def _yes_no(self, _rule: YesNoRule) -> str:
        return self.text(
            "Có: điểm tối đa; không: 0 điểm.", "Yes: full points; no: 0 points."
        )

    @sentence.register
    def _shown(self, _rule: ShownRule) -> str:
        return self.text("Chỉ để theo dõi, không tính điểm.", "Shown only, not scored.")

    @sentence.register
    def _checklist(self, rule: ChecklistRule) -> str:
        count = len(rule.on)
        return self.text(
            f"Số nội dung đạt ÷ {count} × điểm tối đa.",
            f"Entries met ÷ {count} × full points.",
        )

    @sentence.register
    def _periods(self, rule: PeriodsRule) -> str:
        choice = ChoiceRule(kind="choice", options=rule.options)
        each = _uncapitalised(self._choice(choice))
        count = len(rule.on)
        return self.text(
            f"Cộng điểm {count} kỳ; mỗi kỳ (điểm tối đa ÷ {count}): {each}",
            f"The {count} periods add up; each (full points ÷ {count}): {each}",
        )

    @sentence.register
    def _best_of(self, rule: BestOfRule) -> str:
        head = self.text(
            "Lấy phương án có điểm cao nhất", "The best alternative counts"
        )
        return self.listed(head, rule.alternatives, self.sentence)

    def listed(
        self, head: str, parts: tuple[Part, ...], write: Callable[[Rule], str]
    ) -> str:
        """Write a list of parts, each with what it is worth and its own rule."""
        pieces = (
            f"({number}) {part.title.in_language(self.language)}, {self.worth(part)}: "
            f"{_uncapitalised(write(part.rule)).rstrip('.')}"
            for number, part in enumerate(parts, start=1)
        )
        return f"{head}: {'; '.join(pieces)}."

    @sentence.register
    def _minmax(self, rule: MinMaxRule) -> str:
        on = self.formula(rule.on)
        low = self.text("thấp nhất khối", "the block's lowest")
        high = self.text("cao nhất khối", "the block's highest")
        low = low if rule.low is None else self.number(rule.low)
        high = high if rule.high is None else self.number(rule.high)
        above = f"{on} − {low}" if rule.direction == "up" else f"{high} − {on}"
        return self.text(
            f"({above}) ÷ ({high} − {low}) × điểm tối đa.",
            f"({above}) ÷ ({high} − {low}) × full points.",
        )

    @sentence.register
    def _levels(self, rule: LevelsRule) -> str:
        top = max(level.level for level in rule.levels)
        return self.text(
            f"Mức đạt ÷ {top} × điểm tối đa.", f"Level ÷ {top} × full points."
        )

    @sentence.register
    def _statistic(self, rule: StatisticRule) -> str:
        on, low, high = (
            self.formula(rule.on),
            self.number(rule.low),
            self.number(rule.high),
        )
        source = {
            "survey": self.text("kết quả khảo sát", "the survey's result"),
            "panel": self.text("điểm của chuyên gia", "the experts' score"),
        }[rule.kind]
        sentence = self.text(
            f"{on} là {source}, thang {low} đến {high}, quy về điểm tối đa.",
            f"{on} is {source} on a scale of {low} to {high}, brought to full points.",
        )
        if rule.least is None:
            return sentence
        fewer = self.text(
            f" Dưới {rule.least} người trả lời: coi là chưa đo.",
            f" Fewer than {rule.least} respondents: not measured.",
        )
        return sentence + fewer

    @sentence.register
    def _gate(self, _rule: GateRule) -> str:
        return self.text(
            "Điều kiện bắt buộc, không tính điểm: chưa đạt thì các tiêu chí cùng nhóm được 0 điểm.",
            "A condition without points: unless it is met, the criteria of its group score 0.",
        )

    @sentence.register
    def _extra(self, rule: ExtraRule) -> str:
        head = {
            "bonus": self.text(
                "Điểm thưởng ngoài thang điểm", "Bonus outside the scale"
            ),
            "penalty": self.text(
                "Điểm trừ ngoài thang điểm", "Penalty outside the scale"
            ),
        }[rule.kind]
        return f"{head}: {_uncapitalised(self.sentence(rule.rule))}"

    @sentence.register
    def _choice(self, rule: ChoiceRule) -> str:
        options = (
            f"{option.title.in_language(self.language)}: {self.worth(option)}"
            for option in rule.options
        )
        return "; ".join(options) + "."

    @sentence.register
    def _steps(self, rule: StepsRule) -> str:
        tree = read_formula(rule.on)
        divisor, level = _guard_of(tree) or (None, tree)
        table = self._table(rule, is_ratio=_is_ratio(level, rule))
        on = self.tree(level)
        if divisor is None and "IF(" not in on:
            return f"{on} {table}"
        sentence = self.text(f"Mức = {on}. Mức {table}", f"Level = {on}. Level {table}")
        if divisor is None:
            return sentence
        below = self.tree(divisor)
        zero = self.text(f"Khi {below} = 0: mức 0.", f"When {below} = 0: level 0.")
        return f"{sentence} {zero}"

    def _table(self, rule: StepsRule, *, is_ratio: bool) -> str:
        number = self.per_cent if is_ratio else self.number
        pieces = []
        for step in sorted(rule.steps, key=lambda step: -step.start):
            is_closed = step.bound == "closed"
            reach = self.text("từ", "from") if is_closed else self.text("trên", "above")
            pieces.append(f"{reach} {number(step.start)}: {self.worth(step)}")
        rest = self.text("còn lại: 0 điểm", "otherwise 0 points")
        return f"{'; '.join(pieces)}; {rest}."

    @sentence.register
    def _ratio(self, rule: RatioRule) -> str:
        below = self.formula(rule.denominator)
        above = self.formula(rule.numerator)
        head = f"{_bracketed(above)} ÷ {_bracketed(below)}"
        sentences = [self.text(f"Tỷ lệ = {head}.", f"Ratio = {head}.")]
        sentences.append(self._ratio_points(rule))
        if rule.floor is not None:
            floor = self.quantity(rule.floor)
            sentences.append(
                self.text(f"Dưới {floor}: 0 điểm.", f"Below {floor}: 0 points.")
            )
        zero = {
            "zero": self.text("0 điểm", "0 points"),
            "full": self.text("điểm tối đa", "full points"),
            "not_applicable": self.text("không áp dụng", "not applicable"),
        }[rule.zero]
        sentences.append(
            self.text(f"Khi {below} = 0: {zero}.", f"When {below} = 0: {zero}.")
        )
        return " ".join(sentences)

    def _ratio_points(self, rule: RatioRule) -> str:
        full = "100%" if rule.target is None else self.quantity(rule.target)
        full = full.replace("100%", self.per_cent(1))
        if rule.all_or_nothing:
            return self.text(
                f"Đạt từ {full}: điểm tối đa; dưới {full}: 0 điểm.",
                f"From {full}: full points; below {full}: 0 points.",
            )
        if rule.target is None:
            return self.text(
                "Điểm = tỷ lệ × điểm tối đa.", "Points = ratio × full points."
            )
        scaled = self.text(
            f"tỷ lệ ÷ {full} × điểm tối đa", f"ratio ÷ {full} × full points"
        )
        jumped = self.text("tỷ lệ × điểm tối đa", "ratio × full points")
        below = scaled if rule.below == "scaled" else jumped
        return self.text(
            f"Từ {full} trở lên: điểm tối đa; dưới {full}: {below}.",
            f"From {full}: full points; below {full}: {below}.",
        )

    @sentence.register
    def _count(self, rule: CountRule) -> str:
        each, on = self.number(rule.each), self.formula(rule.on)
        limit = self.text("điểm tối đa", "full points")
        if rule.cap is not None:
            limit = f"{self.number(rule.cap)} {self.text('điểm', 'points')}"
        return self.text(
            f"Điểm = {_bracketed(on)} × {each}, nhiều nhất {limit}.",
            f"Points = {_bracketed(on)} × {each}, at most {limit}.",
        )

    @sentence.register
    def _parts(self, rule: PartsRule) -> str:
        head = self.text("Cộng điểm các phần", "The parts add up")
        return self.listed(head, rule.parts, self._of_part)

    def _of_part(self, rule: Rule) -> str:
        # Inside a part, its own rule's full points are the part's, not the criterion's.
        sentence = self.sentence(rule).replace("điểm tối đa", "điểm của phần này")
        return sentence.replace("full points", "this part's points")

    @sentence.register
    def _relative(self, rule: RelativeRule) -> str:
        tree = read_formula(rule.on)
        _divisor, level = _guard_of(tree) or (None, tree)
        on = self.tree(level)
        return self.text(
            f"Mức = {on}. Điểm = mức của đơn vị ÷ mức cao nhất trong khối × điểm tối đa.",
            f"Level = {on}. Points = the unit's level ÷ the highest of the block × full points.",
        )

    @sentence.register
    def _formula(self, rule: FormulaRule) -> str:
        formula = self.formula(rule.formula)
        if rule.gives == "points":
            return self.text(f"Điểm = {formula}.", f"Points = {formula}.")
        return self.text(
            f"Điểm = {formula} × điểm tối đa.", f"Points = {formula} × full points."
        )


def _guard_of(tree: Tree) -> tuple[Tree, Tree] | None:
    """Return x and y of IF(x = 0, 0, y), where a formula is one."""
    if not isinstance(tree, Call) or tree.function != "IF":
        return None
    condition, then, otherwise = tree.arguments
    if not isinstance(condition, Call) or condition.function != "=":
        return None
    compared, zero = condition.arguments
    return (compared, otherwise) if zero == then == Number(0.0) else None


def _is_ratio(level: Tree, rule: StepsRule) -> bool:
    """Tell a share of two numbers, whose steps people say in per cent."""
    if not isinstance(level, Call) or level.function != "/":
        return False
    is_scaled = isinstance(level.arguments[1], Number)
    return not is_scaled and all(step.start <= 1 for step in rule.steps)


def _bracketed(formula: str) -> str:
    return f"({formula})" if any(sign in formula for sign in "+-×÷") else formula


def _uncapitalised(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
