"""Every string of the interface has its English; placeholders are the same in both."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import trans_real

FILES = sorted(Path("src/opendti_site").glob("*/locale/en/LC_MESSAGES/django.po"))
ENTRY = re.compile(
    r'^msgid ((?:".*"\n)+)(?:msgid_plural (?:".*"\n)+)?((?:msgstr.*\n(?:".*"\n)*)+)',
    re.MULTILINE,
)
TEXT = re.compile(r'"(.*)"')
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def joined(quoted):
    return "".join(TEXT.findall(quoted))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parts[2])
def test_catalogue_is_full(file):
    text = file.read_text(encoding="utf-8") + "\n"
    assert "#, fuzzy" not in text
    entries = [(joined(a), b) for a, b in ENTRY.findall(text)]
    for vietnamese, answers in entries[1:]:
        for answer in re.split(r"^msgstr", answers, flags=re.MULTILINE)[1:]:
            english = joined(answer)
            assert english, vietnamese
            assert set(PLACEHOLDER.findall(english)) == set(
                PLACEHOLDER.findall(vietnamese)
            )


def test_nobody_is_addressed_as_a_friend():
    """Django's own Vietnamese says "bạn" here and there; the interface says "anh/chị" or nothing."""
    with translation.override("vi"):
        catalogue = trans_real.translation("vi")._catalog  # noqa: SLF001 -- nothing public lists it
        keys = {key if isinstance(key, str) else key[0] for key in catalogue.keys()}  # noqa: SIM118 -- no mapping
        words = {
            key: [translation.gettext(key), translation.ngettext(key, "", 5)]
            for key in keys
        }
    assert len(words) > 300
    friend = re.compile(r"\bbạn\b", re.IGNORECASE)
    assert [key for key, texts in words.items() if friend.search(" ".join(texts))] == []
