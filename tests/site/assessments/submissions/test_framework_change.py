"""Another release of the framework in a running round: shown before it is made, then every score follows."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from opendti_site.accounts.models import User
from opendti_site.assessments.appraisal.actions import Judgement, appraise
from opendti_site.assessments.evidence.actions import (
    Citation,
    attach_document,
    waive_evidence,
)
from opendti_site.assessments.requests.actions import (
    Question,
    ReplyDraft,
    ask_requests,
    draft_reply,
)
from opendti_site.assessments.requests.deadlines import waiting_of
from opendti_site.assessments.requests.enums import RequestState
from opendti_site.assessments.rounds.actions import start_appraisal
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.actions import (
    answer_request,
    change_framework,
    framework,
    hand_over,
    readmit_unit,
    return_submission,
    save_answers,
    submit_answers,
    withdraw_unit,
)
from opendti_site.assessments.submissions.bridge import plan_of_round, show_value
from opendti_site.assessments.submissions.bridge.amending import criteria_changes
from opendti_site.assessments.submissions.framework_changes import (
    framework_preview,
    framework_refusal,
    releases_for,
)
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.assessments.submissions.stages import stale_in, value_of, values_at
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine
from opendti_site.frameworks.actions import adopt_text
from opendti_site.mail.models import QueuedMail
from opendti_site.mail.rendering import render_mail
from opendti_site.results.queries import undecided_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

    from opendti_site.frameworks.models import FrameworkRelease
    from tests.site.clock import Clock

VALUES = {
    "1.1.a": PostedField("1"),
    "1.2.a": PostedField("60"),
    "1.2.b": PostedField("100"),
    "2.1.a": PostedField("4"),
    "2.3.a": PostedField("full"),
}
EXTRA = """\
      - code: "2.4"
        title: {vi: Tiêu chí mới, en: New criterion}
        points: 10
        rule: {kind: yes_no}
"""
FIRST_OPTION = "{code: none, title: {vi: Chưa, en: None}, share: 0}"
ACT = {"document": "12/QĐ", "reason": "Sửa theo góp ý"}


def revised(text: str) -> str:
    """Return version 2026.1: 2.1 needs four courses a point, 2.3 is left out, 2.4 is new."""
    text = text.replace('version: "2026"', 'version: "2026.1"')
    text = text.replace("rule: {kind: count, each: 2}", "rule: {kind: count, each: 1}")
    return text[: text.index('      - code: "2.3"')] + EXTRA


def with_an_item_less(text: str) -> str:
    """Return version 2026.2: 1.2 counts its first item and asks for no other."""
    text = text.replace('version: "2026"', 'version: "2026.2"')
    start = text.index("rule: {kind: ratio, target: 0.8")
    text = (
        text[:start]
        + "rule: {kind: count, each: 0.1}"
        + text[text.index("\n", start) :]
    )
    start = text.index("          - {code: b")
    return text[:start] + text[text.index("\n", start) + 1 :]


@pytest.fixture
def newer(release: FrameworkRelease, coordinator: User) -> FrameworkRelease:
    return adopt_text(revised(release.text), by=coordinator)


@pytest.fixture
def judged(
    submission: Submission,
    reporter: User,
    signatory: User,
    coordinator: User,
    appraiser: User,
    clock: Clock,
) -> Submission:
    """Return the agency's form, submitted, with 2.1 corrected and 1.1 accepted by the appraiser."""
    save_answers(submission, VALUES, by=reporter)
    waive_evidence(submission, "1.2", "Đang số hóa", by=reporter)
    submit_answers(submission, by=signatory, blanks_confirmed=True)
    clock.pass_deadline(submission.round)
    start_appraisal(submission.round, by=coordinator)
    row = Submission.objects.get(pk=submission.pk)
    clock.move_on(hours=1)
    appraise(row, "1.1", Judgement("accepted"), by=appraiser)
    appraise(row, "1.2", Judgement("accepted"), by=appraiser)
    corrected = Judgement("corrected", texts={"2.1.a": "2"}, reason="Thiếu hồ sơ")
    appraise(row, "2.1", corrected, by=appraiser)
    appraise(row, "2.3", Judgement("accepted"), by=appraiser)
    clock.move_on(hours=1)
    return Submission.objects.get(pk=submission.pk)


