from __future__ import annotations

import pytest

import opendti
from opendti.plan.model import Plan

FRAMEWORK = """
opendti: 1
id: test.tables
version: "1"
title: {vi: Bộ chỉ số thử, en: Test index}
status: illustrative
levels:
  - {code: criterion, title: {vi: Tiêu chí, en: Criterion}}
blocks:
  - {code: no_services, title: {vi: Không dịch vụ công, en: Without services}}
  - {code: services, title: {vi: Có dịch vụ công, en: With services}}
bands:
  - bands:
      - {code: A, from: 0.5, bound: closed, title: {vi: Tốt, en: Good}}
nodes:
  - code: "1"
    title: {vi: Hồ sơ trực tuyến, en: Online files}
    points: {services: 10}
    rule: {kind: ratio, numerator: a, denominator: b}
    items:
      - {code: a, type: count, title: {vi: Hồ sơ trực tuyến, en: Online files}}
      - {code: b, type: count, title: {vi: Tổng hồ sơ, en: All files}}
  - code: "2"
    title: {vi: Tỷ lệ, en: Share}
    points: 10
    rule: {kind: share}
    may_not_apply: true
  - code: "3"
    title: {vi: Có cổng, en: Has a portal}
    points: 10
    rule: {kind: yes_no}
    not_measured: zero
  - code: "4"
    title: {vi: Người đứng đầu, en: Head}
    points: 10
    rule:
      kind: choice
      options:
        - {code: chief, title: {vi: Cấp trưởng, en: Chief}, share: 1}
        - {code: deputy, title: {vi: Cấp phó, en: Deputy}, share: 1/2}
  - code: "5"
    title: {vi: Điểm kiểm tra, en: Test mark}
    points: 10
    rule: {kind: formula, formula: "a / 100"}
    items:
      - {code: a, type: number, min: 0, max: 100, title: {vi: Điểm, en: Mark}}
  - code: "6"
    title: {vi: Ghi chú, en: Remark}
    rule: {kind: shown}
    items:
      - {code: a, type: text, title: {vi: Ghi chú, en: Remark}}
"""


@pytest.fixture(scope="session")
def plan() -> Plan:
    return opendti.compile_plan(opendti.parse_framework(FRAMEWORK))
