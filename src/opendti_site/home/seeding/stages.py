"""The demo at a stage: everything that comes before it, done by the people whose work it is."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from opendti_site.assessments.requests.enums import RequestKind
from opendti_site.assessments.rounds.actions import start_appraisal
from opendti_site.assessments.rounds.models import Round
from opendti_site.frameworks.actions import adopt_from_library
from opendti_site.frameworks.bridge import library_identities
from opendti_site.home.seeding.appraising import MAINS, appraise_round, settle_round
from opendti_site.home.seeding.campaign import (
    Campaign,
    date_back,
    fill_in,
    half_way,
    open_this_year,
    publish,
    score,
    seed_last_year,
)
from opendti_site.home.seeding.ministry import MINISTRY, create_ministry
from opendti_site.home.seeding.people import create_administrator, create_people
from opendti_site.home.seeding.province import FRAMEWORK as COMMUNE_SET
from opendti_site.home.seeding.province import create_city, seed_city
from opendti_site.home.seeding.published import seed_published
from opendti_site.home.seeding.under_way import (
    ask,
    assign,
    give_back,
    give_longer,
    reply,
)
from opendti_site.organisations.models import Unit

STAGES = ("open", "appraisal", "scored", "published")
FRAMEWORK = "vn.moit.dti@2023"
SHOWN_TO_REPORTERS = {"cuc-tmdt": 0.6, "vu-dkt": 0.45}
"""How far the demo's own units have come while the round is open."""
LATE = {"truong-dtbd": 0.55, "vien-clcs": 0.0}
"""Units that have not signed when the appraisal begins, with how far they have come."""


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
    report("bộ chỉ số cấp xã của Thành phố Hồ Chí Minh")
    city = create_city(adopt_from_library(COMMUNE_SET, by=cast.coordinator))
    seed_city(city, year, stage)
    return True


def _this_year(campaign: Campaign, year: int, stage: str) -> None:
    round_ = open_this_year(campaign, year)
    if stage == "open":
        fill_in(campaign, round_, half_way(campaign, SHOWN_TO_REPORTERS))
        return
    if stage == "appraisal":
        give_longer(campaign, round_, "cuc-dl")
    fill_in(campaign, round_, LATE if stage == "appraisal" else {})
    date_back(campaign, round_)
    round_ = start_appraisal(round_, by=campaign.cast.coordinator)
    appraise_round(campaign, round_, MAINS[:3] if stage == "appraisal" else MAINS)
    if stage == "appraisal":
        _show_under_way(campaign, round_)
        return
    settle_round(campaign, round_)
    run = score(campaign, round_)
    if stage == "published":
        publish(run, campaign.cast.coordinator)


def _show_under_way(campaign: Campaign, round_: Round) -> None:
    """Bring about what happens in the midst of an appraisal, one case of each."""
    assign(campaign, round_, MAINS[:4])
    ask(campaign, round_, "1.2", ["cuc-tmdt", "cuc-hc"])
    (written,) = ask(campaign, round_, "2.2", ["cuc-tmdt"], RequestKind.REDO)
    reply(campaign, written, send=False)
    answered, drafted = ask(campaign, round_, "3.1", ["cuc-cn", "vu-pc"])
    reply(campaign, answered, send=True)
    reply(campaign, drafted, send=False)
    give_back(campaign, round_, "vu-dkt")
    settle_round(campaign, round_, MAINS[:1])
