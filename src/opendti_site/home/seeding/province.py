"""A city's own index over its communes, beside the ministry's: real units and a real set, invented answers.

The names are those of Resolution 1685/NQ-UBTVQH15 of 2025; the twelve were chosen for the demo, of 168.
"""

from __future__ import annotations

from opendti_site.assessments.appraisal.actions import accept_rest
from opendti_site.assessments.requests.enums import RequestKind
from opendti_site.assessments.rounds.actions import start_appraisal, start_step
from opendti_site.assessments.rounds.enums import RoundState
from opendti_site.frameworks.bridge import describe
from opendti_site.frameworks.models import FrameworkRelease
from opendti_site.home.seeding.answers import COMMUNES as FIGURES
from opendti_site.home.seeding.appraising import MAINS, appraise_round, settle_round
from opendti_site.home.seeding.campaign import (
    Campaign,
    date_back,
    fill_in,
    half_way,
    open_this_year,
    score,
)
from opendti_site.home.seeding.people import PROVINCE_CAST, create_people
from opendti_site.home.seeding.under_way import ask, reply
from opendti_site.organisations.actions import create_unit, edit_unit
from opendti_site.organisations.enums import UnitKind
from opendti_site.organisations.models import Unit
from opendti_site.publication.actions import EditionFacts
from opendti_site.publication.actions import publish as publish_edition

CITY = "ho-chi-minh"
CITY_NAMES = {
    "name": "Thành phố Hồ Chí Minh",
    "short_name": "TP. Hồ Chí Minh",
    "name_en": "Ho Chi Minh City",
}
"""What the city is called in its own round; the published table names it without its kind."""
FRAMEWORK = "vn.hcmc.commune@2026"
TITLE = "Đánh giá chuyển đổi số cấp xã của Thành phố Hồ Chí Minh năm {year}"
SOURCE = "Số liệu minh họa do OpenDTI đặt ra để chạy thử; không phải kết quả đánh giá của Thành phố Hồ Chí Minh."
SOURCE_EN = "Illustrative data, made up by OpenDTI for trying it out; no result of Ho Chi Minh City."
COMMUNES = (
    ("sai-gon", "Phường Sài Gòn"),
    ("ben-thanh", "Phường Bến Thành"),
    ("tan-dinh", "Phường Tân Định"),
    ("xuan-hoa", "Phường Xuân Hòa"),
    ("ban-co", "Phường Bàn Cờ"),
    ("khanh-hoi", "Phường Khánh Hội"),
    ("cu-chi", "Xã Củ Chi"),
    ("hoc-mon", "Xã Hóc Môn"),
    ("nha-be", "Xã Nhà Bè"),
    ("can-gio", "Xã Cần Giờ"),
    ("phuoc-hai", "Xã Phước Hải"),
    ("con-dao", "Đặc khu Côn Đảo"),
)


LATE = {f"{CITY}.can-gio": 0.6, f"{CITY}.con-dao": 0.0}
"""Communes that have not signed when the appraisal begins, with how far they have come."""


def create_city(release: FrameworkRelease) -> Campaign:
    """Create twelve communes below the city that the published table named, and their people."""
    city = Unit.objects.get(code=CITY)
    units = [
        create_unit(
            by=None,
            code=f"{CITY}.{code}",
            name=name,
            kind=UnitKind.COMMUNE,
            parent=city,
        )
        for code, name in COMMUNES
    ]
    cast = create_people(city, units, PROVINCE_CAST)
    city = edit_unit(
        unit=city, version=city.version, by=cast.coordinator, changes=CITY_NAMES
    )
    block = describe(release).blocks[0].code
    return Campaign(
        release,
        city,
        units,
        cast,
        TITLE,
        SOURCE,
        SOURCE_EN,
        FIGURES,
        block,
        has_every_step=True,
    )


def seed_city(campaign: Campaign, year: int, stage: str) -> None:
    """Bring the city's round as far as the ministry's; in appraisal, a step further: to the explanations."""
    round_ = open_this_year(campaign, year)
    if stage == "open":
        fill_in(campaign, round_, half_way(campaign, {f"{CITY}.cu-chi": 0.5}))
        return
    by = campaign.cast.coordinator
    fill_in(campaign, round_, LATE if stage == "appraisal" else {})
    date_back(campaign, round_)
    round_ = start_appraisal(round_, by=by)
    appraise_round(campaign, round_, MAINS)
    asked = ask(campaign, round_, "DTI-28", [f"{CITY}.cu-chi", f"{CITY}.hoc-mon"])
    (written,) = ask(campaign, round_, "DTI-19", [f"{CITY}.cu-chi"], RequestKind.REDO)
    reply(campaign, written, send=False)
    reply(campaign, asked[1], send=True)
    round_ = start_step(round_, RoundState.EXPLANATION, by=by)
    if stage == "appraisal":
        return
    round_ = start_step(round_, RoundState.REAPPRAISAL, by=by)
    accept_rest(round_, "DTI-28", by=campaign.cast.appraiser)
    round_ = start_step(round_, RoundState.COUNCIL, by=by)
    settle_round(campaign, round_)
    run = score(campaign, round_)
    if stage == "published":
        publish_edition(run, city_facts(year), by=by)


def city_facts(year: int) -> EditionFacts:
    """Return what is published beside the numbers."""
    return EditionFacts(
        title=f"Xếp hạng chuyển đổi số cấp xã của Thành phố Hồ Chí Minh năm {year}: mười hai đơn vị (số liệu minh họa)",
        title_en=f"Digital transformation of communes of Ho Chi Minh City, ranked, {year}: twelve units (illustrative data)",
        source_note_en=SOURCE_EN,
        slug=f"dti-cap-xa-tphcm-{year}",
        notes=[
            {
                "vi": "Mười hai trong 168 xã, phường, đặc khu, chọn để minh họa; số liệu do OpenDTI đặt ra.",
                "en": "Twelve of 168 communes, wards and special zones, chosen as an illustration; OpenDTI made the data up.",
            }
        ],
    )