def change(round_: Round, release: FrameworkRelease, by: User) -> Round:
    seen = framework_preview(round_, release).digest
    return change_framework(round_, release, seen=seen, by=by, **ACT)


def test_the_preview_is_what_the_change_makes(
    judged: Submission, newer: FrameworkRelease, coordinator: User
) -> None:
    round_ = Round.objects.get(pk=judged.round_id)
    preview = framework_preview(round_, newer)
    after = {(m.submission.pk, m.stage): m.after for m in preview.moves}

    changed = change(round_, newer, coordinator)

    assert preview.changes.changed == ("2.1",)
    assert (preview.changes.added, preview.changes.removed) == (("2.4",), ("2.3",))
    assert (preview.unasked, preview.new_blanks, preview.incomplete) == (1, 2, 1)
    assert preview.decisions == 1
    assert not preview.changes.recoded
    assert (changed.fingerprint, changed.release) == (newer.fingerprint, newer)
    form = Submission.objects.get(pk=judged.pk)
    assert (form.points, form.max_points) == (
        after[form.pk, "self"].points,
        after[form.pk, "self"].max_points,
    )
    again = framework_preview(changed, Round.objects.get(pk=round_.pk).release)
    assert not again.moves
    line = AuditLine.objects.get(verb="change_framework")
    assert line.detail["preview"] == preview.digest
    assert line.detail["before"]["fingerprint"] == round_.fingerprint
    assert line.detail["after"]["fingerprint"] == newer.fingerprint


def test_decisions_on_changed_criteria_wait_and_stay_written(
    judged: Submission,
    newer: FrameworkRelease,
    coordinator: User,
    appraiser: User,
) -> None:
    round_ = judged.round
    entries = list(ScoreEntry.objects.order_by("pk").values())
    assert values_at([judged.pk], "appraised")[judged.pk]["2.1.a"].value == 2
    before = undecided_in(round_, "appraised").counts

    round_ = change(round_, newer, coordinator)

    assert list(ScoreEntry.objects.order_by("pk").values()) == entries
    assert stale_in(round_.taking_part) == {(judged.pk, "2.1", "appraised")}
    assert values_at([judged.pk], "appraised")[judged.pk]["2.1.a"].value == 4
    assert undecided_in(round_, "appraised").counts != before
    appraise(
        Submission.objects.get(pk=judged.pk),
        "2.1",
        Judgement("corrected", texts={"2.1.a": "3"}, reason="Theo cách tính mới"),
        by=appraiser,
    )
    assert not stale_in(round_.taking_part)
    assert values_at([judged.pk], "appraised")[judged.pk]["2.1.a"].value == 3


def test_answers_that_nobody_asks_for_stay_and_count_again_later(
    submission: Submission,
    release: FrameworkRelease,
    newer: FrameworkRelease,
    coordinator: User,
    reporter: User,
) -> None:
    save_answers(submission, VALUES, by=reporter)
    before = Submission.objects.get(pk=submission.pk)

    round_ = change(before.round, newer, coordinator)

    assert submission.answers.filter(criterion="2.3").exists()
    assert "2.3.a" not in plan_of_round(round_).addresses
    round_ = change(round_, release, coordinator)
    after = Submission.objects.get(pk=submission.pk)
    assert (after.filled, after.total, after.points) == (
        before.filled,
        before.total,
        before.points,
    )


def test_a_preview_that_somebody_saved_after_is_refused(
    submission: Submission, newer: FrameworkRelease, coordinator: User, reporter: User
) -> None:
    round_ = submission.round
    seen = framework_preview(round_, newer).digest
    save_answers(submission, VALUES, by=reporter)

    with pytest.raises(ActionRefusedError, match="bản xem trước"):
        change_framework(round_, newer, seen=seen, by=coordinator, **ACT)

    assert Round.objects.get(pk=round_.pk).fingerprint == round_.fingerprint


