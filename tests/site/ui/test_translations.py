"""Every string of the interface has its English; placeholders are the same in both."""

from __future__ import annotations

import re
from pathlib import Path

import django
import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from django.utils import translation
from django.utils.translation import trans_real

from opendti_site.accounts.adapter import AccountAdapter, SecondFactorAdapter

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


PACKAGES = Path(django.__file__).parent.parent
SHOWN = (
    "django/contrib/auth/base_user.py",
    "django/contrib/auth/password_validation.py",
    "django/contrib/auth/validators.py",
    "django/core/validators.py",
    "django/db/models/base.py",
    "django/db/models/constraints.py",
    "django/forms/fields.py",
    "django/forms/formsets.py",
    "django/forms/models.py",
    "django/forms/utils.py",
    "allauth/mfa/models.py",
)
"""Files of others whose words stand on our pages."""
OTHERS = (
    *SHOWN,
    "django/contrib/auth/forms.py",
    "django/contrib/auth/models.py",
    "allauth/account/forms.py",
)
VIETNAMESE = Path("locale/vi/LC_MESSAGES/django.po")
MISMATCH = "You must type the same password each time."
UNSEEN = {
    "cannot_remove_primary_email",
    "duplicate_email",
    "email_taken",
    "invalid_or_expired_key",
    "invalid_password_reset",
    "max_email_addresses",
    "phone_taken",
    "phone_password_mismatch",
    "unknown_email",
    "unknown_phone",
    "unverified_primary_email",
    "username_blacklisted",
    "username_taken",
    "select_only_one",
    "same_as_current",
    "add_email_blocked",
    "unverified_email",
}
"""What allauth says of pages that this site does not have: signing up, addresses, phones."""
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}


def words_of(file: str) -> set[str]:
    """Return the strings that a file of another project has translated, in the singular."""
    found = extract_from_file("python", PACKAGES / file, KEYWORDS)
    texts = (text[0] if isinstance(text, tuple) else text for _, text, *_ in found)
    return {text for text in texts if text}


@pytest.mark.parametrize("file", SHOWN)
def test_words_of_others_that_pages_show_are_vietnamese(file: str):
    words = words_of(file)
    assert words
    with translation.override("vi"):
        catalogue = trans_real.translation("vi")._catalog  # noqa: SLF001 -- nothing public lists it
        keys = {key if isinstance(key, str) else key[0] for key in catalogue.keys()}  # noqa: SIM118 -- no mapping
    plain = {key.rpartition("\x04")[2] for key in keys}
    assert sorted(words - plain) == []


def test_what_allauth_refuses_is_in_vietnamese():
    refusals = AccountAdapter.error_messages | SecondFactorAdapter.error_messages
    seen = {code: text for code, text in refusals.items() if code not in UNSEEN}
    with translation.override("vi"):
        english = {code for code, text in seen.items() if str(text).isascii()}
        mismatch = translation.gettext(MISMATCH)
    assert english == set()
    assert MISMATCH in words_of("allauth/account/forms.py")
    assert mismatch != MISMATCH


def test_our_vietnamese_is_of_strings_that_others_still_have():
    ours = keys_of(Path("src/opendti_site/ui") / VIETNAMESE) - {""}
    apps = ("django/conf", "django/contrib/auth")
    theirs = [keys_of(PACKAGES / app / VIETNAMESE) for app in apps]
    assert ours
    assert sorted(ours.difference(*theirs, *map(words_of, OTHERS))) == []


def keys_of(file: Path) -> set[str]:
    """Return the strings of a catalogue, in the singular."""
    text = file.read_text(encoding="utf-8") + "\n"
    return {joined(key) for key, _ in ENTRY.findall(text)}
