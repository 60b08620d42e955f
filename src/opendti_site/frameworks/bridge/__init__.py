"""What frameworks use of the engine: releases described, drafts checked, files read and written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opendti.deferred import defer

if TYPE_CHECKING:
    from opendti_site.frameworks.bridge.comparing import Comparison, compare_texts
    from opendti_site.frameworks.bridge.crosswalks import (
        CrosswalkRow,
        CrosswalkSheet,
        proposed_crosswalk,
        stored_crosswalk,
        typed_crosswalk,
    )
    from opendti_site.frameworks.bridge.drafts import (
        DraftFacts,
        draft_facts,
        faults_of,
        faults_of_node,
        faults_of_part,
        read_draft,
    )
    from opendti_site.frameworks.bridge.files import (
        KINDS,
        FileRefusedError,
        draft_from_file,
        exported,
        read_typed,
        schema_text,
        why_unreadable,
    )
    from opendti_site.frameworks.bridge.fingerprints import has_fingerprint
    from opendti_site.frameworks.bridge.matching import (
        ItemMatches,
        matches_between,
    )
    from opendti_site.frameworks.bridge.releases import (
        FrameworkSource,
        LibraryEntry,
        Plan,
        describe,
        library_entries,
        library_identities,
        library_text,
        plan_of,
        read_release,
    )
    from opendti_site.frameworks.bridge.trying import RuleView, view_rule
    from opendti_site.frameworks.bridge.writing import write_draft

__all__ = [
    "KINDS",
    "Comparison",
    "CrosswalkRow",
    "CrosswalkSheet",
    "DraftFacts",
    "FileRefusedError",
    "FrameworkSource",
    "ItemMatches",
    "LibraryEntry",
    "Plan",
    "RuleView",
    "compare_texts",
    "describe",
    "draft_facts",
    "draft_from_file",
    "exported",
    "faults_of",
    "faults_of_node",
    "faults_of_part",
    "has_fingerprint",
    "library_entries",
    "library_identities",
    "library_text",
    "matches_between",
    "plan_of",
    "proposed_crosswalk",
    "read_draft",
    "read_release",
    "read_typed",
    "schema_text",
    "stored_crosswalk",
    "typed_crosswalk",
    "view_rule",
    "why_unreadable",
    "write_draft",
]

defer(__name__)