def test_a_code_that_was_left_out_does_not_come_back_for_something_else(
    submission: Submission, newer: FrameworkRelease, coordinator: User
) -> None:
    text = newer.text.replace('version: "2026.1"', 'version: "2026.2"')
    again = EXTRA.replace("2.4", "2.3")
    other = adopt_text(text.replace(EXTRA, again), by=coordinator)
    round_ = change(submission.round, newer, coordinator)

    assert "mã 2.3.a" in framework_refusal(round_, other)


@pytest.mark.tampered("entries of before bases were kept are written without acts")
def test_a_decision_without_its_basis_is_made_again_first(
    judged: Submission,
    newer: FrameworkRelease,
    coordinator: User,
    appraiser: User,
) -> None:
    rows = models.QuerySet(ScoreEntry).filter(stage="appraised")
    rows.update(basis="")
    assert "trước khi hệ thống lưu căn cứ" in framework_refusal(judged.round, newer)

    corrected = Judgement("corrected", texts={"2.1.a": "3"}, reason="Xem lại")
    appraise(judged, "2.1", corrected, by=appraiser)

    assert not framework_refusal(judged.round, newer)


def test_an_option_is_added_after_the_others(
    submission: Submission,
    release: FrameworkRelease,
    coordinator: User,
    reporter: User,
) -> None:
    save_answers(submission, VALUES, by=reporter)
    last = "{code: full, title: {vi: Đầy đủ, en: Full}, share: 1}"
    more = "{code: more, title: {vi: Hơn thế, en: More}, share: 1}"
    text = release.text.replace('version: "2026"', 'version: "2026.2"')
    other = adopt_text(
        text.replace(last, f"{last}\n            - {more}"), by=coordinator
    )

    round_ = change(submission.round, other, coordinator)

    answer = submission.answers.get(item="2.3.a")
    value = value_of(answer)
    assert show_value(plan_of_round(round_), "2.3.a", value) == "Đầy đủ"


def test_a_value_out_of_a_new_range_scores_nothing(
    submission: Submission,
    release: FrameworkRelease,
    coordinator: User,
    reporter: User,
    client: Client,
) -> None:
    save_answers(submission, VALUES, by=reporter)
    courses = "{code: a, type: count, title: {vi: Lớp"
    text = release.text.replace('version: "2026"', 'version: "2026.2"')
    narrower = courses.replace("type: count,", "type: count, max: 3,")
    other = adopt_text(text.replace(courses, narrower), by=coordinator)
    before = Submission.objects.get(pk=submission.pk).points
    (move,) = framework_preview(submission.round, other).moves

    change(submission.round, other, coordinator)

    form = Submission.objects.get(pk=submission.pk)
    assert form.points == before - 8
    assert form.points == move.after.points
    client.force_login(reporter)
    page = client.get(reverse("assessments:form_main", args=[form.pk, "2"]))
    assert "Cần một số nguyên từ 0 đến 3, đang là 4." in page.content.decode()
    with pytest.raises(ActionRefusedError, match=r"2\.1"):
        hand_over(form, by=reporter)


def test_a_question_that_its_unit_cannot_see_is_over_with_its_criterion(
    judged: Submission, newer: FrameworkRelease, coordinator: User, appraiser: User
) -> None:
    due = timezone.now() + dt.timedelta(days=3)
    question = Question("Vì sao?", due)
    (asked,) = ask_requests(judged.round, "2.3", [judged.pk], question, by=appraiser)
    withdraw_unit(judged, reason="Tạm rút", by=coordinator)

    change(Round.objects.get(pk=judged.round_id), newer, coordinator)
    readmit_unit(Submission.objects.get(pk=judged.pk), reason="Trở lại", by=coordinator)

    asked.refresh_from_db()
    assert asked.state == RequestState.EXPIRED
    assert not waiting_of(Submission.objects.get(pk=judged.pk)).exists()


@pytest.mark.parametrize("lacking", ["document", "reason"])
def test_document_and_reason_are_needed(
    round_: Round, newer: FrameworkRelease, coordinator: User, lacking: str
) -> None:
    seen = framework_preview(round_, newer).digest
    with pytest.raises(ValidationError):
        change_framework(
            round_, newer, seen=seen, by=coordinator, **ACT | {lacking: " "}
        )


