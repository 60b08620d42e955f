from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from opendti import rules
from opendti.framework.model import Framework, Node
from opendti.rules import inner_rules
from opendti_site.frameworks.bridge import faults_of, read_draft
from opendti_site.frameworks.drafting.bridge import KINDS, fields_of_kind
from opendti_site.frameworks.drafting.head_fields import PAGES
from opendti_site.frameworks.drafting.node_fields import (
    CRITERION,
    OF_CRITERION,
    OF_GROUP,
)
from opendti_site.frameworks.drafting.tree import walk_nodes
from opendti_site.frameworks.models import FrameworkRelease
from tests.site.frameworks.kinds import EVERY_RULE, sent_by

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from opendti_site.accounts.models import User

pytestmark = pytest.mark.sqlite

PATHS = [node.address for node in walk_nodes(read_draft(EVERY_RULE))]
CODES = [node.node["code"] for node in walk_nodes(read_draft(EVERY_RULE))]


def node_url(draft: FrameworkRelease, address: str) -> str:
    return f"/bo-chi-so/ban-nhap/{draft.pk}/muc/{address}/"


def saved(draft: FrameworkRelease) -> FrameworkRelease:
    return FrameworkRelease.objects.get(pk=draft.pk)


def test_every_kind_of_rule_stands_in_the_builder_with_every_field() -> None:
    assert set(KINDS) == set(rules.KINDS)
    for kind, model in rules.KINDS.items():
        keys = {
            field.alias or name
            for name, field in model.model_fields.items()
            if name != "kind"
        }
        assert {field.key for field in fields_of_kind(kind)} == keys


def test_the_sample_has_every_kind() -> None:
    framework = Framework.model_validate(read_draft(EVERY_RULE))
    kinds = {
        rule.kind
        for node in framework.nodes[0].nodes
        if node.rule
        for _path, rule in inner_rules(node.rule)
    }

    assert set(KINDS) - kinds == set(), (
        "give them a criterion with all their keys in tests/site/frameworks/kinds.py"
    )
    assert faults_of(EVERY_RULE) == ()


@pytest.mark.parametrize("address", PATHS, ids=CODES)
def test_saving_an_untouched_node_keeps_the_fingerprint(
    client: Client, every_rule: FrameworkRelease, coordinator: User, address: str
) -> None:
    client.force_login(coordinator)
    url = node_url(every_rule, address)

    form = sent_by(client.get(url).content.decode()) | {"act": "save"}
    answer = client.post(url, form)

    after = saved(every_rule)
    assert answer.status_code == 302
    assert after.version == 2
    assert after.fingerprint == every_rule.fingerprint != ""


@pytest.mark.parametrize("page", PAGES)
def test_saving_an_untouched_page_of_the_head_keeps_the_fingerprint(
    client: Client, every_rule: FrameworkRelease, coordinator: User, page: str
) -> None:
    client.force_login(coordinator)
    url = f"/bo-chi-so/ban-nhap/{every_rule.pk}/dau/{page}/"

    form = sent_by(client.get(url).content.decode()) | {"act": "save"}
    client.post(url, form)

    assert saved(every_rule).version == 2
    assert saved(every_rule).fingerprint == every_rule.fingerprint


def test_looking_shows_the_rule_its_formula_and_the_arithmetic_and_saves_nothing(
    client: Client, draft: FrameworkRelease, coordinator: User
) -> None:
    client.force_login(coordinator)
    url = node_url(draft, "0.1")
    form = sent_by(client.get(url).content.decode())
    form |= {"act": "look", "rule.target": "90%", "try.own.a": "45", "try.own.b": "100"}

    page = client.post(url, form).content.decode()

    assert "Từ 90% trở lên: điểm tối đa" in page
    assert "IF(b = 0, 0," in page.replace("&quot;", '"')
    assert "<b>10</b> / 20 điểm" in page
    assert "<li>" in page.split('class="try-steps"')[1]
    assert saved(draft).version == 1


def test_looking_with_htmx_answers_with_the_form_alone(
    client: Client, draft: FrameworkRelease, coordinator: User
) -> None:
    client.force_login(coordinator)
    url = node_url(draft, "0.1")
    form = sent_by(client.get(url).content.decode()) | {"act": "look"}

    page = client.post(url, form, headers={"HX-Request": "true"}).content.decode()

    assert page.startswith('<form id="part-form"')
    assert "<html" not in page


def test_a_check_that_fails_is_reported_in_the_try_box(
    client: Client, every_rule: FrameworkRelease, coordinator: User
) -> None:
    client.force_login(coordinator)
    url = node_url(every_rule, PATHS[CODES.index("ratio")])
    form = sent_by(client.get(url).content.decode())

    form |= {"act": "look", "try.own.a": "50", "try.own.b": "10"}

    assert (
        "Quá lớn" in client.post(url, form).content.decode().split('id="try-result"')[1]
    )


