"""The page of the chain, and the command that walks along it."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from opendti_site.accounts.enums import Role
from opendti_site.audit.actions import record
from opendti_site.audit.verbs import words_of_detail
from tests.site.audit.test_chain import alter
from tests.site.cast import person


def test_coordinator_reads_lines_in_words(client, coordinator, reporter):
    client.force_login(coordinator)
    page = client.get("/nhat-ky/").content.decode()
    assert "Giao vai trò" in page
    assert "vai trò: Cán bộ nhập liệu; đơn vị: CucTMDT" in page


def test_lines_are_found_by_person_and_verb(client, coordinator, reporter):
    client.force_login(coordinator)
    page = client.get("/nhat-ky/", {"q": "Lê Thu Hà", "verb": "create_user"})
    assert [line.verb for line in page.context["page"]] == ["create_user"]


def test_chain_is_closed_to_others(client, reporter, agency):
    below = person("nga", "Bùi Nga", Role.COORDINATOR, agency)
    for user in (reporter, below):
        client.force_login(user)
        assert client.get("/nhat-ky/").status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(client, coordinator, rows, django_assert_num_queries):
    for n in range(rows):
        record("act", f"thing:{n}", by=coordinator)
    client.force_login(coordinator)
    with django_assert_num_queries(6):
        client.get("/nhat-ky/")


def test_command_finds_the_chain_whole(coordinator, capsys):
    call_command("verify_audit")
    assert capsys.readouterr().out == (
        "the audit chain is whole: 3 lines, 3 rows, 0 anchors checked\n"
    )


@pytest.mark.tampered("a line is changed")
def test_command_names_the_broken_line(coordinator, capsys):
    line = record("act", "thing:1", by=coordinator)
    alter(line.pk, actor_name="Ai đó")
    with pytest.raises(CommandError, match="1 things differ"):
        call_command("verify_audit")
    assert f"audit.AuditLine {line.pk}" in capsys.readouterr().out


def test_details_of_every_act_are_shown_in_words(coordinator):
    words = words_of_detail({
        "criterion": "1.2", "verdict": "corrected", "points": 12.5, "max_points": 20.0,
    })  # fmt: skip
    assert words == "tiêu chí: 1.2; kết luận: Điều chỉnh; điểm: 12,50; điểm tối đa: 20"
