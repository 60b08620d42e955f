"""The page "Hệ thống": what is wrong first, then what was measured, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import lxml.html
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from opendti_site.audit.verification import verify_and_keep
from opendti_site.operations.models import BackupRecord
from opendti_site.operations.storage import measure_and_keep
from opendti_site.operations.worker import JobWorker
from opendti_site.system.checks.ages import programs

if TYPE_CHECKING:
    from opendti_site.accounts.models import User

pytestmark = pytest.mark.django_db
MAX_QUERIES = 33


@pytest.fixture
def client(coordinator: User) -> Client:
    found = Client()
    found.force_login(coordinator)
    return found


def page_of(client: Client, query: str = "", root: str = "") -> Any:
    answer = client.get(f"{root}/he-thong/{query}")
    assert answer.status_code == 200
    return lxml.html.fromstring(answer.content.decode())


def texts(page: Any, path: str) -> list[str]:
    return [" ".join(field.text_content().split()) for field in page.xpath(path)]


def tile(page: Any, label: str) -> list[str]:
    (found,) = (
        field
        for field in page.xpath("//ul[@class='health']/li")
        if field.xpath("string(h2)") == label
    )
    return [" ".join(part.text_content().split()) for part in found][1:]


TROUBLES = "//section[contains(@class, 'trouble')]"


def test_a_bare_site_says_what_is_missing_and_invents_nothing(client: Client):
    page = page_of(client)
    assert texts(page, f"{TROUBLES}//h2") == [
        "Không có tiến trình nền nào hoạt động",
        "Chưa sao lưu lần nào",
        "Chưa kiểm niêm phong lần nào",
    ]
    assert tile(page, "Tiến trình nền")[:2] == ["0", "Không chạy"]
    assert tile(page, "Sao lưu") == ["–", "Chưa có", "chưa sao lưu lần nào"]
    assert tile(page, "Niêm phong")[:2] == ["–", "Chưa kiểm"]
    assert tile(page, "Thư điện tử")[1:] == ["Không gửi", "chưa đặt máy chủ thư"]
    assert "Từng loại chưa được đo" in texts(page, "//*[@id='o-dia']")[0]
    assert texts(page, "//svg//rect[contains(@class, 'w-done')]") == [""]


def test_a_site_in_order_says_so(client: Client):
    JobWorker().write_heartbeat()
    verify_and_keep()
    BackupRecord.objects.create(
        started_at=timezone.now(),
        seconds=192.4,
        size=4_200_000_000,
        files=12,
        target="/b",
    )
    page = page_of(client)
    assert texts(page, TROUBLES) == []
    assert "không có gì phải xử lý" in texts(page, "//*[@role='status']")[0]
    assert tile(page, "Sao lưu")[1:] == ["Đạt", "3,9 GB, 3 phút 12 giây"]
    seals = texts(page, "//section[@id='niem-phong']//tbody/tr/th")
    assert seals[0].startswith("Chuỗi nhật ký")
    assert tile(page, "Niêm phong")[:2] == [f"{len(seals)}/{len(seals)}", "Nguyên vẹn"]


def test_failed_jobs_come_first_with_their_reason_and_their_acts(client: Client, a_job):
    job = a_job(
        "FAILED", traceback="Traceback\nopendti.errors.TableError: cột “a” thiếu\n"
    )
    page = page_of(client)
    assert texts(page, f"{TROUBLES}//h2")[1] == "1 việc nền bị lỗi"
    row = texts(page, "//table[@class='jobs']/tbody/tr")[0]
    assert row.startswith("Kiểm niêm phong TableError: cột “a” thiếu Lỗi")
    assert page.xpath("//td[@class='do']//form/@action") == [
        f"/he-thong/viec/{job.pk}/chay-lai/",
        f"/he-thong/viec/{job.pk}/bo-qua/",
    ]


def test_jobs_stand_in_three_lists(client: Client, a_job):
    a_job()
    a_job("RUNNING")
    a_job("SUCCESSFUL")
    a_job("SUCCESSFUL", finished_at=timezone.now() - timedelta(days=2))
    page = page_of(client)
    assert texts(page, "//nav[@class='tabs']/a") == [
        "Chưa xong 2",
        "Lỗi 0",
        "Xong hôm nay 1",
    ]
    assert texts(page, "//td[@class='st']") == ["Đang chạy", "Chờ"]
    assert texts(page_of(client, "?viec=xong"), "//td[@class='st']") == ["Xong"]
    assert texts(page_of(client, "?viec=loi"), "//td[@class='st']") == []
    assert texts(page_of(client, "?viec=gi-do"), "//td[@class='st']") == [
        "Đang chạy",
        "Chờ",
    ]


def test_the_table_beside_the_chart_counts_the_jobs_of_each_hour(client: Client, a_job):
    now = timezone.localtime()
    for _number in range(3):
        a_job("SUCCESSFUL", finished_at=now)
    a_job("FAILED", finished_at=now)
    page = page_of(client)
    rows = texts(page, "//details[@class='more']//table/tbody/tr")
    assert rows[0] == f"{now.hour} giờ 3 1"
    assert len(rows) == now.hour + 1


def test_the_disk_is_shown_by_kind_as_it_was_measured(client: Client):
    measure_and_keep()
    page = page_of(client)
    kinds = texts(page, "//*[@id='o-dia']//tbody/tr/th")
    assert kinds[-2:] == ["Khác trên ổ đĩa", "Còn trống"]
    assert "đo lại mỗi giờ" in texts(page, "//*[@id='o-dia']")[0]


def test_the_page_asks_as_often_for_three_jobs_as_for_one(client: Client, a_job):
    asked = []
    for _number in range(3):
        a_job("FAILED")
        a_job("SUCCESSFUL")
        page_of(client)
        with CaptureQueriesContext(connection) as queries:
            page_of(client)
        asked.append(len(queries))
    assert asked == [asked[0]] * 3
    assert asked[0] <= MAX_QUERIES


@pytest.mark.parametrize(
    ("who", "status"), [("coordinator", 200), ("appraiser", 403), ("reporter", 403)]
)
def test_who_runs_the_system_sees_it(request, who: str, status: int):
    client = Client()
    client.force_login(request.getfixturevalue(who))
    assert client.get("/he-thong/").status_code == status
    menu = client.get("/viec-cua-toi/").content.decode()
    assert ('href="/he-thong/"' in menu) is (status == 200)


def test_an_act_comes_back_to_the_page_with_what_came_of_it(client: Client, a_job):
    job = a_job("FAILED")
    answer = client.post(f"/he-thong/viec/{job.pk}/chay-lai/", follow=True)
    assert "Đã xếp việc vào hàng để chạy lại." in answer.content.decode()
    again = client.post(f"/he-thong/viec/{job.pk}/chay-lai/", follow=True)
    assert "Việc này không còn như trên trang" in again.content.decode()
    gone = client.post(f"/he-thong/viec/{job.pk}/huy/", follow=True)
    assert "Đã hủy việc." in gone.content.decode()
    asked = client.post("/he-thong/kiem-niem-phong/", follow=True)
    assert "Đã xếp hàng kiểm niêm phong" in asked.content.decode()


@pytest.mark.parametrize(
    ("seconds", "figure", "state"),
    [
        (0.00003, "< 0,1 ms", "Bình thường"),
        (0.0091, "9,1 ms", "Bình thường"),
        (0.3, "300,0 ms", "Chậm"),
    ],
)
def test_the_database_is_measured(
    client: Client, seconds: float, figure: str, state: str
):
    measured = "opendti_site.system.overview.seconds_of_a_query"
    with patch(measured, return_value=seconds):
        *measured_now, note = tile(page_of(client), "Cơ sở dữ liệu")
    assert measured_now == [figure, state]
    assert note.startswith(list(programs())[-1])


def test_english_readers_read_english(client: Client):
    page = page_of(client, root="/en")
    assert "No worker lives" in texts(page, f"{TROUBLES}//h2")
