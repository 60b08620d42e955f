"""The one door to the engine: releases told for pages, drafts checked, files in and out."""

from __future__ import annotations

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
)
from opendti_site.frameworks.bridge.telling import (
    Plan,
    describe,
    library_identities,
    library_text,
    plan_of,
    read_release,
)
from opendti_site.frameworks.bridge.trying import RuleView, view_rule
from opendti_site.frameworks.bridge.writing import write_draft

__all__ = [
    "KINDS",
    "DraftFacts",
    "FileRefusedError",
    "Plan",
    "RuleView",
    "describe",
    "draft_facts",
    "draft_from_file",
    "exported",
    "faults_of",
    "faults_of_node",
    "faults_of_part",
    "library_identities",
    "library_text",
    "plan_of",
    "read_draft",
    "read_release",
    "read_typed",
    "schema_text",
    "view_rule",
    "write_draft",
]
