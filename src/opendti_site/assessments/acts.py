"""Doing an action from a page: what it refuses is said where the person stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError

from opendti_site.audit.errors import (
    ActionRefusedError,
    EditConflictError,
    QuestionError,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.utils.functional import Promise

    from opendti_site.accounts.requests import StaffRequest


def attempted(
    request: StaffRequest, act: Callable[[], object], done: str | Promise = ""
) -> bool:
    """Do it and say so, or say in words why not; returns whether it was done.

    A conflict that carries the row as it stands, and a question, are the page's own to show:
    they pass through.
    """
    try:
        act()
    except (EditConflictError, QuestionError):
        raise
    except ActionRefusedError as refusal:
        messages.error(request, str(refusal))
    except ValidationError as fault:
        for words in fault.messages:
            messages.error(request, words)
    else:
        if done:
            messages.success(request, str(done))
        return True
    return False


def filled(form: forms.Form, act: Callable[[], object]) -> bool:
    """Do it with a form's values; what is refused stands beside the form's fields.

    A question is the page's own to ask: it passes through.
    """
    if not form.is_valid():
        return False
    try:
        act()
    except QuestionError:
        raise
    except ActionRefusedError as refusal:
        form.add_error(None, str(refusal))
    except ValidationError as fault:
        form.add_error(None, fault)
    return not form.errors
