"""The steps of a composite index as options of the import."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from opendti.errors import Fault, UsageError
from opendti.framework.composite import (
    STEPS,
)
from opendti.methods.aggregations import AGGREGATIONS
from opendti.methods.imputations import IMPUTATIONS
from opendti.methods.normalisations import NORMALISATIONS
from opendti.methods.treatments import TREATMENTS
from opendti.methods.weightings import WEIGHTINGS


@dataclass(frozen=True, slots=True)
class CoinSteps:
    """
    The steps of the index, in the words of a framework's `composite` section.

    By default raw data, min–max to 0–100, weights as given, arithmetic means.

    Attributes
    ----------
    denominate
        Divide by the denominators that iMeta names.
    screen, non_zero
        Minimum shares of available, and of non-zero numbers.
    impute, group
        How what is missing is filled; the group column for `group_mean`, `group_median`.
    treat
        Methods against outliers, in turn.
    normalise, scale, reference
        The normalisation, the range it spreads over, and the reference unit's code.
    aggregate, availability
        The mean up the tree, and the minimum share of children it needs.
    weights
        `given`, `equal`, `pca` or `pca_squared`.
    order
        The order of the steps before normalising.
    time
        The year that is imported, of a table with several; the latest by default.
    """

    denominate: bool = False
    screen: float | None = None
    non_zero: float | None = None
    impute: str = "none"
    group: str | None = None
    treat: tuple[str, ...] = ()
    normalise: str = "min_max"
    scale: tuple[float, float] = (0.0, 100.0)
    reference: str | None = None
    aggregate: str = "arithmetic"
    availability: float | None = None
    weights: str = "given"
    order: tuple[str, ...] = STEPS
    time: str | None = None

    def refuse_unknown(self) -> None:
        """Refuse methods that do not exist; raises `UsageError` with the known ones."""
        asked: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = [
            ("impute", tuple(IMPUTATIONS), (self.impute,)),
            ("treat", tuple(TREATMENTS), self.treat),
            ("normalise", tuple(NORMALISATIONS), (self.normalise,)),
            ("aggregate", tuple(AGGREGATIONS), (self.aggregate,)),
            ("weights", tuple(WEIGHTINGS), (self.weights,)),
        ]
        for step, methods, names in asked:
            for name in names:
                if name not in methods:
                    params = {"step": step, "known": methods, "found": name}
                    raise UsageError(Fault("coin_no_method", params))
        if sorted(self.order) != sorted(STEPS):
            raise UsageError(Fault("coin_order", {"known": STEPS}))
        if self.scale[0] >= self.scale[1]:
            raise UsageError(
                Fault("coin_range", dict(zip(("low", "high"), self.scale, strict=True)))
            )

    def section(self) -> dict[str, Any]:
        """Return the framework's section `composite`."""
        section: dict[str, Any] = {}
        if self.order != STEPS:
            section["order"] = list(self.order)
        screen = {"availability": self.screen, "non_zero": self.non_zero}
        if any(share is not None for share in screen.values()):
            section["screen"] = {
                name: share for name, share in screen.items() if share is not None
            }
        if self.impute != "none":
            section["impute"] = {"method": self.impute}
            if self.group is not None:
                section["impute"]["group"] = self.group
        if self.treat:
            section["treat"] = {"methods": list(self.treat)}
        section["normalise"] = self.normalisation()
        section["weights"] = self.weights
        section["aggregate"] = {"method": self.aggregate}
        if self.availability is not None:
            section["aggregate"]["availability"] = self.availability
        return section

    def normalisation(self) -> dict[str, Any]:
        """Return the normalisation that holds for every indicator."""
        scale: dict[str, Any] = {"method": self.normalise, "range": list(self.scale)}
        if self.reference is not None:
            scale["reference"] = self.reference
        return scale
