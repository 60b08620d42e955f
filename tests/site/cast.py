"""The cast: a ministry with two units, and the people who play every role there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from opendti_site.accounts.actions import create_user, grant_role
from opendti_site.accounts.enums import Role
from opendti_site.organisations.actions import create_unit

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit

FRAMEWORK = """\
opendti: 1
id: vn.test.small
version: "2026"
title: {vi: Bộ chỉ số thử, en: Small test framework}
short_title: {vi: Bộ thử, en: Small}
status: illustrative
source: own
complete: true
sources: {own: {title: {vi: Tự đặt, en: Our own}, mark: inferred}}
levels:
  - {code: main, title: {vi: Chỉ số chính, en: Main indicator}}
  - {code: criterion, title: {vi: Tiêu chí, en: Criterion}}
blocks:
  - {code: no_services, title: {vi: Không có dịch vụ công, en: Without public services}}
  - {code: services, title: {vi: Có dịch vụ công, en: With public services}}
rounding: {value: 4, points: 2, criterion: null}
ranking: {ties: competition}
nodes:
  - code: "1"
    title: {vi: Nhận thức số, en: Digital awareness}
    nodes:
      - code: "1.1"
        title: {vi: Người đứng đầu chỉ đạo, en: Led by the head}
        points: 10
        rule: {kind: yes_no}
      - code: "1.2"
        title: {vi: Tỷ lệ văn bản số, en: Share of digital documents}
        points: 20
        rule: {kind: ratio, target: 0.8, below: scaled}
        items:
          - {code: a, type: count, title: {vi: Văn bản số, en: Digital documents}, unit: {vi: văn bản, en: documents}}
          - {code: b, type: count, title: {vi: Tổng số văn bản, en: All documents}, unit: {vi: văn bản, en: documents}}
  - code: "2"
    title: {vi: Hoạt động số, en: Digital activity}
    nodes:
      - code: "2.1"
        title: {vi: Số lớp tập huấn, en: Trainings}
        points: 10
        rule: {kind: count, each: 2}
        items:
          - {code: a, type: count, title: {vi: Lớp tập huấn, en: Trainings}, unit: {vi: lớp, en: courses}}
      - code: "2.2"
        title: {vi: Hồ sơ trực tuyến, en: Online applications}
        points: {services: 40}
        may_not_apply: true
        rule: {kind: ratio}
        items:
          - {code: a, type: count, title: {vi: Hồ sơ trực tuyến, en: Online applications}, unit: {vi: hồ sơ, en: files}}
          - {code: b, type: count, title: {vi: Tổng số hồ sơ, en: All applications}, unit: {vi: hồ sơ, en: files}}
      - code: "2.3"
        title: {vi: Mức độ sẵn sàng, en: Readiness}
        points: 10
        rule:
          kind: choice
          options:
            - {code: none, title: {vi: Chưa, en: None}, share: 0}
            - {code: part, title: {vi: Một phần, en: Part}, share: 1/2}
            - {code: full, title: {vi: Đầy đủ, en: Full}, share: 1}
"""


def person(username: str, full_name: str, role: Role, unit: Unit) -> User:
    """Add a person who holds one role."""
    user = create_user(by=None, username=username, full_name=full_name, password=None)
    grant_role(user=user, role=role, unit=unit, by=None)
    return user


@pytest.fixture
def framework_text() -> str:
    """Two main indicators, five criteria, 50 points without services and 90 with."""
    return FRAMEWORK


def make_ministry() -> Unit:
    """The top of the tree, BCT."""
    return create_unit(
        by=None, code="BCT", name="Bộ Công Thương", kind="ministry", short_name="BCT"
    )


def make_agency(ministry: Unit) -> Unit:
    """A unit with public services, CucTMDT."""
    return create_unit(
        by=None,
        code="CucTMDT",
        name="Cục Thương mại điện tử và Kinh tế số",
        parent=ministry,
        kind="agency",
        block="services",
    )


def make_department(ministry: Unit) -> Unit:
    """A unit without public services, VuDKT."""
    return create_unit(
        by=None,
        code="VuDKT",
        name="Vụ Dầu khí và Than",
        parent=ministry,
        kind="department",
        block="no_services",
    )


def make_coordinator(ministry: Unit) -> User:
    """Minh runs the ministry's rounds."""
    return person("minh", "Nguyễn Văn Minh", Role.COORDINATOR, ministry)


def make_reporter(agency: Unit) -> User:
    """Hà fills in the agency's form."""
    return person("ha", "Lê Thu Hà", Role.REPORTER, agency)


@pytest.fixture
def signatory(agency: Unit) -> User:
    """Long submits for the agency."""
    return person("long", "Trần Đức Long", Role.SIGNATORY, agency)


def make_appraiser(ministry: Unit) -> User:
    """Quân appraises all units."""
    return person("quan", "Phạm Minh Quân", Role.APPRAISER, ministry)


@pytest.fixture
def council(ministry: Unit) -> User:
    """Lan fixes final scores."""
    return person("lan", "Đỗ Ngọc Lan", Role.COUNCIL, ministry)


@pytest.fixture
def viewer(ministry: Unit) -> User:
    """Vy reads and changes nothing."""
    return person("vy", "Hoàng Tường Vy", Role.VIEWER, ministry)


@pytest.fixture
def stranger(department: Unit) -> User:
    """An reports for another unit."""
    return person("an", "Vũ Bình An", Role.REPORTER, department)


@pytest.fixture
def ministry(db: None) -> Unit:
    """The top of the tree, BCT."""
    return make_ministry()


@pytest.fixture
def agency(ministry: Unit) -> Unit:
    """A unit with public services, CucTMDT."""
    return make_agency(ministry)


@pytest.fixture
def department(ministry: Unit) -> Unit:
    """A unit without public services, VuDKT."""
    return make_department(ministry)


@pytest.fixture
def coordinator(ministry: Unit) -> User:
    """Minh runs the ministry's rounds."""
    return make_coordinator(ministry)


@pytest.fixture
def reporter(agency: Unit) -> User:
    """Hà fills in the agency's form."""
    return make_reporter(agency)


@pytest.fixture
def appraiser(ministry: Unit) -> User:
    """Quân appraises all units."""
    return make_appraiser(ministry)
