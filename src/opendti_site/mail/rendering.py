"""The words of a letter, made at the moment when it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from opendti_site.mail.kinds import kind_named
from opendti_site.mail.models import QueuedMail


@dataclass(frozen=True, slots=True)
class RenderedMail:
    """A subject and a text."""

    subject: str
    body: str


def render_mail(mail: QueuedMail) -> RenderedMail | None:
    """Write a letter in its reader's language, as things stand now; None where nobody needs it."""
    kind = kind_named(mail.kind)
    with translation.override(mail.language):
        context = kind.context(mail.details)
        return None if context is None else render_message(kind.template, context)


def render_message(template: str, context: dict[str, Any]) -> RenderedMail:
    """Fill a template: the first line of what it gives is the subject."""
    text = render_to_string(template, context | {"site_url": settings.SITE_URL})
    subject, _newline, body = text.lstrip().partition("\n")
    return RenderedMail(" ".join(subject.split()), body.strip() + "\n")
