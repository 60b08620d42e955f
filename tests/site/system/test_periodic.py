"""The names of periodic work, and the words of what came of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from opendti_site.operations.backup.chores import RESTORE_DRILL
from opendti_site.operations.chores import known_chores
from opendti_site.operations.models import ChoreRecord
from opendti_site.system.outcome_words import OUTCOMES, label_of, outcome_of
from opendti_site.system.queries.periodic import periodic_works
from opendti_site.system.queries.protection import backups

VIETNAMESE = {chore.name: str(chore.label) for chore in known_chores()}


def test_every_chore_has_a_label_of_its_own_in_both_languages() -> None:
    with translation.override("en"):
        english = {chore.name: str(chore.label) for chore in known_chores()}
    for names in (VIETNAMESE, english):
        assert all(names.values())
        assert len(set(names.values())) == len(names)
    assert [name for name in english if english[name] == VIETNAMESE[name]] == []


def test_a_chore_that_is_no_longer_registered_keeps_its_key() -> None:
    assert label_of("storage") == "Đo dung lượng"
    assert label_of("of an older version") == "of an older version"


def test_an_outcome_without_a_code_is_shown_as_technical_detail() -> None:
    assert outcome_of(ChoreRecord(outcome="")) == ""
    old = ChoreRecord(outcome="3 removed")
    assert outcome_of(old) == "chi tiết kỹ thuật, bằng tiếng Anh: 3 removed"
    new = ChoreRecord(outcome="3 removed", code="files_removed", params={"count": 3})
    assert outcome_of(new) == "đã xóa 3 tệp"


@pytest.mark.parametrize("code", OUTCOMES)
def test_words_name_the_same_parameters_in_both_languages(code: str) -> None:
    about = {"name": "n", "cause": "EIO"}
    found = []
    for language in ("vi", "en"):
        names = Names(about)
        with translation.override(language):
            assert str(OUTCOMES[code]) % names
        found.append(names.asked)
    assert found[0] == found[1]


class Names(dict[str, str]):
    """Parameters that note which of them are asked for."""

    def __init__(self, known: dict[str, str]) -> None:
        super().__init__(known)
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return name


@pytest.mark.django_db
def test_the_page_lists_what_is_done_every_so_often(django_assert_num_queries) -> None:
    began = timezone.now()
    ChoreRecord.objects.create(
        pk="storage", started_at=began, finished_at=began, faults=1, outcome="no disk"
    )
    with django_assert_num_queries(1):
        first, *others = periodic_works()
    assert (first.label, first.tone) == ("Đo dung lượng", "warn")
    assert first.due_at == began + timedelta(hours=1)
    assert {work.tone for work in others} == {"none"}


@pytest.mark.django_db
def test_backups_name_the_next_drill_and_what_is_kept(settings) -> None:
    settings.BACKUP_KEEP = [("d", 7), ("m", 12)]
    assert backups().next_drill is None
    began = timezone.now()
    ChoreRecord.objects.create(
        pk=RESTORE_DRILL, started_at=began, finished_at=began, outcome="restored"
    )
    assert backups().next_drill == began + timedelta(days=7)
    assert backups().keep_rule == "7 ngày gần nhất, 12 tháng gần nhất"
