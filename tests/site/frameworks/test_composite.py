"""Composite indices and counts that were never published, in the editor's forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from opendti import parse_framework
from opendti.framework import composite as engine
from opendti_site.frameworks.actions import create_draft
from opendti_site.frameworks.bridge import faults_of, read_draft
from opendti_site.frameworks.drafting.head_fields import PAGES
from opendti_site.frameworks.drafting.tree import walk_nodes
from opendti_site.frameworks.models import FrameworkRelease
from tests.site.frameworks.kinds import sent_by

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User

pytestmark = pytest.mark.sqlite  # the walls open every page on both databases

TEXT = """\
opendti: 1
id: vn.test.places
version: "1"
title: {vi: Chỉ số thử, en: A test}
status: illustrative
levels: [{code: pillar, title: {vi: Trụ cột, en: Pillar}}, {code: indicator, title: {vi: Chỉ tiêu, en: Indicator}}]
blocks: [{code: one, title: {vi: Một}}, {code: two, title: {vi: Hai}}]
rounding: {value: 2}
composite:
  order: [denominate, impute, screen, treat]
  screen: {availability: 50%, non_zero: 0.1, keep: [u1], drop: [u2, u3]}
  impute: {method: group_mean, group: region.a}
  treat: {methods: [box_cox, log], points: 3, skew: 1.5, kurtosis: 4, exponent: 0.5}
  normalise: {method: z_score, range: [1, 100], mean: 50, deviation: 10, capped: true}
  weights: pca
  aggregate: {method: median, availability: 0.4, levels: {index: {method: copeland}, pillar: {method: arithmetic, availability: 60%}}}
nodes:
  - code: service
    title: {vi: Dịch vụ}
    aggregate: harmonic
    weight: 2
    unpublished: {indicator: {one: 4, two: 5}}
    nodes:
      - {code: online, title: {vi: Trực tuyến}, denominator: people, treat: [], normalise: {method: min_max, range: [1, 10]}}
      - {code: delay, title: {vi: Trễ}, direction: -1, weight: 0.5, goalposts: [2, 12], normalise: {method: goalposts, capped: false, range: {low: 1, high: 2}}}
  - code: skills
    title: {vi: Kỹ năng}
    unpublished: {indicator: 3}
    nodes:
      - {code: trained, title: {vi: Đào tạo}, target: 8, treat: [log], normalise: {method: distance_to_target}}
      - {code: plain, title: {vi: Khác}, normalise: {}, rule: {kind: yes_no}, points: 4}
  - {code: people, title: {vi: Dân số}, rule: {kind: shown}}
  - {code: region, title: {vi: Vùng}, rule: {kind: shown}, items: [{code: a, type: choice, title: {vi: Vùng}, options: [{code: n, title: {vi: Bắc}}, {code: s, title: {vi: Nam}}]}]}