def test_what_compares_within_a_block_asks_for_the_other_unit(
    client: Client, every_rule: FrameworkRelease, coordinator: User
) -> None:
    client.force_login(coordinator)
    url = node_url(every_rule, PATHS[CODES.index("relative")])
    form = sent_by(client.get(url).content.decode())
    form |= {"try.own.a": "1", "try.own.b": "2", "act": "look"}
    form |= {"try.other.a": "1", "try.other.b": "1"}

    assert "<b>5</b> / 10 điểm" in client.post(url, form).content.decode()


def test_changing_the_kind_keeps_the_rest_and_offers_its_fields(
    client: Client, draft: FrameworkRelease, coordinator: User
) -> None:
    client.force_login(coordinator)
    url = node_url(draft, "0.0")
    form = sent_by(client.get(url).content.decode())

    page = client.post(url, form | {"rule.kind": "steps", "act": "kind"})

    shown = sent_by(page.content.decode())
    assert shown["rule.@kind"] == "steps"
    assert shown["rule.steps.0.from"] == ""
    assert shown["points.@all"] == "10"
    assert saved(draft).version == 1


def test_rows_are_added_raised_and_dropped_by_plain_buttons(
    client: Client, draft: FrameworkRelease, coordinator: User
) -> None:
    client.force_login(coordinator)
    url = node_url(draft, "1.2")
    form = sent_by(client.get(url).content.decode())

    more = client.post(url, form | {"act": "add:rule.options"}).content.decode()
    assert "rule.options.3.code" in sent_by(more)
    raised = client.post(url, form | {"act": "up:rule.options.2"}).content.decode()
    assert sent_by(raised)["rule.options.1.code"] == "full"
    dropped = client.post(url, form | {"act": "drop:rule.options.0"}).content.decode()
    assert sent_by(dropped)["rule.options.0.code"] == "part"
    assert "rule.options.2.code" not in sent_by(dropped)


def test_faults_stand_beside_their_fields_and_can_be_saved(
    client: Client, draft: FrameworkRelease, coordinator: User
) -> None:
    client.force_login(coordinator)
    url = node_url(draft, "0.1")
    form = sent_by(client.get(url).content.decode())

    client.post(url, form | {"rule.target": "0", "points.@all": "mười", "act": "save"})
    page = client.get(url).content.decode()

    assert saved(draft).fingerprint == ""
    assert "Cần một số, đang là “mười”." in page.split('id="f-points', 1)[1]
    answer = client.post(
        url, form | {"rule.target": "0", "act": "look"}
    ).content.decode()
    assert "Mức đạt phải lớn hơn 0." in answer.split('id="f-rule-target"', 1)[1]


def test_a_number_is_typed_with_a_decimal_comma(
    client: Client, draft: FrameworkRelease, coordinator: User
) -> None:
    client.force_login(coordinator)
    url = node_url(draft, "0.0")
    form = sent_by(client.get(url).content.decode())

    client.post(url, form | {"points.@all": "12,5", "act": "save"})

    assert "points: 12.5" in saved(draft).text
    assert sent_by(client.get(url).content.decode())["points.@all"] == "12,5"


def test_points_per_block_replace_the_common_ones(
    client: Client, draft: FrameworkRelease, coordinator: User
) -> None:
    client.force_login(coordinator)
    url = node_url(draft, "0.0")
    form = sent_by(client.get(url).content.decode())

    client.post(url, form | {"points.services": "7", "act": "save"})

    assert "points: {services: 7}" in saved(draft).text


def test_a_second_editor_of_one_node_sees_both_and_nothing_is_lost(
    client: Client, draft: FrameworkRelease, coordinator: User
) -> None:
    client.force_login(coordinator)
    url = node_url(draft, "0.0")
    form = sent_by(client.get(url).content.decode()) | {"act": "save"}
    client.post(url, form | {"title.vi": "Bản thứ nhất"})

    page = client.post(url, form | {"title.vi": "Bản thứ hai"}).content.decode()

    assert "vừa được sửa ở cửa sổ khác hoặc bởi người khác" in page
    assert "Bản thứ nhất" in page
    assert "Bản thứ hai" in page
    assert "Bản thứ hai" not in saved(draft).text
    again = sent_by(page)
    assert again["title.vi"] == "Bản thứ hai"
    client.post(url, again | {"act": "save"})
    assert "Bản thứ hai" in saved(draft).text


