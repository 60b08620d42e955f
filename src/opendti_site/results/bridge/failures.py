"""Why a run failed: kept as faults with their codes, written in the reader's language."""

from __future__ import annotations

import json
from dataclasses import asdict

from opendti.errors import Fault, FaultsError
from opendti.faults import CATALOGUE
from opendti.faults.template import Language
from opendti_site.ui.language import is_english, reader_language

FAULTS = '{"faults": '
"""What a failure begins with that is a list of faults as JSON."""


def failure_of(error: Exception) -> str:
    """Return what is kept on a run: the engine's faults as JSON, or an error's kind and words."""
    if not isinstance(error, FaultsError):
        return f"{type(error).__name__}: {error}"
    faults = [asdict(fault) for fault in error.faults]
    return json.dumps({"faults": faults}, ensure_ascii=False)


def failure_in_words(failure: str) -> str:
    """
    Return why a run failed.

    Parameters
    ----------
    failure
        What `failure_of` made; any other text stays as it is.
    """
    if not failure.startswith(FAULTS):
        return failure
    faults = [Fault(**kept) for kept in json.loads(failure)["faults"]]
    lines = [_line(fault, reader_language()) for fault in faults]
    return ("; " if is_english() else " ").join(lines)


def _line(fault: Fault, language: Language) -> str:
    # A kind that a later version no longer knows is shown by its code.
    is_known = fault.code in CATALOGUE
    words = fault.text(language) if is_known else fault.code
    return f"{fault.path}: {words}" if fault.path else words
