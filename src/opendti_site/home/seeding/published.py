"""Real published tables as rounds: the provinces of 2024, the score sheets of Phú Thọ."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.text import slugify

from opendti.folding import fold
from opendti_site.accounts.actions import grant_role
from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import User
from opendti_site.assessments.rounds.actions import (
    close_round,
    create_round,
    open_round,
    start_appraisal,
)
from opendti_site.assessments.rounds.drafts import RoundDraft
from opendti_site.assessments.rounds.enums import RoundOrigin
from opendti_site.assessments.submissions.actions import import_answers
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.frameworks.actions import adopt_from_library
from opendti_site.frameworks.bridge import describe
from opendti_site.frameworks.models import FrameworkRelease
from opendti_site.home.bridge import PublishedData, published_data
from opendti_site.home.seeding.people import create_steward
from opendti_site.organisations.actions import create_unit
from opendti_site.organisations.enums import UnitKind
from opendti_site.organisations.models import Unit
from opendti_site.publication.actions import EditionFacts, publish
from opendti_site.publication.models import Edition
from opendti_site.results.actions import compute_run, start_run

Note = dict[str, str]
PROVINCES = "tinh-thanh"
PHU_THO = "phu-tho"
WITHOUT_GROUP_3: Note = {
    "lead": "1",
    "vi": "Nhóm 3 không được tính ở đây: số liệu đầu vào của nhóm này không được công bố cho từng đơn vị. Điểm tối đa áp dụng vì thế thấp hơn 100; điểm tổng do nguồn cho gồm cả nhóm 3 nên lệch với điểm tổng trên trang này.",
    "en": "Group 3 is left out here: its inputs are not published for single units. The applicable maximum is therefore below 100; the source's total includes group 3 and so differs from the total on this page.",
}
INFERRED_POINTS: Note = {
    "lead": "1",
    "vi": "Giá trị tám chỉ số chính và giá trị chung là số công bố. Điểm tối đa từng chỉ số chính (tổng 940) là điểm tối đa suy luận từ 34 dòng kết quả, chưa đọc được trong văn bản; trụ cột do OpenDTI tính từ đó.",
    "en": "The values of the eight main indicators and of the index are as published. The maximum points of each main indicator (940 in all) are inferred from the 34 published rows and were not found in print; the pillars are computed by OpenDTI from them.",
}
MERGED: Note = {
    "vi": "Giá trị của đơn vị sáp nhập là bình quân giản đơn của các tỉnh, thành phố trước sáp nhập, theo cách công bố của nguồn.",
    "en": "The values of merged units are the plain means of the former provinces, as the source publishes them.",
}


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """A published table and where it goes."""

    dataset: str
    framework: str
    root: Unit
    year: int
    title: str
    title_en: str
    slug: str
    kind: UnitKind
    prefix: str
    suffix: str
    notes: list[Note]


def seed_published() -> list[Edition]:
    """Publish every shipped table of real results, with its source."""
    everyone = create_unit(
        by=None,
        code=PROVINCES,
        name="Các tỉnh, thành phố trực thuộc Trung ương",
        name_en="Provinces and centrally run cities",
        kind=UnitKind.OTHER,
    )
    steward = create_steward(everyone)
    provinces = _publish(_provinces(everyone), by=steward)
    phu_tho = everyone.children.get(code=PHU_THO)
    # A round is run by who coordinates the very unit to which it belongs.
    grant_role(user=steward, role=Role.COORDINATOR, unit=phu_tho, by=None)
    return [provinces, _publish(_phu_tho(phu_tho), by=steward)]


def _provinces(root: Unit) -> PublishedTable:
    return PublishedTable(
        dataset="vn.dti.province.2024",
        framework="vn.dti.province@2024",
        root=root,
        year=2024,
        title="Xếp hạng chuyển đổi số 34 tỉnh, thành phố năm 2024",
        title_en="Digital transformation of the 34 provinces and cities, ranked, 2024",
        slug="dti-cap-tinh-2024",
        kind=UnitKind.PROVINCE,
        prefix="",
        suffix="",
        notes=[INFERRED_POINTS, MERGED],
    )


def _phu_tho(root: Unit) -> PublishedTable:
    return PublishedTable(
        dataset="vn.service.phu_tho.2026",
        framework="vn.service@2022",
        root=root,
        year=2026,
        title="Chất lượng phục vụ người dân, doanh nghiệp (Bộ chỉ số 766) năm 2026: năm đơn vị tỉnh Phú Thọ",
        title_en="Quality of service to citizens and businesses (index 766), 2026: five bodies of Phú Thọ",
        slug="chi-so-766-phu-tho-2026",
        kind=UnitKind.BODY,
        prefix="phu-tho.",
        suffix=", tỉnh Phú Thọ",
        notes=[WITHOUT_GROUP_3],
    )


def _publish(table: PublishedTable, *, by: User) -> Edition:
    release = adopt_from_library(table.framework, by=by)

    def code_of(name: str) -> str:
        return table.prefix + slugify(fold(name))

    data = published_data(table.dataset, release, code_of)
    blocks = {}
    for name, block in data.blocks.items():
        blocks[code_of(name)] = block
        create_unit(
            by=by,
            code=code_of(name),
            name=name + table.suffix,
            short_name=name,
            kind=table.kind,
            block=block,
            parent=table.root,
        )
    return _edition(table, release, data, blocks, by)


def _edition(
    table: PublishedTable,
    release: FrameworkRelease,
    data: PublishedData,
    blocks: dict[str, str],
    by: User,
) -> Edition:
    day = data.published_on
    # Noon keeps the day the same in every time zone near ours.
    noon = dt.datetime.combine(day, dt.time(12), tzinfo=timezone.get_default_timezone())
    draft = RoundDraft(
        title=table.title,
        year=table.year,
        release=release,
        root=table.root,
        opens_at=noon - dt.timedelta(days=2),
        submit_by=noon - dt.timedelta(days=1),
        appraise_by=noon,
        origin=RoundOrigin.PUBLISHED_DATA,
        source_note=data.facts.source.vi,
        source_note_en=data.facts.source.en or "",
    )
    round_ = open_round(create_round(draft, by=by), by=by, blocks=blocks)
    import_answers(round_, data.rows, by=by)
    # The published numbers are final: nobody appraises them here.
    round_ = close_round(start_appraisal(round_, by=by), by=by)
    facts = EditionFacts(
        title=table.title,
        title_en=table.title_en,
        slug=table.slug,
        source_note=data.facts.source.vi,
        source_note_en=data.facts.source.en or "",
        source_url=data.facts.source_url,
        announced_on=day,
        notes=[*table.notes, *_notes(release, data)],
        printed=data.printed,
    )
    # Through the same actions as a person's: the editions of the demo are sealed like any other.
    return publish(compute_run(start_run(round_, Stage.FINAL, by=by)), facts, by=by)


def _notes(release: FrameworkRelease, data: PublishedData) -> list[Note]:
    """Return what the framework and the data set say of themselves."""
    missing = describe(release).framework.missing
    notes = (missing, data.facts.derived, data.facts.licence)
    return [{"vi": words.vi, "en": words.en or ""} for words in notes if words]
