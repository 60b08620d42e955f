"""A page of a session that ended calls what was typed as the page before it did."""

from __future__ import annotations

import re
from pathlib import Path

from django.urls import reverse

import opendti_site
from opendti_site.accounts.field_words import words_of
from tests.site.html import packed

SITE = Path(opendti_site.__file__).parent
SAME = {"Sec-Fetch-Site": "same-origin"}
TAG = r'<(?:input|select|textarea)\b((?:{%.*?%}|{{.*?}}|"(?:{%.*?%}|{{.*?}}|[^"])*"|[^>"])*)>'


def typed(client, url, form):
    """Return what the page lists, label by label."""
    page = packed(client.post(url, form, headers=SAME).content.decode())
    return re.findall(r"<div><dt>(.*?)</dt><dd>(.*?)</dd></div>", page)


def test_answers_are_listed_by_their_items_and_tokens_are_not(client, db):
    form = {"v:1.2.a": "60", "w:1.2.a": "55", "n:1.2.a": "3", "na:2.2": "1"}
    assert typed(
        client, "/ho-so/1/chi-so/1/", form | {"nr:2.2": "Không tiếp nhận hồ sơ"}
    ) == [
        ("Số liệu 1.2.a", "60"),
        ("Không áp dụng với đơn vị, tiêu chí 2.2", "1"),
        ("Lý do không áp dụng, tiêu chí 2.2", "Không tiếp nhận hồ sơ"),
    ]


def test_answers_that_were_not_changed_are_not_listed(client, db):
    form = {"v:1.1.a": "1", "w:1.1.a": "1", "v:1.2.a": "60", "w:1.2.a": ""}
    assert typed(client, "/ho-so/1/chi-so/1/", form) == [("Số liệu 1.2.a", "60")]


def test_fields_of_a_form_have_its_labels_and_its_choices(client, db):
    listed = dict(
        typed(
            client,
            "/don-vi/them/",
            {"name": "Cục Mới", "kind": "department", "parent": "1", "version": "3"},
        )
    )
    assert listed["Tên đơn vị"] == "Cục Mới"
    assert "department" not in listed.values()
    assert listed["Đơn vị cấp trên"] == "đã chọn"
    assert "version" not in listed


def test_a_name_of_several_forms_has_the_word_that_holds_for_all(client, db):
    form = {"reason": "Bổ sung báo cáo."}
    assert typed(client, "/ky/1/mo-lai/", form) == [("Lý do", "Bổ sung báo cáo.")]


def test_the_editor_and_the_crosswalk_are_named_too(client, db):
    url = reverse("frameworks:crosswalk_page", args=["a@1", "a@2"])
    assert typed(client, url, {"e.0.note": "Tách đôi", "act": "save"}) == [
        ("Dòng 1, ghi chú", "Tách đôi")
    ]


def drawn_names():
    """Yield every field that a template sends by a form of its own, with its package."""
    for path in SITE.rglob("*.html"):
        package = "opendti_site." + path.relative_to(SITE).parts[0]
        forms = re.findall(
            r'<form[^>]*method="post".*?</form>', path.read_text(), re.DOTALL
        )
        for attributes in re.findall(TAG, "".join(forms), re.DOTALL):
            name = re.search(r'name="([^"]*)"', attributes)
            is_hidden = re.search(r"(?<!-)\bhidden\b", attributes)
            if name and not is_hidden:
                yield package, re.sub(r"{{.*?}}", "1", name[1])


def test_every_field_that_a_page_draws_by_itself_has_words():
    names = set(drawn_names())
    assert len(names) > 8
    nameless = [
        (package, name) for package, name in names if not words_of(name, package)
    ]
    where = "by `register_field_words` in the app's field_words.py or apps.py"
    assert nameless == [], f"say what these fields are called {where}"
