from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from opendti_site.accounts.actions import grant_role
from opendti_site.accounts.enums import Role
from opendti_site.assessments.appraisal.actions import Judgement, appraise
from opendti_site.assessments.rounds.actions import (
    close_round,
    create_round,
    discard_round,
    edit_round,
    extend_round,
    open_round,
    reopen_round,
    start_appraisal,
)
from opendti_site.assessments.rounds.drafts import RoundDraft
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.rounds.queries import (
    rounds_visible_to,
    rounds_with_progress,
)
from opendti_site.audit.errors import ActionRefusedError, EditConflictError
from opendti_site.audit.models import AuditLine
from opendti_site.frameworks.actions import adopt_from_library, adopt_text
from tests.site.assessments.rows import by_hand, round_in
from tests.site.cast import person

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.frameworks.models import FrameworkRelease
    from opendti_site.organisations.models import Unit
    from tests.site.clock import Clock


def verbs() -> list[str]:
    return list(AuditLine.objects.order_by("pk").values_list("verb", flat=True))


def test_open_round_freezes_framework_and_gives_each_unit_its_block(
    round_: Round, release: FrameworkRelease
) -> None:
    round_.refresh_from_db()

    assert round_.state == "open"
    assert (round_.framework_text, round_.fingerprint) == (
        release.text,
        release.fingerprint,
    )
    rows = round_.submissions.values_list("unit__code", "block", "total", "max_points")
    assert sorted(rows) == [
        ("CucTMDT", "services", 5, 90.0),
        ("VuDKT", "no_services", 4, 50.0),
    ]
    assert verbs()[-2:] == ["create_round", "open_round"]


def test_open_round_with_blocks_said_by_hand(
    draft: RoundDraft, agency: Unit, department: Unit, coordinator: User
) -> None:
    round_ = create_round(draft, by=coordinator)

    open_round(round_, by=coordinator, blocks={"VuDKT": "services", "CucTMDT": ""})

    assert list(round_.submissions.values_list("unit__code", "block")) == [
        ("VuDKT", "services")
    ]


def test_open_round_without_units_is_refused(
    draft: RoundDraft, agency: Unit, coordinator: User
) -> None:
    round_ = create_round(draft, by=coordinator)

    with pytest.raises(ActionRefusedError):
        open_round(round_, by=coordinator, blocks={})

    round_.refresh_from_db()
    assert round_.state == "draft"


def test_create_round_with_dates_out_of_order_is_refused(
    draft: RoundDraft, coordinator: User
) -> None:
    with pytest.raises(ValidationError):
        create_round(replace(draft, submit_by=draft.opens_at), by=coordinator)

    assert not Round.objects.exists()


