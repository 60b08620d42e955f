"""The demo at a stage: everything that comes before it, done by the people whose work it is."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from opendti_site.assessments.rounds.actions import start_appraisal
from opendti_site.frameworks.actions import adopt_from_library
from opendti_site.frameworks.bridge import library_identities
from opendti_site.home.seeding.appraising import MAINS, appraise_round, settle_round
from opendti_site.home.seeding.campaign import (
    Campaign,
    fill_in,
    open_this_year,
    publish,
    score,
    seed_last_year,
)
from opendti_site.home.seeding.ministry import MINISTRY, create_ministry
from opendti_site.home.seeding.people import create_administrator, create_people
from opendti_site.home.seeding.published import seed_published
from opendti_site.organisations.models import Unit

STAGES = ("open", "appraisal", "scored", "published")
FRAMEWORK = "vn.moit.dti@2023"


@transaction.atomic
def seed(stage: str, report: Callable[[str], None]) -> bool:
    """Fill an empty database up to a stage; one that has the ministry is left alone."""
    if Unit.objects.filter(code=MINISTRY).exists():
        return False
    report("đơn vị và người")
    ministry, units = create_ministry(by=None)
    cast = create_people(ministry, units)
    report("bộ chỉ số và số liệu đã công bố")
    for identity in library_identities():
        adopt_from_library(identity, by=cast.coordinator)
    seed_published()
    create_administrator(Unit.objects.filter(parent=None))
    campaign = Campaign(
        adopt_from_library(FRAMEWORK, by=cast.coordinator), ministry, units, cast
    )
    year = timezone.localdate().year
    report(f"kỳ đánh giá {year - 1}")
    seed_last_year(campaign, year - 1)
    report(f"kỳ đánh giá {year}")
    _this_year(campaign, year, stage)
    return True


def _this_year(campaign: Campaign, year: int, stage: str) -> None:
    round_ = open_this_year(campaign, year)
    fill_in(campaign, round_, everyone=stage != "open")
    if stage == "open":
        return
    round_ = start_appraisal(round_, by=campaign.cast.coordinator)
    appraise_round(campaign, round_, MAINS[:3] if stage == "appraisal" else MAINS)
    if stage == "appraisal":
        return
    settle_round(campaign, round_)
    run = score(campaign, round_)
    if stage == "published":
        publish(run, campaign.cast.coordinator)
