"""The page "Hệ thống" with and without JavaScript: what is wrong is seen, and fixed by a button."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from playwright.sync_api import expect

from opendti_site.system.asked_jobs import verify_now

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from tests.browser.windows import Windows


@pytest.mark.parametrize("scripts", [True, False])
def test_a_failed_job_is_started_again_and_cancelled(
    windows: Windows,
    coordinator: User,
    scripts: bool,  # noqa: FBT001 -- a case
) -> None:
    job = DBTaskResult.objects.create(
        task_path=verify_now.module_path,
        args_kwargs={"args": [], "kwargs": {}},
        backend_name="default",
        run_after=timezone.now(),
        finished_at=timezone.now(),
        status="FAILED",
        traceback="ValueError: hỏng",
    )
    page = windows.open(coordinator, java_script_enabled=scripts)
    page.goto("/viec-cua-toi/")
    page.get_by_role("link", name="Hệ thống").click()
    expect(page.get_by_role("heading", name="1 việc nền bị lỗi")).to_be_visible()
    expect(page.get_by_text("ValueError: hỏng")).to_be_visible()

    page.get_by_role("button", name="Chạy lại").click()
    expect(page.get_by_text("Đã xếp việc vào hàng để chạy lại.")).to_be_visible()
    page.get_by_role("button", name="Hủy").click()
    expect(page.get_by_text("Đã hủy việc.")).to_be_visible()

    assert not DBTaskResult.objects.filter(pk=job.pk).exists()
    page.get_by_text("Bảng số liệu của biểu đồ").click()
    expect(page.get_by_role("columnheader", name="Giờ bắt đầu")).to_be_visible()
