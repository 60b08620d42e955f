"""Runs actions for pages: refusals become messages or errors of the form."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.functional import Promise

from opendti_site.audit.errors import (
    ActionRefusedError,
    EditConflictError,
    QuestionError,
)


def run_action(
    request: HttpRequest, act: Callable[[], object], done: str | Promise = ""
) -> bool:
    """Run an action; add a message of success or refusal; return whether it was done.

    EditConflictError and QuestionError pass through: the page itself shows them.
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


def run_form_action(form: BaseForm, act: Callable[[], object]) -> bool:
    """Run an action if the form is valid; refusals become errors of the form; return whether it was done.

    QuestionError passes through: the page itself asks it.
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
