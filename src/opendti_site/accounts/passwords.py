"""Passwords that are guessed first: common ones in disguise, and the names of those around."""

from __future__ import annotations

import re

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from opendti.folding import fold
from opendti_site.accounts.models import RoleAssignment, User

VIETNAMESE = frozenset({
    "matkhau",
    "matkhaumoi",
    "anhyeuem",
    "emyeuanh",
    "yeuem",
    "xinchao",
    "vietnam",
    "hanoi",
    "saigon",
    "hochiminh",
    "chuyendoiso",
    "quantri",
    "quantrivien",
    "nhanvien",
    "congthuong",
    "bocongthuong",
    "thudientu",
    "opendti",
    "danhgia",
    "tudanhgia",
    "chinhphu",
})
"""Guesses for an office in Vietnam that the list of Django's validator does not hold."""
LEET = str.maketrans("013456789@$!|", "oieasgtbgasil")
EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
MIN_NAME_LENGTH = 4
KINDS = re.compile(
    r"(?:uy ban nhan dan|ubnd|van phong|tong cuc|chi cuc|trung tam|thanh pho|thi xa|thi tran|"
    r"tp|tinh|so|bo|cuc|vu|vien|ban|phong|quan|huyen|phuong|xa|truong|"
    r"(?:people s committee|ministry|department|office|city|province) of(?: the)?)\b\W*"
)
"""What kind of organisation a folded name begins with: people leave it out where they speak of it."""
WITHIN = re.compile(r"\b(?:tinh|thanh pho|tp)\b")
"""What stands between an organisation and the province or city that it is in."""


def cores_of(password: str) -> set[str]:
    """Return what a password is without its disguise.

    Digits and signs at the ends, separators inside, accents, case and digits for letters
    go: `M@tKhau-2026!` is `matkhau`.
    """
    text = fold(password)
    bare = EDGES.sub("", text)
    spelled = {text, bare, text.translate(LEET), bare.translate(LEET)}
    spelled |= {EDGES.sub("", spelling) for spelling in spelled}
    return {re.sub(r"[\W_]+", "", spelling) for spelling in spelled} - {""}


class DisguisedPasswordValidator(CommonPasswordValidator):
    """Refuse a common password with a year, a sign or digits for letters."""

    def validate(self, password: str, user: User | None = None) -> None:  # noqa: ARG002 -- Django's shape
        """Raise ValidationError for a common password in disguise."""
        cores = cores_of(password)
        if cores & VIETNAMESE or any(core in self.passwords for core in cores):
            raise ValidationError(
                _("Mật khẩu này chỉ là một từ quen thuộc thêm số hoặc dấu."),
                code="password_disguised",
            )

    def get_help_text(self) -> str:
        """Explain the rule."""
        return _("Không dùng từ quen thuộc thêm số, năm hoặc dấu.")


class NearbyNamesValidator:
    """Refuse the names of the organisation, of the person's units and of the person."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError where nothing but such a name is left."""
        if cores_of(password) & names_around(user):
            raise ValidationError(
                _("Mật khẩu chỉ là tên cơ quan hoặc tên người thêm số hoặc dấu."),
                code="password_is_a_name",
            )

    def get_help_text(self) -> str:
        """Explain the rule."""
        return _("Không dùng tên cơ quan, tên đơn vị hoặc tên mình.")


def names_around(user: User | None) -> set[str]:
    """Return the folded names of every organisation, and of a person and the person's units."""
    unit = RoleAssignment._meta.get_field("unit").remote_field.model  # noqa: SLF001 -- the unit is known by name only
    rows = unit._default_manager.filter(parent=None)  # noqa: SLF001 -- as above
    if user is not None and user.pk:
        rows |= unit._default_manager.filter(assignments__user=user)  # noqa: SLF001 -- as above
    names = list(rows.values_list("code", "name", "short_name", "name_en"))
    words = [word for row in names for word in row]
    if user is not None:
        words += [user.username, user.full_name, user.email.partition("@")[0]]
    folded = {bare for word in words for bare in bare_names(word)}
    # A short name with a long tail of digits may be a good password, for the digits are the
    # secret; written twice it is a word.
    return {word for word in folded if len(word) >= MIN_NAME_LENGTH} | {
        word * 2 for word in folded if word
    }


def bare_names(name: str) -> set[str]:
    """Return the folded forms of a name: the whole, its parts, and each without its kind.

    >>> sorted(bare_names("Sở Nội vụ tỉnh Phú Thọ"))
    ['noivu', 'noivutinhphutho', 'phutho', 'sonoivu', 'sonoivutinhphutho']
    """
    text = re.sub(r"[\W_]+", " ", fold(name)).strip()
    forms = set[str]()
    for part in (text, *WITHIN.split(text)):
        rest = part.strip()
        forms.add(rest)
        while kind := KINDS.match(rest):
            rest = rest[kind.end() :]
            forms.add(rest)
    return {form.replace(" ", "") for form in forms}
