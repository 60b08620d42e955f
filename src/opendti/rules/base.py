"""What every kind of rule is: a model of its keys, and what its kind decides."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from pydantic import GetCoreSchemaHandler
from pydantic.errors import PydanticUndefinedAnnotation
from pydantic_core import CoreSchema

from opendti.definitions import Definition, Path, Text
from opendti.errors import Fault
from opendti.formula import Name, Tree, ValueKind
from opendti.rules.entries import Option
from opendti.rules.writing import PhraseWriter

ItemType = Literal["count", "number", "share", "yes_no", "choice", "text"]
Located = tuple[Path, Fault]
"""A fault, and the path below the node that it is about."""
MAX = Name("max")
"""A criterion's points, in a formula."""


@dataclass(frozen=True, slots=True)
class FormulaField:
    """A formula's text, its path below the node, and what it must give."""

    path: Path
    text: str
    gives: ValueKind = ValueKind.NUMBER


class BaseRule(Definition, ABC):
    """
    A rule of some kind.

    A kind is a subclass in a module of its own: its keys are fields, and it overrides
    what it decides otherwise than most kinds do. `tree` and `sentence` every kind has.
    """

    gives_points: ClassVar[bool] = True
    """Whether a criterion with this rule has points."""
    stands_alone: ClassVar[bool] = False
    """Whether it is refused inside another rule."""
    gates_siblings: ClassVar[bool] = False
    """Whether it has a `condition`, without which its siblings give nothing."""
    needs_items: ClassVar[bool] = False
    """Whether the criterion must list its items, since the rule's own have no meaning."""
    formula_keys: ClassVar[tuple[str, ...]] = ()
    """The fields that hold formulas."""
    formula_gives: ClassVar[ValueKind] = ValueKind.NUMBER
    item_type: ClassVar[ItemType | None] = None
    """The type of the item `a` that the rule adds when none is written."""
    titles: ClassVar[Mapping[str, Text]]
    """What an editor calls each `kind` of this model."""

    kind: str

    @property
    def sign(self) -> Literal[-1, 0, 1]:
        """Return 0 for points on the scale, else whether they are added or taken away."""
        return 0

    @property
    def compares(self) -> bool:
        """Whether the rule itself looks at other units of the block."""
        return any("BEST" in field.text.upper() for field in self.formulas())

    def inner(self) -> Iterator[tuple[Path, BaseRule]]:
        """Yield the rules directly inside this one, each with its path below it."""
        yield from ()

    def item_types(self) -> dict[str, ItemType]:
        """Return the types of the items that the rule says something of."""
        return {"a": self.item_type} if self.item_type else {}

    def named_items(self) -> tuple[str, ...]:
        """Return the items that the rule names outside a formula."""
        return ()

    def choices(self) -> dict[str, tuple[Option, ...]]:
        """Return for each item that the rule makes a choice its options."""
        return {}

    def formulas(self) -> Iterator[FormulaField]:
        """Yield the rule's own formulas, their paths below the rule."""
        for key in self.formula_keys:
            text = getattr(self, key)
            if isinstance(text, str):
                yield FormulaField((key,), text, self.formula_gives)

    def faults(self, points: float, path: Path) -> Iterator[Located]:  # noqa: ARG002 -- most kinds cannot be wrong
        """
        Yield what is wrong inside the rule.

        Parameters
        ----------
        points
            The points of full marks, the lowest of all blocks.
        path
            Of the rule, below the node.
        """
        yield from ()

    def item_faults(self, highest: Mapping[str, float]) -> Iterator[Fault]:  # noqa: ARG002 -- most kinds fit any
        """Yield what can never happen, from the highest value that each bounded item can have."""
        yield from ()

    @abstractmethod
    def tree(self, full_marks: Tree = MAX) -> Tree:
        """
        Return the tree of the rule's points; names are the items' own codes.

        Parameters
        ----------
        full_marks
            The points of full marks: the criterion's, or a part's share of them.
        """

    def condition(self) -> Tree | None:
        """Return what must hold, or the criterion's siblings give nothing; None for no condition."""
        return None

    def absence(self) -> Tree | None:
        """Return the condition under which the criterion does not apply, or None."""
        return None

    def unmeasured(self) -> Tree | None:
        """Return the condition under which the criterion counts as not measured, or None."""
        return None

    def checks(self) -> Iterator[tuple[str, Text]]:
        """Yield formulas that must hold between the items once all are given, with their messages."""
        yield from ()

    @abstractmethod
    def sentence(self, writer: PhraseWriter) -> str:
        """Write how the rule gives points, in the writer's language."""


class _Registered:
    """The models of every registered kind, told apart by `kind`."""

    union: ClassVar[Any] = None

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        if self.union is None:
            name = "Rule"
            raise PydanticUndefinedAnnotation(name, "no kind of rule is registered yet")
        return handler.generate_schema(self.union)


Rule = Annotated[BaseRule, _Registered()]
"""A rule of any registered kind. A model with such a field is complete once all are registered."""


def register(union: object) -> None:
    """Register the models that `Rule` stands for; once, by the package."""
    _Registered.union = union


def inner_rules(rule: BaseRule) -> Iterator[tuple[Path, BaseRule]]:
    """Yield a rule and every rule inside it, each with its path below the first."""
    yield (), rule
    for path, inner in rule.inner():
        for below, found in inner_rules(inner):
            yield (*path, *below), found
