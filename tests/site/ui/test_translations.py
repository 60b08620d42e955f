"""Every string of the interface has its English; placeholders are the same in both."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

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
