"""Two people on one form: who comes second sees both values and chooses; nothing is chosen by a save."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from opendti_site.assessments.submissions.models import Answer

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Submission

HTMX = {"HX-Request": "true"}
FIELD = re.compile(r"<(?:input|textarea)\b([^>]*)>([^<]*)")


def fields_of(page: str, criterion: str) -> dict[str, str]:
    """Return what a browser would post of a card as it stands on the page."""
    card = page[page.index(f'id="tc-{criterion.replace(".", "-")}"') :]
    card = card[: card.index('<div class="points">')]
    fields: dict[str, str] = {}
    for attributes, text in FIELD.findall(card):
        known = dict(re.findall(r'([\w-]+)="([^"]*)"', attributes))
        is_box = known.get("type") in {"radio", "checkbox"}
        if "name" in known and not (is_box and " checked" not in attributes):
            fields[known["name"]] = known.get("value", text)
    return fields


class Desk:
    """One person with one browser, at a card of the form."""

    def __init__(self, user: User, submission: Submission, criterion: str) -> None:
        self.client = Client()
        self.client.force_login(user)
        self.criterion = criterion
        self.main = f"/ho-so/{submission.pk}/chi-so/{criterion[0]}/"
        self.card = f"/ho-so/{submission.pk}/tieu-chi/{criterion}/luu/"
        self.page = ""
        self.open()

    def open(self) -> None:
        self.page = self.client.get(self.main).content.decode()

    def save(self, *, script: bool = True, **typed: str) -> None:
        """Post the card as it stands with what was typed; keep the answer as the page."""
        keys = {key.replace("__", ":").replace("_", "."): key for key in typed}
        fields = fields_of(self.page, self.criterion)
        fields |= {key: typed[name] for key, name in keys.items()}
        fields = {key: text for key, text in fields.items() if text != "(off)"}
        there = self.card if script else self.main
        headers = HTMX if script else {}
        self.page = self.client.post(
            there, fields, headers=headers, follow=True
        ).content.decode()


@pytest.mark.parametrize("script", [True, False])
def test_a_later_save_of_the_card_chooses_nothing(
    submission: Submission,
    reporter: User,
    signatory: User,
    *,
    script: bool,
):
    mine = Desk(reporter, submission, "1.2")
    theirs = Desk(signatory, submission, "1.2")
    theirs.save(v__1_2_a="15")

    mine.save(script=script, v__1_2_a="12")
    assert "Giữ giá trị của tôi: 12" in mine.page
    assert "Dùng giá trị đã lưu: 15" in mine.page
    # The next field of the card is saved; the choice stays open.
    mine.save(script=script, v__1_2_b="40")
    values = dict(Answer.objects.values_list("item", "value"))
    assert values == {"1.2.a": 15, "1.2.b": 40}
    assert "Giữ giá trị của tôi: 12" in mine.page

    mine.save(script=script, pick__1_2_a="mine")
    assert Answer.objects.get(item="1.2.a").value == 12
    assert "Giữ giá trị" not in mine.page


def test_a_choice_is_of_what_was_seen(
    submission: Submission, reporter: User, signatory: User
):
    mine = Desk(reporter, submission, "1.2")
    theirs = Desk(signatory, submission, "1.2")
    theirs.save(v__1_2_a="15")
    mine.save(v__1_2_a="12")
    theirs.save(v__1_2_a="16")

    mine.save(pick__1_2_a="mine")
    assert "Dùng giá trị đã lưu: 16" in mine.page
    mine.save(pick__1_2_a="theirs")
    assert Answer.objects.get(item="1.2.a").value == 16
    assert "Giữ giá trị" not in mine.page


def test_options_are_named_by_their_titles(
    submission: Submission, reporter: User, signatory: User
):
    mine = Desk(reporter, submission, "2.3")
    theirs = Desk(signatory, submission, "2.3")
    theirs.save(v__2_3_a="part")
    mine.save(v__2_3_a="full")

    assert "Giữ giá trị của tôi: Đầy đủ" in mine.page
    assert "Dùng giá trị đã lưu: Một phần" in mine.page


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_a_claim_against_values_is_chosen_as_a_whole(
    submission: Submission, reporter: User, signatory: User, choice: str
):
    mine = Desk(reporter, submission, "2.2")
    theirs = Desk(signatory, submission, "2.2")
    theirs.save(v__2_2_a="4", v__2_2_b="8")

    mine.save(na__2_2="1", nr__2_2="Không có dịch vụ công")
    assert "Giữ giá trị của tôi: Không áp dụng" in mine.page
    assert mine.page.count('value="mine"') == 1
    mine.save(pick__2_2=choice)

    rows = Answer.objects.order_by("item").values_list("state", "value", "reason")
    claim = ("not_applicable", None, "Không có dịch vụ công")
    kept = [("given", 4, ""), ("given", 8, "")]
    assert list(rows) == ([claim, claim] if choice == "mine" else kept)


MINE = {"2.2.a": ("given", 5), "2.2.b": ("blank", None)}
"""The claim had emptied what this person did not type again: it is blank, for all to see."""
THEIRS = dict.fromkeys(MINE, ("not_applicable", None))


@pytest.mark.parametrize(("choice", "kept"), [("mine", MINE), ("theirs", THEIRS)])
def test_values_against_a_claim_are_chosen_as_a_whole(
    submission: Submission,
    reporter: User,
    signatory: User,
    choice: str,
    kept: dict[str, tuple[str, float | None]],
):
    first = Desk(reporter, submission, "2.2")
    first.save(v__2_2_a="4", v__2_2_b="8")
    mine = Desk(reporter, submission, "2.2")
    theirs = Desk(signatory, submission, "2.2")
    theirs.save(na__2_2="1", nr__2_2="Không có dịch vụ công")

    mine.save(v__2_2_a="5")
    assert "Dùng giá trị đã lưu: Không áp dụng" in mine.page
    assert 'value="5"' in mine.page
    mine.save(pick__2_2=choice)

    rows = Answer.objects.values_list("item", "state", "value")
    assert {item: (state, value) for item, state, value in rows} == kept
