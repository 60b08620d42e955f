"""Bands: whose they are, where they begin, and what a band needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from opendti.definitions import Path
from opendti.errors import Fault
from opendti.framework.finding import FrameworkFinding
from opendti.framework.model import BandTable, Framework, NodePosition
from opendti.naming import ROOT_CODE


def band_findings(
    framework: Framework, positions: tuple[NodePosition, ...]
) -> Iterator[FrameworkFinding]:
    """Yield bands of unknown nodes, of nodes that have some, and bands that cannot be told apart."""
    nodes = {position.node.code for position in positions} | {
        view.code for view in framework.views
    }
    table_of: dict[str, int] = {}
    for index, table in enumerate(framework.bands):
        path: Path = ("bands", index)
        for code in table.nodes:
            if code not in nodes | {ROOT_CODE}:
                yield FrameworkFinding(
                    (*path, "nodes"), Fault("no_node", {"code": code})
                )
            if code in table_of:
                yield FrameworkFinding(
                    (*path, "nodes"), Fault("bands_already", {"code": code})
                )
        yield from _needs(framework, table, table_of, path)
        codes = Counter(band.code for band in table.bands)
        for code in (code for code, count in codes.items() if count > 1):
            yield FrameworkFinding(path, Fault("band_twice", {"code": code}))
        starts = Counter((band.start, band.bound) for band in table.bands)
        for (start, _bound), count in starts.items():
            if count > 1:
                yield FrameworkFinding(
                    path, Fault("band_starts_twice", {"start": start})
                )
        table_of |= dict.fromkeys(table.nodes, index)


def _needs(
    framework: Framework, table: BandTable, table_of: dict[str, int], path: Path
) -> Iterator[FrameworkFinding]:
    """Yield needs that name a node without bands, or an unknown band."""
    codes = {
        code: {band.code for band in framework.bands[index].bands}
        for code, index in table_of.items()
    }
    needs = [
        (index, need) for index, band in enumerate(table.bands) for need in band.needs
    ]
    for index, need in needs:
        here = (*path, "bands", index, "needs")
        for code in need.nodes:
            if code not in codes:
                yield FrameworkFinding(here, Fault("no_bands_above", {"code": code}))
            elif need.band not in codes[code]:
                fault = Fault("no_band", {"code": code, "band": need.band})
                yield FrameworkFinding(here, fault)
        if need.count > len(need.nodes):
            params = {"count": need.count, "found": len(need.nodes)}
            yield FrameworkFinding(here, Fault("need_of_too_many", params))
