"""Acts that cannot be undone are confirmed by typing the name of what they destroy."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from opendti.folding import fold


class TypedNameForm(forms.Form):
    """One field, into which `name` is to be typed; letter by letter where `as_it_stands`.

    A round's title has some seventy letters: a step of it, which destroys nothing, is confirmed without
    diacritics and capitals too.
    """

    typed = forms.CharField(
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(
        self, *args: Any, name: str, as_it_stands: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.name = name
        self.as_it_stands = as_it_stands
        # The page asks for it without the browser's own words, which come in the browser's language.
        self.fields["typed"].is_needed_for_act = True  # type: ignore[attr-defined]  # a mark of ours
        self.fields["typed"].label = _("Gõ “%(name)s” để xác nhận") % {"name": name}
        if not as_it_stands:
            self.fields["typed"].help_text = _("Gõ không dấu, chữ thường cũng được.")

    def clean_typed(self) -> str:
        """Refuse another text; the keyboard's way of writing accents does not matter."""
        typed = str(self.cleaned_data["typed"])
        written = _plain if self.as_it_stands else fold
        if written(typed) != written(self.name):
            words = _("Chưa khớp. Cần gõ đúng: %(name)s")
            raise forms.ValidationError(words % {"name": self.name})
        return typed


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
