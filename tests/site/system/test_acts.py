"""Jobs started again, ended and dismissed: by whom, what comes of them, and the line that each leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django_tasks_db.models import DBTaskResult

from opendti_site.assessments.submissions.enums import Stage
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine, Verification
from opendti_site.results.actions import fail_run
from opendti_site.results.enums import RUN_CANCELLED, RunState
from opendti_site.results.models import Run
from opendti_site.results.tasks import request_run
from opendti_site.system.actions import (
    cancel_job,
    dismiss_job,
    request_backup,
    request_verification,
    retry_job,
)
from opendti_site.system.asked_jobs import back_up_now, verify_now
from opendti_site.system.checks import data, machine

if TYPE_CHECKING:
    from collections.abc import Callable

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Round

pytestmark = pytest.mark.django_db
Jobs = "Callable[..., Any]"


def verbs() -> list[str]:
    return list(AuditLine.objects.order_by("pk").values_list("verb", flat=True))


def last_line() -> tuple[str, str, str]:
    line = AuditLine.objects.order_by("-pk")[0]
    return line.verb, line.actor_label, line.subject_name


def queued_run(round_: Round, by: User) -> tuple[Run, Any]:
    run = request_run(round_, Stage.FINAL, by=by)
    return run, DBTaskResult.objects.get()


def test_a_failed_job_is_queued_again_as_it_was(a_job: Jobs, coordinator: User):
    job = a_job("FAILED", traceback="ValueError: 7", exception_class_path="ValueError")
    retry_job(job.pk, by=coordinator)
    job.refresh_from_db()
    assert (job.status, job.worker_ids, job.finished_at) == ("READY", [], None)
    assert (job.traceback, job.exception_class_path) == ("", "")
    assert last_line() == ("retry_job", str(coordinator), "Kiểm niêm phong")


def test_a_job_is_started_again_once(a_job: Jobs, coordinator: User):
    job = a_job("FAILED")
    retry_job(job.pk, by=coordinator)
    before = verbs()
    with pytest.raises(ActionRefusedError):
        retry_job(job.pk, by=coordinator)
    assert verbs() == before


def test_a_failed_run_is_asked_for_anew_and_stays_as_it_is(
    round_: Round, coordinator: User
):
    run, job = queued_run(round_, coordinator)
    fail_run(run, "worker_lost")
    DBTaskResult.objects.update(status="FAILED")
    retry_job(job.pk, by=coordinator)
    run.refresh_from_db()
    newest = Run.objects.first()
    assert (run.state, newest.state, newest.stage) == ("failed", "queued", run.stage)
    assert DBTaskResult.objects.get().args_kwargs["args"] == [newest.pk]
    assert verbs()[-2:] == ["start_run", "retry_job"]


def test_a_run_that_cannot_start_leaves_the_job_where_it_was(
    round_: Round, coordinator: User
):
    run, job = queued_run(round_, coordinator)
    fail_run(run, "worker_lost")
    DBTaskResult.objects.update(status="FAILED")
    changed = "opendti_site.results.actions._refuse_unfit"
    with (
        patch(changed, side_effect=ActionRefusedError("đã thay đổi")),
        pytest.raises(ActionRefusedError),
    ):
        retry_job(job.pk, by=coordinator)
    assert DBTaskResult.objects.get().status == "FAILED"
    assert Run.objects.count() == 1


@pytest.mark.parametrize("state", ["READY", "RUNNING"])
def test_a_cancelled_run_says_so_and_is_never_computed(
    round_: Round, coordinator: User, state: str
):
    run, job = queued_run(round_, coordinator)
    DBTaskResult.objects.update(status=state)
    cancel_job(job.pk, by=coordinator)
    run.refresh_from_db()
    assert (run.state, run.failure) == (RunState.FAILED, RUN_CANCELLED)
    assert verbs()[-2:] == ["fail_run", "cancel_job"]
    assert DBTaskResult.objects.count() == 0
    client = Client()
    client.force_login(coordinator)
    page = client.get(run.get_absolute_url()).content.decode()
    assert "Người quản trị hệ thống đã hủy lần tính này." in page


def test_a_job_that_runs_and_cannot_be_stopped_is_left_alone(
    a_job: Jobs, coordinator: User
):
    job = a_job("RUNNING")
    with pytest.raises(ActionRefusedError, match="đang chạy nên không hủy được"):
        cancel_job(job.pk, by=coordinator)
    assert DBTaskResult.objects.get().status == "RUNNING"


def test_a_waiting_job_of_any_kind_is_cancelled(a_job: Jobs, coordinator: User):
    cancel_job(a_job().pk, by=coordinator)
    assert DBTaskResult.objects.count() == 0
    assert last_line()[0] == "cancel_job"


def test_a_failed_job_is_dismissed_and_others_are_not(a_job: Jobs, coordinator: User):
    failed, waiting = a_job("FAILED"), a_job()
    dismiss_job(failed.pk, by=coordinator)
    assert last_line() == ("dismiss_job", str(coordinator), "Kiểm niêm phong")
    with pytest.raises(ActionRefusedError):
        dismiss_job(waiting.pk, by=coordinator)
    assert list(DBTaskResult.objects.values_list("pk", flat=True)) == [waiting.pk]


@pytest.mark.parametrize("act", [retry_job, cancel_job, dismiss_job])
def test_nobody_else_acts_on_jobs(
    a_job: Jobs, appraiser: User, act: Callable[..., None]
):
    job = a_job("READY" if act is cancel_job else "FAILED")
    before = verbs()
    with pytest.raises(PermissionDenied):
        act(job.pk, by=appraiser)
    assert DBTaskResult.objects.get().status == job.status
    assert verbs() == before


def test_a_verification_is_queued_once_until_it_is_done(coordinator: User):
    request_verification(by=coordinator)
    with pytest.raises(ActionRefusedError, match="Đã có một lần kiểm"):
        request_verification(by=coordinator)
    assert verbs()[-1] == "request_verification"
    verify_now.call()
    DBTaskResult.objects.update(status="SUCCESSFUL")
    assert Verification.objects.get().found == 0
    request_verification(by=coordinator)


def test_nobody_else_asks_for_a_verification(appraiser: User):
    with pytest.raises(PermissionDenied):
        request_verification(by=appraiser)
    assert DBTaskResult.objects.count() == 0


def test_a_backup_is_queued_where_the_settings_say_where_to(
    coordinator: User, settings, tmp_path
):
    with pytest.raises(ActionRefusedError, match="OPENDTI_BACKUP_TO"):
        request_backup(by=coordinator)
    settings.BACKUP_TO = str(tmp_path)
    request_backup(by=coordinator)
    with pytest.raises(ActionRefusedError, match="Đã có một lần sao lưu"):
        request_backup(by=coordinator)
    assert verbs()[-1] == "request_backup"
    assert DBTaskResult.objects.count() == 1


def test_nobody_else_asks_for_a_backup(appraiser: User, settings, tmp_path):
    settings.BACKUP_TO = str(tmp_path)
    with pytest.raises(PermissionDenied):
        request_backup(by=appraiser)
    assert DBTaskResult.objects.count() == 0


def test_a_backup_that_fails_is_one_alarm_and_no_failed_job(settings, tmp_path):
    (tmp_path / "file").write_text("x")
    settings.BACKUP_TO = str(tmp_path / "file" / "backups")
    back_up_now.call()
    assert [problem.code for problem in data.backups()][:1] == ["backup_failed"]
    assert [problem.code for problem in machine.periodic_work()] == []


def test_a_backup_that_is_asked_for_is_the_daily_one():
    done = "opendti_site.system.asked_jobs.run_chore"
    with patch(done, return_value=None) as run:  # another process writes it
        back_up_now.call()
    run.assert_called_once_with("backup")
