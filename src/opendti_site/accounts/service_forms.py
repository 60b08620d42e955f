"""Forms of service accounts."""

from __future__ import annotations

import datetime as dt
import re
from ipaddress import ip_network
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from opendti_site.accounts.enums import ServiceVerb
from opendti_site.accounts.forms import RoleUnitField
from opendti_site.accounts.models import User
from opendti_site.accounts.queries import units_coordinated_by
from opendti_site.ui.dates import DayInput

PATTERN = re.compile(r"[A-Za-z0-9_.*-]{1,60}", re.ASCII)
MAX_LINES = 200
OVERLAPS = (0, 1, 7, 30)


def in_a_year() -> dt.date:
    """Return the day a year from today."""
    return timezone.localdate() + dt.timedelta(days=365)


class LinesField(forms.CharField):
    """Texts, one a line or divided by blanks or commas; empty for none."""

    def __init__(self, **kwargs: Any) -> None:
        area = forms.Textarea(attrs={"rows": 2, "spellcheck": "false"})
        super().__init__(required=False, max_length=10_000, widget=area, **kwargs)

    def clean(self, value: Any) -> list[str]:
        """Return the texts, each once, in their order."""
        found = list(dict.fromkeys(re.split(r"[\s,;]+", super().clean(value))))
        if len(found) > MAX_LINES:
            words = gettext("Nhiều nhất %(n)d dòng.")
            raise forms.ValidationError(words % {"n": MAX_LINES})
        return [text for text in found if text]


class TokenLifeForm(forms.Form):
    """How long a token holds."""

    expires_on = forms.DateField(
        label=_("Mã hết hạn sau ngày"),
        initial=in_a_year,
        widget=DayInput(),
        help_text=_("Nhiều nhất hai năm kể từ hôm nay."),
    )

    def clean_expires_on(self) -> dt.datetime:
        """Return the end of the day."""
        day = self.cleaned_data["expires_on"]
        latest = timezone.localdate() + dt.timedelta(days=730)
        if not timezone.localdate() <= day <= latest:
            raise forms.ValidationError(
                gettext("Ngày hết hạn phải ở tương lai, trong vòng hai năm.")
            )
        return timezone.make_aware(dt.datetime.combine(day, dt.time(23, 59, 59)))


class RotateTokenForm(TokenLifeForm):
    """Another token, and how long the one of before goes on."""

    overlap = forms.TypedChoiceField(
        label=_("Mã đang dùng còn hiệu lực thêm"),
        coerce=int,
        choices=[(0, _("không: ngừng ngay"))]
        + [(n, ngettext_lazy("%d ngày", "%d ngày", n) % n) for n in OVERLAPS[1:]],
        initial=7,
        help_text=_("Đủ để thay mã ở mọi máy mà không gián đoạn."),
    )


class ServiceAccountForm(TokenLifeForm):
    """A new service account."""

    name = forms.CharField(
        label=_("Tên tài khoản dịch vụ"),
        max_length=100,
        help_text=_("Tên phần mềm hoặc hệ thống, ví dụ: Cổng dịch vụ công."),
    )
    unit = RoleUnitField(
        label=_("Đơn vị"),
        queryset=None,
        empty_label=_("Chọn đơn vị"),
        help_text=_(
            "Chỉ thấy và gửi được dữ liệu của đơn vị này và các đơn vị cấp dưới."
        ),
    )
    verbs = forms.MultipleChoiceField(
        label=_("Được làm"),
        choices=ServiceVerb.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    items = LinesField(
        label=_("Chỉ những tiêu chí, số liệu này"),
        help_text=_(
            "Mỗi dòng một mã, ví dụ 1.2 hoặc 1.2.a; 2.* là mọi mã bắt đầu bằng 2. Để trống là tất cả."
        ),
    )
    addresses = LinesField(
        label=_("Chỉ từ những địa chỉ mạng này"),
        help_text=_(
            "Mỗi dòng một địa chỉ hoặc dải mạng, ví dụ 203.0.113.7 hoặc 10.20.0.0/16. Để trống là từ mọi nơi."
        ),
    )
    field_order = ("name", "unit", "verbs", "items", "addresses", "expires_on")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_coordinated_by(by)  # type: ignore[attr-defined]  # set by the class

    def clean_items(self) -> list[str]:
        """Refuse what cannot be a code or a pattern of codes."""
        patterns: list[str] = self.cleaned_data["items"]
        for pattern in patterns:
            if not PATTERN.fullmatch(pattern):
                words = gettext("“%(text)s” không phải mã tiêu chí hay số liệu.")
                raise forms.ValidationError(words % {"text": pattern[:60]})
        return patterns

    def clean_addresses(self) -> list[str]:
        """Return networks in CIDR notation; refuse anything else."""
        networks = []
        for text in self.cleaned_data["addresses"]:
            try:
                networks.append(str(ip_network(text, strict=False)))
            except ValueError as fault:
                words = gettext("“%(text)s” không phải địa chỉ mạng.")
                raise forms.ValidationError(words % {"text": text[:60]}) from fault
        return networks
