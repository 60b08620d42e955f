"""Parts of pages: icons, state chips, value bars, fields, breadcrumbs, empty states."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, RadioSelect, Select
from django.forms.widgets import (
    CheckboxSelectMultiple,
    FileInput,
    Input,
    PasswordInput,
    Textarea,
)
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from opendti_site.ui.dates import moment
from opendti_site.ui.language import translated
from opendti_site.ui.text import as_sentence

register = template.Library()

# A state is always icon, word and colour.
TONES = {
    "ok": {"icon": "circle-check"},
    "warn": {"icon": "alert-triangle"},
    "bad": {"icon": "alert-circle"},
    "na": {"icon": "circle-minus"},
    "none": {"icon": "circle-dashed"},
    "info": {"icon": "info-circle"},
}
TONE_OF_LEVEL = {"success": "ok", "warning": "warn", "error": "bad"}


register.filter("sentence", as_sentence)
register.filter("translated", translated)


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """Draw an icon of the sprite; without a label it is hidden from screen readers."""
    return _rendered(name, str(label), css)


@lru_cache(maxsize=1024)  # a grid of a hundred units draws a thousand of some ten icons
def _rendered(name: str, label: str, css: str) -> SafeString:
    sprite = static("vendor/icons.svg")
    accessibility = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else mark_safe('aria-hidden="true"')
    )
    return format_html(
        '<svg class="icon{}" {}><use href="{}#i-{}"/></svg>',
        f" {css}" if css else "",
        accessibility,
        sprite,
        name,
    )


register.simple_tag(get_script_prefix, name="front_url")


@register.simple_tag
def scrolls() -> SafeString:
    """Let the keyboard reach what scrolls sideways, by a name that readers of the screen hear."""
    return format_html(
        'tabindex="0" role="group" aria-label="{}"', _("Bảng, cuộn ngang được")
    )


@register.simple_tag
def chip(tone: str, words: Any, icon: str = "") -> SafeString:
    """Show a state as icon, word and colour; tones: ok warn bad na none info."""
    return format_html(
        '<span class="badge chip is-{}">{}{}</span>',
        tone,
        draw(icon or TONES[tone]["icon"]),
        words,
    )


def draw(name: str) -> SafeString:
    """Draw an icon without a label."""
    return icon(name)


@register.filter
def tone(level: str) -> str:
    """Turn the level of a message into a tone."""
    return TONE_OF_LEVEL.get(level, "info")


@register.filter
def tone_icon(tone_name: str) -> str:
    """Name the icon of a tone."""
    return TONES[tone_name]["icon"]


@register.simple_tag
def bar(value: float | None, tick: float | None = None, label: str = "") -> SafeString:
    """Draw a share of 1 as a bar, with an optional tick (a mean) on it."""
    width = _hundredth(value)
    mark = (
        format_html('<path class="tick" d="M{} 0V8"/>', _hundredth(tick))
        if tick is not None
        else ""
    )
    accessibility = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else mark_safe('aria-hidden="true"')
    )
    return format_html(
        '<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" {}>'
        '<rect class="track" width="100" height="8"/>'
        '<rect class="fill" width="{}" height="8"/>{}</svg>',
        accessibility,
        width,
        mark,
    )


def _hundredth(value: float | None) -> str:
    share = 0.0 if value is None or value != value else float(value)  # noqa: PLR0124 -- NaN
    return f"{min(max(share, 0.0), 1.0) * 100:.2f}".rstrip("0").rstrip(".")


@register.simple_tag
def crumb(words: Any, page: str = "", *args: Any) -> SafeString:
    """Write one step of the breadcrumbs; the step without a page is the present one."""
    if not page:
        return format_html(
            '<li class="breadcrumb-item active" aria-current="page">{}</li>', words
        )
    url = page if page.startswith("/") else reverse(page, args=args)
    return format_html(
        '<li class="breadcrumb-item"><a href="{}">{}</a></li>', url, words
    )


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, css: str = "") -> dict[str, Any]:
    """Show a form's field with its label, help and faults."""
    widget = bound.field.widget
    is_group = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    if is_group:
        # The boxes of a group are drawn one by one, with the attributes of the widget itself.
        widget.attrs["class"] = _class_of(bound)
    return {
        "field": bound,
        "css": css,
        "rendered": bound.as_widget(attrs={"class": _class_of(bound)}),
        "is_check": isinstance(widget, CheckboxInput),
        "is_group": is_group,
    }


def _class_of(bound: BoundField) -> str:
    widget = bound.field.widget
    own = str(widget.attrs.get("class", "")).replace("form-check-input", "")
    if isinstance(widget, CheckboxInput | RadioSelect | CheckboxSelectMultiple):
        kind = "form-check-input"
    elif isinstance(widget, Select):
        kind = "form-select"
    elif isinstance(widget, Input | Textarea):
        kind = "form-control"
    else:
        kind = ""
    return " ".join(filter(None, [own, kind, "is-invalid" if bound.errors else ""]))


@register.inclusion_tag("ui/form_faults.html")
def form_faults(form: Any) -> dict[str, Any]:
    """Show the faults that belong to no single field; passwords and files do not come back with the page."""
    lost = any(
        isinstance(field.widget, PasswordInput | FileInput)
        for field in getattr(form, "fields", {}).values()
    )
    return {"form": form, "asks_again": lost}


@register.inclusion_tag("ui/empty.html")
def empty(
    icon: str, title: Any, words: Any = "", *, url: str = "", act: Any = ""
) -> dict[str, Any]:
    """Render a note that there is nothing yet, and what to do next."""
    return {"icon": icon, "title": title, "words": words, "url": url, "act": act}


@register.inclusion_tag("ui/pages.html", takes_context=True)
def pages(context: template.Context, page: Any, anchor: str = "") -> dict[str, Any]:
    """Link to the pages of a list, keeping what else the address asks for.

    An anchor leads to the list itself, where it does not begin the page.
    """
    paginator = page.paginator
    return {
        "page": page,
        "numbers": paginator.get_elided_page_range(
            page.number, on_each_side=1, on_ends=1
        ),
        "gap": paginator.ELLIPSIS,
        "anchor": f"#{anchor}" if anchor else "",
        "request": context["request"],
    }


@register.simple_tag
def timestamp(at: datetime, css: str = "") -> SafeString:
    """Write a moment for people and, in its attribute, for programs."""
    attribute = format_html(' class="{}"', css) if css else ""
    return format_html(
        '<time{} datetime="{}">{}</time>', attribute, at.isoformat(), moment(at)
    )