def test_two_editors_of_two_nodes_do_not_meet(
    client: Client, draft: FrameworkRelease, coordinator: User
) -> None:
    client.force_login(coordinator)
    forms = {
        address: sent_by(client.get(node_url(draft, address)).content.decode())
        for address in ("0.0", "0.1")
    }

    for address, form in forms.items():
        changed = form | {"title.vi": f"Tên {address}", "act": "save"}
        client.post(node_url(draft, address), changed)

    assert "Tên 0.0" in saved(draft).text
    assert "Tên 0.1" in saved(draft).text


def test_a_second_editor_of_the_head_sees_both(
    client: Client, draft: FrameworkRelease, coordinator: User
) -> None:
    client.force_login(coordinator)
    url = f"/bo-chi-so/ban-nhap/{draft.pk}/dau/chung/"
    form = sent_by(client.get(url).content.decode()) | {"act": "save"}
    client.post(url, form | {"title.vi": "Tên thứ nhất"})

    page = client.post(url, form | {"title.vi": "Tên thứ hai"}).content.decode()

    assert "Tên thứ nhất" in page
    assert saved(draft).title_vi == "Tên thứ nhất"


def test_the_head_refuses_a_taken_identity(
    client: Client,
    draft: FrameworkRelease,
    every_rule: FrameworkRelease,
    coordinator: User,
) -> None:
    client.force_login(coordinator)
    url = f"/bo-chi-so/ban-nhap/{draft.pk}/dau/chung/"
    form = sent_by(client.get(url).content.decode()) | {"act": "save"}

    page = client.post(url, form | {"id": "vn.test.every"}).content.decode()

    assert "Đã có vn.test.every@2026" in page
    assert saved(draft).identity == "vn.test.small@2026"


def test_the_tree_is_changed_by_plain_buttons(
    client: Client, draft: FrameworkRelease, coordinator: User
) -> None:
    client.force_login(coordinator)
    url = f"/bo-chi-so/ban-nhap/{draft.pk}/cay/"

    answer = client.post(url, {"version": "1", "address": "0.1", "act": "up"})

    assert answer["Location"] == node_url(draft, "0.0")
    codes = [node.node["code"] for node in walk_nodes(read_draft(saved(draft).text))]
    assert codes[:3] == ["1", "1.2", "1.1"]
    client.post(url, {"version": "1", "address": "0.1", "act": "up"})
    assert saved(draft).version == 2


def test_deleting_a_group_says_what_goes_with_it(
    client: Client, draft: FrameworkRelease, coordinator: User
) -> None:
    client.force_login(coordinator)
    url = node_url(draft, "1") + "xoa/"

    page = client.get(url).content.decode()
    assert "Cùng bị xóa: 3 mục" in page
    client.post(url, {"version": "1"})

    codes = [node.node["code"] for node in walk_nodes(read_draft(saved(draft).text))]
    assert codes == ["1", "1.1", "1.2"]


@pytest.mark.parametrize("person", ["viewer", "reporter", "appraiser", "council"])
def test_only_coordinators_see_and_change_drafts(
    client: Client,
    draft: FrameworkRelease,
    person: str,
    request: pytest.FixtureRequest,
) -> None:
    client.force_login(request.getfixturevalue(person))
    base = f"/bo-chi-so/ban-nhap/{draft.pk}/"

    for path in ("", "muc/0.0/", "dau/chung/", "tep/", "bo/", "muc/0.0/xoa/"):
        assert client.get(base + path).status_code == 403
        assert client.post(base + path, {"act": "save"}).status_code == 403
    for path in ("ban-hanh/", "cay/", "da-xem/"):
        assert client.post(base + path, {"version": "1"}).status_code == 403
    assert client.get("/bo-chi-so/ban-nhap/tao/").status_code == 403
    assert "Bộ chỉ số thử" not in client.get("/bo-chi-so/").content.decode()
    assert client.get("/bo-chi-so/vn.test.small@2026/").status_code == 404
    assert client.get("/bo-chi-so/vn.test.small@2026/tep.yaml").status_code == 404
    assert saved(draft).version == 1


def test_the_queries_of_a_node_do_not_grow_with_the_tree(
    client: Client,
    draft: FrameworkRelease,
    every_rule: FrameworkRelease,
    coordinator: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(coordinator)
    client.get(node_url(draft, "0.0"))

    for release in (draft, every_rule):
        with django_assert_num_queries(4):
            client.get(node_url(release, "0.0"))


def test_every_field_of_a_node_stands_in_its_form() -> None:
    sections = (*CRITERION, OF_CRITERION, OF_GROUP)
    shown = {field.key for section in sections for field in section.fields}

    assert shown | {"nodes"} == set(Node.model_fields)
    heads = {
        field.key
        for _title, sections in PAGES.values()
        for section in sections
        for field in section.fields
    }
    assert heads | {"opendti", "nodes"} == set(Framework.model_fields)
