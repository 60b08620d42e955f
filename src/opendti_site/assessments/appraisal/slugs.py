"""The stages as they are in addresses."""

from __future__ import annotations

from opendti_site.assessments.submissions.enums import Stage

SLUGS = {"lan-1": Stage.APPRAISED, "hoi-dong": Stage.FINAL}


class StageConverter:
    """`lan-1` is the appraisers' stage, `hoi-dong` the council's."""

    regex = "lan-1|hoi-dong"

    def to_python(self, slug: str) -> str:
        """Return the stage's code."""
        return SLUGS[slug].value

    def to_url(self, stage: str) -> str:
        """Return the slug."""
        return next(slug for slug, code in SLUGS.items() if code == stage)
