"""Forms of rounds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opendti_site.accounts.models import User
from opendti_site.assessments.rounds.drafts import RoundDraft, deadline_label
from opendti_site.assessments.rounds.enums import RoundOrigin
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.rounds.steps import amendable_dates, extendable_deadlines
from opendti_site.frameworks.models import FrameworkRelease
from opendti_site.frameworks.queries import releases_to_open
from opendti_site.organisations.models import Unit
from opendti_site.organisations.queries import units_run_by
from opendti_site.ui.dates import moment

ZONE = _("Giờ Việt Nam (UTC+7), dạng 24 giờ.")


class MomentInput(forms.DateTimeInput):
    """A date with its time, as browsers pick it."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class MomentField(forms.DateTimeField):
    """A moment in the site's time zone."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=MomentInput(),
            **options,
        )


class RoundForm(forms.Form):
    """What sets a round up."""

    title = forms.CharField(label=_("Tên kỳ đánh giá"), max_length=200)
    year = forms.IntegerField(label=_("Năm đánh giá"), min_value=2000, max_value=2100)
    release = forms.ModelChoiceField(
        queryset=FrameworkRelease.objects.none(),
        label=_("Bộ chỉ số"),
        empty_label=_("Chọn bộ chỉ số"),
    )
    root = forms.ModelChoiceField(
        queryset=Unit.objects.none(),
        label=_("Cơ quan chủ trì"),
        empty_label=_("Chọn cơ quan"),
        help_text=_(
            "Các đơn vị trực thuộc sẽ tham gia; bước sau chọn khối cho từng đơn vị."
        ),
    )
    opens_at = MomentField(label=_("Bắt đầu nhận hồ sơ"), help_text=ZONE)
    submit_by = MomentField(
        label=_("Hạn nộp"), help_text=_("Sau hạn này không ai lưu được số liệu nữa.")
    )
    appraise_by = MomentField(label=_("Hạn thẩm định"), required=False)
    explain_by = MomentField(
        label=_("Hạn giải trình"),
        required=False,
        help_text=_("Để trống nếu kỳ không có bước này."),
    )
    reappraise_by = MomentField(
        label=_("Hạn thẩm định lại"),
        required=False,
        help_text=_("Cần có khi đặt hạn giải trình."),
    )
    council_by = MomentField(
        label=_("Hạn hội đồng quyết định"),
        required=False,
        help_text=_(
            "Để trống nếu hội đồng quyết định cùng lúc với thẩm định, không có bước riêng."
        ),
    )
    source_note = forms.CharField(
        label=_("Ghi chú nguồn số liệu"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    source_note_en = forms.CharField(
        label=_("Ghi chú nguồn số liệu bằng tiếng Anh"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Hiện ở trang tiếng Anh; để trống thì hiện ghi chú tiếng Việt."),
    )
    illustrative = forms.BooleanField(
        label=_("Số liệu minh họa, không phải số liệu thật"), required=False
    )

    def __init__(
        self, *args: Any, user: User, instance: Round | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["release"].queryset = releases_to_open()  # type: ignore[attr-defined]  # a choice of rows
        roots = units_run_by(user)
        self.fields["root"].queryset = roots  # type: ignore[attr-defined]  # a choice of rows
        self.origin = instance.origin if instance else RoundOrigin.COLLECTED
        if instance:
            self.initial = {name: getattr(instance, name) for name in self.fields}
        else:
            self.initial = {"root": roots.first(), "year": timezone.localdate().year}

    def draft(self) -> RoundDraft:
        """Return the form's values as a draft."""
        return RoundDraft(**self.cleaned_data, origin=self.origin)


class ExtensionForm(forms.Form):
    """A new deadline of the present step with its reason; later deadlines may move with it."""

    reason = forms.CharField(
        label=_("Lý do gia hạn"), widget=forms.Textarea(attrs={"rows": 2})
    )
    document = forms.CharField(
        label=_("Số văn bản"),
        required=False,
        max_length=100,
        help_text=_("Văn bản cho gia hạn; để trống nếu không có."),
    )

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = extendable_deadlines(round_)
        for number, name in enumerate(self.names):
            label = _("%(deadline)s mới") % {"deadline": deadline_label(name)}
            now = {"moment": moment(getattr(round_, name))}
            kept = _("Hiện nay: %(moment)s. Để trống nếu giữ nguyên.") % now
            self.fields[name] = MomentField(
                label=label, help_text=kept if number else ZONE, required=not number
            )
        self.initial = {name: getattr(round_, name) for name in self.names[:1]}

    def deadlines(self) -> list[forms.BoundField]:
        """Return the fields of the deadlines: the present step's, then the later ones."""
        return [self[name] for name in self.names]


class AmendmentForm(forms.Form):
    """The name and the dates ahead of an open round, with a reason."""

    title = forms.CharField(label=_("Tên kỳ đánh giá"), max_length=200)
    reason = forms.CharField(label=_("Lý do"), widget=forms.Textarea(attrs={"rows": 2}))
    document = forms.CharField(
        label=_("Số văn bản"),
        required=False,
        max_length=100,
        help_text=_("Để trống nếu không có văn bản."),
    )

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = amendable_dates(round_)
        for name in self.names:
            self.fields[name] = MomentField(
                label=deadline_label(name), required=name == "opens_at", help_text=ZONE
            )
        self.initial = {n: getattr(round_, n) for n in ("title", *self.names)}

    def dates(self) -> list[forms.BoundField]:
        """Return the fields of the dates, in the order of the steps."""
        return [self[name] for name in self.names]


class ReopeningForm(forms.Form):
    """Why a closed round is reopened."""

    reason = forms.CharField(
        label=_("Lý do mở lại"), widget=forms.Textarea(attrs={"rows": 2})
    )
