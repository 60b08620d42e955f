"""Acts that cannot be undone are confirmed by typing the name of what they destroy."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext as _


class TypedNameForm(forms.Form):
    """One field, into which `name` is to be typed."""

    typed = forms.CharField(
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = name
        # The page asks for it without the browser's own words, which come in the browser's language.
        self.fields["typed"].is_needed_for_act = True  # type: ignore[attr-defined]  # a mark of ours
        self.fields["typed"].label = _("Gõ “%(name)s” để xác nhận") % {"name": name}

    def clean_typed(self) -> str:
        """Refuse another text; the keyboard's way of writing accents does not matter."""
        typed = str(self.cleaned_data["typed"])
        if _plain(typed) != _plain(self.name):
            words = _("Chưa khớp. Cần gõ đúng: %(name)s")
            raise forms.ValidationError(words % {"name": self.name})
        return typed


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
