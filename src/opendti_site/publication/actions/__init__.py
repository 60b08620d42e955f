"""Writes of publication: a run becomes an edition, an edition is corrected by a new one."""

from __future__ import annotations

from opendti_site.publication.actions.publishing import (
    EditionFacts,
    edition_to_be,
    publish_correction,
    publish_run,
)

__all__ = ["EditionFacts", "edition_to_be", "publish_correction", "publish_run"]
