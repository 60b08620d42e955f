from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ValidationError

from opendti.errors import FrameworkError
from opendti_site.audit.models import AuditLine
from opendti_site.frameworks.actions import adopt_from_library, adopt_text
from opendti_site.frameworks.bridge import describe, plan_of
from opendti_site.frameworks.models import FrameworkRelease
from opendti_site.frameworks.queries import library_not_adopted
from tests.site.frameworks.kinds import EVERY_RULE

if TYPE_CHECKING:
    from opendti_site.accounts.models import User


def test_adopt_text_publishes_with_fingerprint_and_one_audit_line(
    framework_text: str, coordinator: User
) -> None:
    release = adopt_text(framework_text, by=coordinator)

    assert release.identity == "vn.test.small@2026"
    assert release.title == "Bộ chỉ số thử"
    assert release.state == "published"
    assert release.fingerprint.startswith("sha256:")
    assert AuditLine.objects.filter(verb="adopt_framework").count() == 1


def test_adopt_text_twice_is_one_release(
    framework_text: str, coordinator: User
) -> None:
    first = adopt_text(framework_text, by=coordinator)

    assert adopt_text(framework_text, by=coordinator).pk == first.pk
    assert FrameworkRelease.objects.count() == 1


def test_adopt_text_without_an_english_title_has_an_empty_one(
    framework_text: str, coordinator: User
) -> None:
    text = re.sub(
        r"^title:.*$", "title: {vi: Bộ thử}", framework_text, flags=re.MULTILINE
    )
    assert adopt_text(text, by=coordinator).title_en == ""


def test_adopt_text_with_faults_names_them_all_and_keeps_nothing(
    coordinator: User,
) -> None:
    with pytest.raises(FrameworkError) as caught:
        adopt_text("opendti: 1\nid: X Y\n", by=coordinator)

    assert len(caught.value.faults) > 1
    assert not FrameworkRelease.objects.exists()


def test_adopt_from_library_takes_it_off_the_list(coordinator: User) -> None:
    assert "vn.dti.province@2024" in library_not_adopted()

    adopt_from_library("vn.dti.province@2024", by=coordinator)

    assert "vn.dti.province@2024" not in library_not_adopted()


def test_published_release_refuses_change_and_deletion(
    framework_text: str, coordinator: User
) -> None:
    release = adopt_text(framework_text, by=coordinator)
    release.text = "opendti: 1"

    with pytest.raises(ValidationError):
        release.save()
    with pytest.raises(ValidationError):
        release.delete()

    assert FrameworkRelease.objects.get().text == framework_text


def test_describe_reports_points_per_block_and_rules(
    framework_text: str, coordinator: User
) -> None:
    release = adopt_text(framework_text, by=coordinator)

    page = describe(release)

    assert page.points == (50.0, 90.0)
    assert page.counts == (4, 5)
    assert [main.code for main in page.mains] == ["1", "2"]
    ratio = page.criteria()[1]
    assert ratio.code == "1.2"
    assert "80%" in ratio.criterion.words.vi
    assert [item.id for item in ratio.items] == ["1.2.a", "1.2.b"]
    assert ratio.status == "illustrative"
    assert [sheet.code for sheet in page.criteria_in("no_services")] == [
        "1.1",
        "1.2",
        "2.1",
        "2.3",
    ]


def test_points_of_a_page_are_those_of_the_plan_without_bonus_and_penalty(
    coordinator: User,
) -> None:
    release = adopt_text(EVERY_RULE, by=coordinator)
    page, plan = describe(release), plan_of(release)

    signs = [sheet.criterion.sign for sheet in page.criteria()]
    assert {1, -1} <= set(signs)
    assert page.points == tuple(plan.node_maxima[:, 0].tolist())
    assert page.points < tuple(
        sum(sheet.points[block] for sheet in page.criteria_in(title.code))
        for block, title in enumerate(page.blocks)
    )


def test_an_item_whose_options_no_rule_lists_is_asked_with_its_own(
    coordinator: User,
) -> None:
    page = describe(adopt_text(EVERY_RULE, by=coordinator))

    (shown,) = (sheet for sheet in page.criteria() if sheet.code == "shown")

    options = {item.code: [o.code for o in item.options] for item in shown.items}
    assert options == {"a": [], "b": ["x"]}


def test_plan_is_kept_by_fingerprint(framework_text: str, coordinator: User) -> None:
    release = adopt_text(framework_text, by=coordinator)

    assert plan_of(release) is plan_of(FrameworkRelease.objects.defer("text").get())