@pytest.mark.parametrize(
    "who", ["reporter", "signatory", "appraiser", "council", "viewer"]
)
def test_create_round_is_for_coordinators(
    draft: RoundDraft, who: str, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(who)

    with pytest.raises(PermissionDenied):
        create_round(draft, by=user)

    assert not Round.objects.exists()


def test_start_appraisal_before_the_deadline_needs_every_submission(
    round_: Round, coordinator: User
) -> None:
    with pytest.raises(ActionRefusedError, match="2 đơn vị chưa nộp"):
        start_appraisal(round_, by=coordinator)

    round_.refresh_from_db()
    assert round_.state == "open"


def test_start_appraisal_then_close(
    round_: Round, coordinator: User, clock: Clock
) -> None:
    clock.pass_deadline(round_)

    assert start_appraisal(round_, by=coordinator).state == "appraisal"
    assert close_round(round_, by=coordinator).state == "closed"
    assert verbs()[-2:] == ["start_appraisal", "close_round"]


def test_extend_round_needs_a_reason(round_: Round, coordinator: User) -> None:
    later = round_.submit_by + dt.timedelta(days=5)

    with pytest.raises(ValidationError):
        extend_round(round_, submit_by=later, reason=" ", by=coordinator)
    extended = extend_round(round_, submit_by=later, reason="Bão số 9", by=coordinator)

    assert extended.submit_by == later


def test_rounds_visible_to_participants_and_overseers(
    round_: Round, draft: RoundDraft, reporter: User, viewer: User, coordinator: User
) -> None:
    create_round(draft, by=coordinator)

    assert rounds_visible_to(coordinator).count() == 2
    assert rounds_visible_to(viewer).count() == 2
    assert list(rounds_visible_to(reporter)) == [round_]
    assert rounds_with_progress(reporter).get().units == 1
    assert rounds_with_progress(viewer).get(pk=round_.pk).units == 2


def test_extend_round_takes_only_a_later_deadline(
    round_: Round, coordinator: User
) -> None:
    for submit_by in (round_.submit_by, round_.submit_by - dt.timedelta(days=1)):
        with pytest.raises(ValidationError, match="sau hạn nộp hiện nay"):
            extend_round(round_, submit_by=submit_by, reason="Lý do", by=coordinator)

    round_.refresh_from_db()
    assert round_.version == 2


def test_extend_round_to_a_time_that_has_passed_is_refused(
    round_: Round, coordinator: User, clock: Clock
) -> None:
    later = round_.submit_by + dt.timedelta(days=1)
    clock.move_on(days=30)

    with pytest.raises(ValidationError, match="phải sau lúc này"):
        extend_round(round_, submit_by=later, reason="Lý do", by=coordinator)


def test_extend_round_past_the_end_of_the_appraisal_is_refused_beside_the_field(
    draft: RoundDraft, agency: Unit, coordinator: User, client: Client
) -> None:
    ends = draft.submit_by + dt.timedelta(days=5)
    round_ = create_round(replace(draft, appraise_by=ends), by=coordinator)
    open_round(round_, by=coordinator)
    client.force_login(coordinator)
    later = timezone.localtime(ends + dt.timedelta(minutes=1)).strftime(
        "%Y-%m-%dT%H:%M"
    )

    answer = client.post(
        f"/ky/{round_.pk}/gia-han/", {"submit_by": later, "reason": "Lý do"}
    )

    assert answer.status_code == 200
    assert (
        "Hạn mới phải trước hạn thẩm định; hãy lùi cả hạn đó."
        in answer.content.decode()
    )


def test_a_deadline_in_the_past_is_refused_when_a_round_is_set_up_and_when_it_opens(
    draft: RoundDraft, agency: Unit, coordinator: User, clock: Clock
) -> None:
    round_ = create_round(draft, by=coordinator)
    clock.pass_deadline(round_)

    with pytest.raises(ValidationError, match="phải sau lúc này"):
        create_round(draft, by=coordinator)
    with pytest.raises(ActionRefusedError, match="Hạn nộp đã qua"):
        open_round(round_, by=coordinator)

    assert Round.objects.get().state == "draft"


def test_published_data_is_brought_in_after_its_time(
    draft: RoundDraft, agency: Unit, coordinator: User, clock: Clock
) -> None:
    clock.move_on(days=400)

    round_ = create_round(replace(draft, origin="published_data"), by=coordinator)

    assert open_round(round_, by=coordinator).state == "open"


def test_edit_round_changes_a_draft_that_is_as_it_was_seen(
    draft: RoundDraft, agency: Unit, coordinator: User
) -> None:
    round_ = create_round(draft, by=coordinator)
    changed = replace(draft, title="Tên khác")

    edited = edit_round(round_, changed, version=1, by=coordinator)
    with pytest.raises(EditConflictError):
        edit_round(round_, replace(draft, title="Cũ"), version=1, by=coordinator)

    assert (edited.title, edited.version) == ("Tên khác", 2)
    assert verbs()[-1] == "edit_round"
    line = AuditLine.objects.latest("pk")
    assert line.detail["after"] == {"title": "Tên khác"}


def test_discard_round_is_for_drafts(
    round_: Round, draft: RoundDraft, coordinator: User
) -> None:
    unused = create_round(draft, by=coordinator)

    discard_round(unused, by=coordinator)
    with pytest.raises(ActionRefusedError):
        discard_round(round_, by=coordinator)

    assert list(Round.objects.all()) == [round_]


def test_reopen_round_needs_a_reason_and_goes_back_to_the_appraisal(
    round_: Round, coordinator: User, viewer: User, clock: Clock
) -> None:
    clock.pass_deadline(round_)
    start_appraisal(round_, by=coordinator)
    close_round(round_, by=coordinator)

    with pytest.raises(ValidationError):
        reopen_round(round_, reason=" ", by=coordinator)
    with pytest.raises(PermissionDenied):
        reopen_round(round_, reason="Sót", by=viewer)
    assert reopen_round(round_, reason="Sót", by=coordinator).state == "appraisal"
    assert AuditLine.objects.latest("pk").detail["reason"] == "Sót"


def seen_in(page: str) -> str:
    """Return the figures that a page sends back."""
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found
    return found.group(1)


def test_a_step_is_refused_where_its_figures_are_no_longer_those_that_were_shown(
    round_: Round,
    agency: Unit,
    coordinator: User,
    appraiser: User,
    client: Client,
    clock: Clock,
) -> None:
    clock.pass_deadline(round_)
    start_appraisal(round_, by=coordinator)
    client.force_login(coordinator)
    close = f"/ky/{round_.pk}/dong/"
    shown = seen_in(client.get(close).content.decode())

    form = round_.submissions.get(unit=agency)
    appraise(form, "2.1", Judgement("accepted"), by=appraiser)
    page = client.post(close, {"seen": shown, "typed": "Kỳ 2026"}).content.decode()

    assert "Số liệu của kỳ vừa thay đổi" in page
    assert Round.objects.get().state == "appraisal"
    assert seen_in(page) != shown
    client.post(close, {"seen": seen_in(page), "typed": "Kỳ 2026"})
    assert Round.objects.get().state == "closed"


def test_pages_of_the_steps_say_in_numbers_what_will_happen(
    round_: Round, coordinator: User, client: Client, clock: Clock
) -> None:
    clock.pass_deadline(round_)
    client.force_login(coordinator)

    start = f"/ky/{round_.pk}/tham-dinh/bat-dau/"
    asked = client.get(start).content.decode()
    assert "2 đơn vị chưa nộp" in " ".join(asked.split())
    assert "Gõ “Kỳ 2026” để xác nhận" in asked
    client.post(start, {"seen": seen_in(asked)})
    assert Round.objects.get().state == "open"
    client.post(start, {"seen": seen_in(asked), "typed": "Kỳ 2026"})
    close = f"/ky/{round_.pk}/dong/"
    asked = " ".join(client.get(close).content.decode().split())
    assert "<dd>9<small>/9</small></dd>" in asked
    assert "<dd>2<small>/2</small></dd>" in asked
    assert "2 đơn vị chưa nộp: được tính theo số liệu đã nhập đến lúc này." in asked
    client.post(close, {"seen": seen_in(asked)})
    assert Round.objects.get().state == "appraisal"
    client.post(close, {"seen": seen_in(asked), "typed": "Kỳ 2026"})
    closing = AuditLine.objects.filter(verb="close_round").get()
    assert (closing.detail["without_entry"], closing.detail["not_submitted"]) == (9, 2)
    page = client.get(f"/ky/{round_.pk}/mo-lai/").content.decode()
    assert "bản đính chính" in page
    client.post(f"/ky/{round_.pk}/mo-lai/", {"reason": "Sót một đơn vị"})

    assert Round.objects.get().state == "appraisal"


@pytest.mark.parametrize(("seconds", "is_refused"), [(-1, True), (0, True), (1, False)])
def test_the_appraisal_ends_after_the_submissions(
    draft: RoundDraft,
    agency: Unit,
    coordinator: User,
    seconds: int,
    *,
    is_refused: bool,
) -> None:
    ends = draft.submit_by + dt.timedelta(seconds=seconds)
    wanted = replace(draft, appraise_by=ends)
    faults = faults_of(lambda: create_round(wanted, by=coordinator))
    assert (faults == ["Hạn thẩm định phải sau hạn nộp."]) is is_refused
    assert Round.objects.exists() is not is_refused


@pytest.mark.parametrize(("seconds", "is_refused"), [(-1, False), (0, True), (1, True)])
def test_extending_ends_before_the_appraisal_does(
    draft: RoundDraft,
    agency: Unit,
    coordinator: User,
    seconds: int,
    *,
    is_refused: bool,
) -> None:
    ends = draft.submit_by + dt.timedelta(days=5)
    round_ = create_round(replace(draft, appraise_by=ends), by=coordinator)
    open_round(round_, by=coordinator)
    later = ends + dt.timedelta(seconds=seconds)
    faults = faults_of(
        lambda: extend_round(round_, submit_by=later, reason="Lý do", by=coordinator)
    )
    assert (
        faults == ["Hạn mới phải trước hạn thẩm định; hãy lùi cả hạn đó."]
    ) is is_refused
    assert (Round.objects.get().submit_by == later) is not is_refused


@pytest.mark.parametrize(("seconds", "is_refused"), [(-1, True), (0, True), (1, False)])
def test_a_round_takes_forms_after_it_opens(
    draft: RoundDraft,
    agency: Unit,
    coordinator: User,
    seconds: int,
    *,
    is_refused: bool,
) -> None:
    opens = draft.submit_by - dt.timedelta(seconds=seconds)
    wanted = replace(draft, opens_at=opens)
    faults = faults_of(lambda: create_round(wanted, by=coordinator))
    assert (faults == ["Hạn nộp phải sau lúc bắt đầu nhận hồ sơ."]) is is_refused


@pytest.mark.parametrize(("seconds", "is_refused"), [(-1, True), (0, True), (1, False)])
def test_extending_takes_later_times_alone(
    draft: RoundDraft,
    agency: Unit,
    coordinator: User,
    seconds: int,
    *,
    is_refused: bool,
) -> None:
    round_ = open_round(create_round(draft, by=coordinator), by=coordinator)
    later = draft.submit_by + dt.timedelta(seconds=seconds)
    faults = faults_of(
        lambda: extend_round(round_, submit_by=later, reason="Lý do", by=coordinator)
    )
    assert (faults == ["Hạn mới phải sau hạn nộp hiện nay."]) is is_refused


def faults_of(act: Callable[[], object]) -> list[str]:
    """Return what an act is refused for; nothing when it is done."""
    try:
        act()
    except ValidationError as error:
        return error.messages
    return []


def test_a_round_is_illustrative_only_where_that_is_asked(
    draft: RoundDraft, coordinator: User
) -> None:
    assert not create_round(draft, by=coordinator).illustrative
    shown = replace(draft, illustrative=True)
    assert create_round(shown, by=coordinator).illustrative


def test_a_round_is_changed_by_who_coordinates_its_root_and_its_new_root(
    draft: RoundDraft, agency: Unit, department: Unit, coordinator: User
) -> None:
    below = person("nga", "Bùi Nga", Role.COORDINATOR, agency)
    wide = create_round(draft, by=coordinator)
    own = create_round(replace(draft, root=agency), by=below)
    for round_, root in ((wide, agency), (wide, draft.root), (own, draft.root)):
        changes = replace(draft, root=root, title="Khác")
        with pytest.raises(PermissionDenied):
            edit_round(round_, changes, version=1, by=below)
    kept = replace(draft, root=agency, title="Khác")
    assert edit_round(own, kept, version=1, by=below).title == "Khác"
    moved = replace(draft, root=department)
    with pytest.raises(PermissionDenied):
        edit_round(wide, moved, version=1, by=coordinator)
    grant_role(user=coordinator, role=Role.COORDINATOR, unit=department, by=None)
    assert edit_round(wide, moved, version=1, by=coordinator).root == department


HANOI = "vn.hanoi.city@2025"
"""Of it only the numbers of components were read: it has no points."""


def test_a_round_is_not_set_up_with_a_framework_without_points(
    draft: RoundDraft, coordinator: User
) -> None:
    hanoi = adopt_from_library(HANOI, by=coordinator)
    before = verbs()

    with pytest.raises(ValidationError, match="không tính được điểm"):
        create_round(replace(draft, release=hanoi), by=coordinator)

    assert (Round.objects.count(), verbs()) == (0, before)


@by_hand
def test_a_round_that_could_never_be_scored_does_not_open(
    draft: RoundDraft, agency: Unit, coordinator: User
) -> None:
    hanoi = adopt_from_library(HANOI, by=coordinator)
    round_ = round_in("draft", replace(draft, release=hanoi), coordinator)

    with pytest.raises(ActionRefusedError, match="không tính được điểm"):
        open_round(round_, by=coordinator)

    round_.refresh_from_db()
    assert (round_.state, round_.submissions.count()) == ("draft", 0)


def test_units_of_a_block_without_points_are_refused_by_its_name(
    draft: RoundDraft, framework_text: str, agency: Unit, coordinator: User
) -> None:
    text = re.sub(
        r" points: (\d+)\n",
        r" points: {no_services: \1, services: \1}\n",
        framework_text,
    )
    text = text.replace("blocks:", "blocks:\n  - {code: none, title: {vi: Khối trống}}")
    release = adopt_text(text.replace('"2026"', '"2027"'), by=coordinator)
    round_ = create_round(replace(draft, release=release), by=coordinator)

    with pytest.raises(ActionRefusedError, match="Khối “Khối trống” không có điểm"):
        open_round(round_, by=coordinator, blocks={"CucTMDT": "none"})

    open_round(round_, by=coordinator, blocks={"CucTMDT": "services"})


@by_hand
def test_the_last_step_says_that_the_round_could_not_be_scored(
    client: Client, draft: RoundDraft, agency: Unit, coordinator: User
) -> None:
    hanoi = adopt_from_library(HANOI, by=coordinator)
    round_ = round_in("draft", replace(draft, release=hanoi), coordinator)
    client.force_login(coordinator)

    page = client.post(f"/ky/{round_.pk}/mo/", {"block-CucTMDT": "all"})

    words = page.content.decode()
    assert "Bước 3 trên 3" in words
    assert "không tính được điểm" in words
    assert 'name="confirmed"' not in words


def test_the_notice_of_a_round_is_in_the_readers_language(
    client: Client, draft: RoundDraft, agency: Unit, coordinator: User
) -> None:
    noted = replace(draft, illustrative=True, source_note="Số liệu đặt ra")
    drafts = (noted, replace(noted, title="B", source_note_en="Made-up data"))
    plain, both = (
        open_round(create_round(draft, by=coordinator), by=coordinator)
        for draft in drafts
    )
    client.force_login(coordinator)
    shown = {
        row.pk: client.get(f"/en{row.get_absolute_url()}").content.decode()
        for row in (plain, both)
    }
    assert "Số liệu đặt ra" in shown[plain.pk]
    assert "Made-up data" in shown[both.pk]
    assert "Số liệu đặt ra" not in shown[both.pk]
    vietnamese = client.get(both.get_absolute_url()).content.decode()
    assert "Số liệu đặt ra" in vietnamese
    assert "Made-up data" not in vietnamese
