"""The demo's data: real units and real published tables, invented answers, all by the actions."""

from __future__ import annotations

from opendti_site.home.seeding.stages import STAGES, seed

__all__ = ["STAGES", "seed"]
