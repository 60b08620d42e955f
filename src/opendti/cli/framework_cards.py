"""What `opendti library` lists of each framework; kept, since compiling all of them takes long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from opendti.framework import Framework


def framework_card(identity: str) -> dict[str, Any]:
    """Describe a framework of the library in words and numbers."""
    import numpy as np

    from opendti.framework import parse_framework
    from opendti.library import framework_path
    from opendti.plan import compile_plan

    path = framework_path(identity)
    framework = parse_framework(path.read_text("utf-8"), path.name)
    plan = compile_plan(framework)
    return {
        "title": {"vi": plan.title.vi, "en": plan.title.in_language("en")},
        "status": plan.status,
        "complete": framework.complete,
        "blocks": [
            {
                "code": block.code,
                "title": {"vi": block.title.vi, "en": block.title.in_language("en")},
                "criteria": int((~np.isnan(maxima)).sum()),
                "points": float(np.nansum(maxima)),
            }
            for block, maxima in zip(plan.blocks, plan.maxima, strict=True)
        ],
        "levels": _levels(framework),
    }


def _levels(framework: Framework) -> list[dict[str, Any]]:
    """Describe the levels whose counts are declared, or all where none is."""
    from opendti.framework.counts import count_nodes

    counts = (entry for entry in framework.declared if entry.count is not None)
    declared = {entry.level or framework.levels[-1].code for entry in counts}
    return [
        {
            "code": level.code,
            "title": {"vi": level.title.vi, "en": level.title.in_language("en")},
            "counts": {
                block: count_nodes(framework, level.code, block)
                for block in framework.block_codes
            },
        }
        for level in framework.levels
        if level.code in declared or not declared
    ]
