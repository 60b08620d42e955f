"""What a person writes when publishing."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from opendti_site.publication.actions import EditionFacts
from opendti_site.publication.models import Edition
from opendti_site.results.models import Run


class EditionForm(forms.Form):
    """Title, source and, for a correction, what changed."""

    title = forms.CharField(label=_("Tên bản công bố"), max_length=200)
    title_en = forms.CharField(
        label=_("Tên tiếng Anh của bản công bố"),
        max_length=200,
        required=False,
        help_text=_("Để trống thì trang tiếng Anh dùng tên tiếng Việt."),
    )
    slug = forms.SlugField(
        label=_("Phần cuối đường dẫn của trang kết quả"),
        max_length=70,
        required=False,
        help_text=_(
            "Chữ không dấu, số và gạch nối, ví dụ xep-hang-2026; để trống thì lấy theo tên."
        ),
    )
    source_note = forms.CharField(
        label=_("Nguồn số liệu"), max_length=300, required=False
    )
    source_note_en = forms.CharField(
        label=_("Nguồn số liệu bằng tiếng Anh"), max_length=300, required=False
    )
    source_url = forms.URLField(
        label=_("Trang đăng nguồn số liệu"), required=False, assume_scheme="https"
    )
    change_note = forms.CharField(
        label=_("Nội dung đính chính"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    title_again = forms.CharField(
        label=_("Gõ lại tên bản công bố để xác nhận"), max_length=200, required=False
    )

    def __init__(
        self, *args: object, run: Run, corrects: Edition | None, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.corrects = corrects
        self.initial.setdefault(
            "title", corrects.title if corrects else run.round.title
        )
        self.initial.setdefault("source_note", run.round.source_note)
        if corrects:
            self.initial.setdefault("title_en", corrects.title_en)
            self.initial.setdefault("source_note_en", corrects.source_note_en)
        self.initial.setdefault("source_note_en", run.round.source_note_en)
        if corrects is None:
            del self.fields["change_note"]
        else:
            self.fields["change_note"].required = True

    @property
    def is_confirmed(self) -> bool:
        """Whether the person asked to publish, not only to see what would be published."""
        return "publish" in self.data

    def clean_title_again(self) -> str:
        """Demand the title once more from whoever publishes."""
        typed: str = self.cleaned_data["title_again"].strip()
        if self.is_confirmed and typed != self.cleaned_data.get("title", "").strip():
            raise ValidationError(
                _("Tên gõ lại chưa giống tên bản công bố; hãy gõ đúng từng chữ.")
            )
        return typed

    def facts(self) -> EditionFacts:
        """Return what was written, as the action wants it."""
        written = self.cleaned_data
        return EditionFacts(
            title=written["title"],
            title_en=written["title_en"],
            slug=written["slug"],
            source_note=written["source_note"],
            source_note_en=written["source_note_en"],
            source_url=written["source_url"],
        )


class ActField(forms.CharField):
    """A text that one of a form's buttons needs and the other does not: it is never called optional."""

    is_needed_for_act = True


class SecondPersonForm(forms.Form):
    """The title once more, from the second person who publishes, or why the proposal goes back."""

    reason = ActField(
        label=_("Lý do trả lại đề nghị"),
        help_text=_("Cần khi trả lại; người đề nghị đọc được, và nhật ký ghi lại."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    title_again = ActField(
        label=_("Gõ lại tên bản công bố để xác nhận"), max_length=200
    )

    def __init__(self, *args: object, title: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.title = title
        self.is_withdrawn = "withdraw" in self.data
        self.fields["title_again"].required = not self.is_withdrawn

    def clean_title_again(self) -> str:
        """Demand the title as it was proposed, from whoever publishes."""
        typed: str = self.cleaned_data["title_again"].strip()
        if not self.is_withdrawn and typed != self.title.strip():
            raise ValidationError(
                _("Tên gõ lại chưa giống tên bản công bố; hãy gõ đúng từng chữ.")
            )
        return typed