def test_only_who_coordinates_the_round_changes_it(
    round_: Round, newer: FrameworkRelease, appraiser: User
) -> None:
    with pytest.raises(PermissionDenied):
        change(round_, newer, appraiser)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("id: vn.test.small", "id: vn.test.other", "cùng bộ chỉ số"),
        ("services", "dich_vu", "không có khối"),
        ('code: "2.3"', 'code: "2.9"', "mã 2.3"),
        ("{code: a, type: count, title: {vi: Lớp", "{code: a, type: number, title: {vi: Lớp", "mã 2.1.a"),
        (FIRST_OPTION, "{code: low, title: {vi: Thấp, en: Low}, share: 0}\n            - " + FIRST_OPTION, "mã 2.3.a"),
    ],
)  # fmt: skip
def test_a_release_that_does_not_fit_is_refused(
    submission: Submission,
    release: FrameworkRelease,
    coordinator: User,
    old: str,
    new: str,
    words: str,
) -> None:
    text = release.text.replace('version: "2026"', 'version: "2026.2"')
    other = adopt_text(text.replace(old, new), by=coordinator)
    assert words in framework_refusal(submission.round, other)
    with pytest.raises(ActionRefusedError, match=words):
        change_framework(submission.round, other, seen="", by=coordinator, **ACT)


def test_the_page_shows_what_moves_and_changes_it(
    submission: Submission,
    newer: FrameworkRelease,
    coordinator: User,
    reporter: User,
    client: Client,
) -> None:
    save_answers(submission, VALUES, by=reporter)
    client.force_login(coordinator)
    address = f"/ky/{submission.round_id}/doi-bo-chi-so/"
    assert address in client.get(submission.round.get_absolute_url()).content.decode()
    assert newer.identity in client.get(address).content.decode()
    shown = client.get(address, {"release": newer.identity})
    page = shown.content.decode()
    assert "điểm đổi ở <b>1</b>/2 đơn vị" in page
    seen = shown.context["preview"].digest
    query = f"{address}?release={newer.identity}"

    stale = client.post(query, ACT | {"seen": "0"})
    assert "bản xem trước" in stale.content.decode()
    done = client.post(query, ACT | {"seen": seen})

    assert done.headers["Location"] == submission.round.get_absolute_url()
    assert Round.objects.get(pk=submission.round_id).release == newer


@pytest.mark.parametrize("revise", [revised, with_an_item_less])
def test_every_page_of_the_round_shows_it_afterwards(
    judged: Submission,
    coordinator: User,
    client: Client,
    revise: Callable[[str], str],
) -> None:
    newer = adopt_text(revise(judged.round.text), by=coordinator)
    change(judged.round, newer, coordinator)
    client.force_login(coordinator)
    form, round_ = f"/ho-so/{judged.pk}/", f"/tham-dinh/{judged.round_id}/"
    for address in (
        form,
        f"{form}chi-so/2/",
        f"{form}tieu-chi/2.1/lich-su/",
        f"{form}tieu-chi/1.2/lich-su/",
        f"{form}diem/",
        f"{form}phieu/",
        f"{form}phieu/docx/",
        f"/ky/{judged.round_id}/",
        round_,
        f"{round_}don-vi/",
        f"{round_}phan-cong/",
        f"{round_}bien-ban.docx",
        f"{round_}lan-1/2.1/",
        f"{round_}lan-1/1.2/",
        reverse("results:runs", args=[judged.round_id]),
        reverse("assessments:evidence", args=[judged.pk, "2.1"]),
        reverse("home:progress", args=[judged.round_id]),
        "/tai-lieu/",
    ):
        assert client.get(address).status_code == 200, address
    # What is left out has no page any more; its values stay in the history of the form and the log.
    for name in ("criterion_history", "evidence"):
        gone = reverse(f"assessments:{name}", args=[judged.pk, "2.3"])
        assert client.get(gone).status_code in {200, 302, 404}, name


