"""Names in lists are in the order of the Vietnamese alphabet, on every database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opendti_site.accounts.actions import create_user
from opendti_site.accounts.models import User
from opendti_site.ui.collation import in_vietnamese_order, sort_key

NAMES = [
    "An",
    "Án",
    "Ăn",
    "Ân",
    "Cao Bằng",
    "Dung",
    "Đà Nẵng",
    "Đồng Nai",
    "Em",
    "Oanh",
    "Ông",
    "Ơn",
    "Uyên",
    "Ưng",
    "Yên",
]


@pytest.mark.django_db
def test_letters_of_their_own_come_after_the_plain_ones():
    for number, name in enumerate(reversed(NAMES)):
        create_user(by=None, username=f"n{number}", full_name=name)
    found = User.objects.filter(full_name__in=NAMES)
    ordered = found.order_by(in_vietnamese_order("full_name"))
    assert list(ordered.values_list("full_name", flat=True)) == NAMES


LETTERS = st.text("aăâbdđeêoôơuưàảãáạếộ ABĐ", max_size=6)


@given(LETTERS, LETTERS)
def test_different_names_never_count_as_the_same(left: str, right: str):
    assert (sort_key(left) == sort_key(right)) == (left == right)