"""
ADDRESSES = [node.address for node in walk_nodes(read_draft(TEXT))]
BARE = TEXT[: TEXT.index("  order:")].replace("composite:", "composite: {}") + (
    "nodes: [{code: a, title: {vi: A}}]\n"
)


def draft_of(text: str, coordinator: User) -> FrameworkRelease:
    return create_draft(text=text, by=coordinator, origin="file")


def saved() -> FrameworkRelease:
    return FrameworkRelease.objects.get()


def save(client: Client, url: str, **changes: str) -> None:
    form = sent_by(client.get(url).content.decode())
    for name, value in changes.items():
        if value == "–":
            form.pop(name, None)
        else:
            form[name] = value
    assert client.post(url, form | {"act": "save"}).status_code == 302


def head(draft: FrameworkRelease) -> str:
    return f"/bo-chi-so/ban-nhap/{draft.pk}/dau/tong-hop/"


def node(draft: FrameworkRelease, address: str) -> str:
    return f"/bo-chi-so/ban-nhap/{draft.pk}/muc/{address}/"


def test_the_sample_says_every_field_of_the_section() -> None:
    assert faults_of(TEXT) == ()
    section = parse_framework(TEXT).composite
    assert section is not None
    assert section.model_fields_set == set(engine.Composite.model_fields)


@pytest.mark.parametrize("text", [TEXT, BARE], ids=["full", "bare"])
@pytest.mark.parametrize("page", PAGES)
def test_an_untouched_page_keeps_the_fingerprint(
    client: Client, coordinator: User, page: str, text: str
) -> None:
    client.force_login(coordinator)
    draft = draft_of(text, coordinator)
    save(client, f"/bo-chi-so/ban-nhap/{draft.pk}/dau/{page}/")

    assert saved().version == 2
    assert saved().fingerprint == draft.fingerprint != ""


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_untouched_node_keeps_the_fingerprint(
    client: Client, coordinator: User, address: str
) -> None:
    client.force_login(coordinator)
    draft = draft_of(TEXT, coordinator)
    save(client, node(draft, address))

    assert saved().version == 2
    assert saved().fingerprint == draft.fingerprint != ""


def test_a_points_index_becomes_a_composite_one_and_back(
    client: Client, coordinator: User
) -> None:
    client.force_login(coordinator)
    draft = draft_of(BARE.replace("composite: {}\n", ""), coordinator)
    assert draft.fingerprint == ""

    save(client, head(draft), **{"composite.@on": "1"})
    assert parse_framework(saved().text).composite == engine.Composite()
    save(client, head(draft), **{"composite.screen.availability": "50%"})
    section = parse_framework(saved().text).composite
    assert section is not None
    assert section.screen == engine.Screen(availability=0.5)

    save(client, head(draft), **{"composite.@on": "–"})
    assert "composite" not in saved().text


def test_steps_are_chosen_and_dropped(client: Client, coordinator: User) -> None:
    client.force_login(coordinator)
    draft = draft_of(TEXT, coordinator)
    save(
        client,
        head(draft),
        **{
            "composite.treat.methods.0": "winsorise",
            "composite.treat.methods.1": "",
            "composite.impute.@on": "–",
            "composite.normalise.range.low": "1,5",
            "composite.normalise.method": "min_max",
            "composite.normalise.reference": "",
        },
    )

    section = parse_framework(saved().text).composite
    assert section is not None
    assert section.treat is not None
    assert section.treat.methods == ("winsorise",)
    assert section.impute is None
    assert section.normalise.range == engine.Range(low=1.5, high=100)


def test_a_criterion_keeps_its_numbers_raw_or_follows_the_rest(
    client: Client, coordinator: User
) -> None:
    client.force_login(coordinator)
    draft = draft_of(TEXT, coordinator)
    save(client, node(draft, "1.0"), **{"treat.0": "@none"})
    save(client, node(draft, "0"), aggregate="arithmetic")
    save(client, node(draft, "0.0"), **{"treat.0": "", "normalise.@on": "–"})

    framework = parse_framework(saved().text)
    assert framework.nodes[1].nodes[0].treat == ()
    online = framework.nodes[0].nodes[0]
    assert (online.treat, online.normalise) == (None, None)


def test_faults_of_the_steps_stand_at_their_fields(
    client: Client, coordinator: User
) -> None:
    client.force_login(coordinator)
    draft = draft_of(TEXT, coordinator)
    form = sent_by(client.get(head(draft)).content.decode())
    form |= {"composite.impute.group": "people", "act": "look"}
    form |= {"composite.order.0": "treat", "composite.normalise.range.low": "200"}

    page = client.post(head(draft), form).content.decode()

    assert "Cần đủ bốn bước, mỗi bước một lần" in page
    assert "200 phải nhỏ hơn 100." in page.split("edit-range", 1)[1]
    form |= {"composite.order.0": "denominate", "composite.normalise.range.low": "1"}
    page = client.post(head(draft), form).content.decode()
    assert "Không có số liệu people loại chọn một." in page


def test_counts_that_were_never_published_are_edited(
    client: Client, coordinator: User
) -> None:
    client.force_login(coordinator)
    draft = draft_of(TEXT, coordinator)
    save(client, node(draft, "0"), **{"unpublished.0.@value.two": "7"})
    save(client, node(draft, "1"), **{"unpublished.0.@value.@all": "9"})

    framework = parse_framework(saved().text)
    assert framework.nodes[0].unpublished == {"indicator": {"one": 4, "two": 7}}
    assert framework.nodes[1].unpublished == {"indicator": 9}