def test_what_was_asked_and_cited_about_a_criterion_left_out_is_still_reached(  # noqa: PLR0913, PLR0917 -- its people
    judged: Submission,
    newer: FrameworkRelease,
    coordinator: User,
    appraiser: User,
    reporter: User,
    signatory: User,
    client: Client,
) -> None:
    due = timezone.now() + dt.timedelta(days=3)
    question = Question("Vì sao?", due)
    (asked,) = ask_requests(judged.round, "2.3", [judged.pk], question, by=appraiser)
    attach_document(judged, "2.3", Citation(number="9/BC"), by=reporter)
    draft = draft_reply(asked, ReplyDraft("Xem báo cáo 9"), by=reporter)
    answer_request(draft, by=signatory)
    change(Round.objects.get(pk=judged.round_id), newer, coordinator)
    client.force_login(reporter)

    pages = [
        client.get(reverse(f"assessments:{name}", args=[judged.pk, key]), follow=True)
        for name, key in (("reply", asked.pk), ("evidence", "2.3"))
    ]

    for page, words in zip(pages, ("Xem báo cáo 9", "2.3"), strict=True):
        assert page.status_code == 200
        assert "không còn trong hồ sơ này" in page.content.decode()
        assert words in page.content.decode()


def test_an_old_link_to_a_criterion_left_out_says_what_became_of_it(
    judged: Submission, newer: FrameworkRelease, coordinator: User, client: Client
) -> None:
    change(Round.objects.get(pk=judged.round_id), newer, coordinator)
    client.force_login(coordinator)
    links = {
        f"/ho-so/{judged.pk}/tieu-chi/{{}}/lich-su/": "không còn trong hồ sơ này",
        f"/tham-dinh/{judged.round_id}/lan-1/{{}}/": "không còn trong bộ chỉ số của kỳ",
    }

    for link, words in links.items():
        page = client.get(link.format("2.3"), follow=True)
        assert page.status_code == 200, link
        assert words in page.content.decode(), link
        assert client.get(link.format("9.9")).status_code == 404, link


def test_acts_on_a_criterion_left_out_since_its_page_was_read_are_refused(
    judged: Submission,
    newer: FrameworkRelease,
    coordinator: User,
    appraiser: User,
    reporter: User,
) -> None:
    change(judged.round, newer, coordinator)
    form = Submission.objects.get(pk=judged.pk)

    with pytest.raises(ActionRefusedError, match="Không có tiêu chí này"):
        appraise(form, "2.3", Judgement("accepted"), by=appraiser)
    due = timezone.now() + dt.timedelta(days=2)
    return_submission(form, reason="Xem lại", due_at=due, by=coordinator)
    with pytest.raises(ActionRefusedError, match=r"không còn số liệu 2\.3\.a"):
        save_answers(form, {"2.3.a": PostedField("none")}, by=reporter)


def test_the_number_of_queries_is_that_of_the_stages(
    round_: Round, newer: FrameworkRelease, coordinator: User
) -> None:
    framework_preview(round_, newer)
    with CaptureQueriesContext(connection) as first:
        framework_preview(round_, newer)
    withdraw_unit(round_.submissions.all()[0], reason="Giải thể", by=coordinator)
    with CaptureQueriesContext(connection) as second:
        framework_preview(round_, newer)
    assert len(first) == len(second)
    assert list(releases_for(round_)) == [newer]


def reworded(text: str) -> str:
    """Return version 2026.2: 2.1 has another title and guidance, and asks for the same."""
    text = text.replace('version: "2026"', 'version: "2026.2"')
    former = "title: {vi: Số lớp tập huấn, en: Trainings}"
    assert former in text
    words = "title: {vi: Lớp tập huấn đã mở, en: Trainings}\n        guidance: {vi: Kể cả lớp trực tuyến}"
    return text.replace(former, words)


def test_other_words_of_a_criterion_leave_decisions_as_they_are(
    judged: Submission, coordinator: User, client: Client
) -> None:
    newer = adopt_text(reworded(judged.round.text), by=coordinator)
    preview = framework_preview(judged.round, newer)
    assert (preview.changes.reworded, preview.changes.changed) == (("2.1",), ())
    assert (preview.decisions, preview.forms, preview.moves) == (0, (), [])
    client.force_login(coordinator)
    address = f"/ky/{judged.round_id}/doi-bo-chi-so/"
    page = client.get(address, {"release": newer.identity}).content.decode()
    assert "chỉ đổi lời" in page

    round_ = change(judged.round, newer, coordinator)

    assert not stale_in(round_.taking_part)
    assert values_at([judged.pk], "appraised")[judged.pk]["2.1.a"].value == 2


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("title: {vi: Lớp tập huấn, en: Trainings}", "title: {vi: Lớp cấp bộ}", "2.1"),
        ("en: courses}}", "en: courses}, guidance: {vi: Chỉ tính lớp đã xong}}", "2.1"),
        ("title: {vi: Người đứng đầu chỉ đạo", "title: {vi: Có kế hoạch", "1.1"),
        ("{vi: Một phần, en: Part}", "{vi: Trên một nửa, en: Part}", "2.3"),
        ("text: {vi: Báo cáo, en: Report}", "text: {vi: Quyết định}", "1.2"),
        ("rule: {kind: count, each: 2}", "rule: {kind: count, each: 3}", "2.1"),
        ("points: 20", "points: 25", "1.2"),
        ("may_not_apply: true", "may_not_apply: false", "2.2"),
    ],
)
def test_whatever_is_asked_or_gives_points_is_looked_at_again(
    release: FrameworkRelease, coordinator: User, old: str, new: str, code: str
) -> None:
    text = release.text.replace('version: "2026"', 'version: "2026.2"')
    assert old in text
    other = adopt_text(text.replace(old, new), by=coordinator)
    changes = criteria_changes(release, other)
    assert (changes.changed, changes.reworded) == ((code,), ())


def test_scores_are_computed_before_the_round_is_locked(
    submission: Submission,
    newer: FrameworkRelease,
    coordinator: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls: list[str] = []

    def noted(name: str) -> None:
        function = getattr(framework, name)

        def call(*args: object) -> object:
            calls.append(name)
            return function(*args)

        monkeypatch.setattr(framework, name, call)

    for name in ("framework_preview", "update_progress", "locked_round"):
        noted(name)
    change(submission.round, newer, coordinator)

    assert calls == ["framework_preview", "update_progress", "locked_round"]


def test_a_save_while_scores_are_computed_refuses_the_change(
    submission: Submission,
    newer: FrameworkRelease,
    coordinator: User,
    reporter: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lock = framework.locked_round

    def late(pk: int) -> Round:
        save_answers(submission, VALUES, by=reporter)
        return lock(pk)

    monkeypatch.setattr(framework, "locked_round", late)
    with pytest.raises(ActionRefusedError, match="bản xem trước"):
        change(submission.round, newer, coordinator)
    assert Round.objects.get(pk=submission.round_id).release != newer


@pytest.mark.tampered("people get addresses and a language without acts")
@pytest.mark.parametrize("language", ["vi", "en"])
def test_those_concerned_are_written_to_in_their_language(
    judged: Submission,
    newer: FrameworkRelease,
    coordinator: User,
    client: Client,
    settings: SettingsWrapper,
    language: str,
) -> None:
    settings.MAIL_IS_SET = True
    for person in User.objects.all():
        person.email, person.language = f"{person.username}@bct.example.vn", language
        person.save()

    change(judged.round, newer, coordinator)

    letters = {mail.to.split("@")[0]: mail for mail in QueuedMail.objects.all()}
    assert letters.keys() == {"ha", "long", "quan"}
    written = {name: render_mail(mail) for name, mail in letters.items()}
    texts = {name: mail.body for name, mail in written.items() if mail}
    words = {
        "vi": ("3 tiêu chí thay đổi, 1 số liệu mới", "1 kết luận của anh/chị"),
        "en": ("criteria changed: 3, new values to fill in: 1", "look at again: 1"),
    }[language]
    assert words[0] in texts["ha"]
    assert "12/QĐ" in texts["long"]
    assert words[1] in texts["quan"]
    client.force_login(User.objects.get(username="ha"))
    page = client.get(judged.get_absolute_url()).content.decode()
    assert "(2.1, 2.4)" in page
    assert "1 số liệu đang để trống" in page


def test_nobody_is_written_to_where_only_words_change(
    judged: Submission, coordinator: User, settings: SettingsWrapper
) -> None:
    settings.MAIL_IS_SET = True
    newer = adopt_text(reworded(judged.round.text), by=coordinator)
    change(judged.round, newer, coordinator)
    assert not QueuedMail.objects.exists()
