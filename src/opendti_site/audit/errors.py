"""The ways in which an action says no; views turn them into words on the page."""

from __future__ import annotations


class ActionRefusedError(Exception):
    """The action may not happen now; the text says why, for the person who asked."""


class EditConflictError(ActionRefusedError):
    """Someone else changed the row since it was read.

    `current` is the row as it is, so that the page can show both values.
    """

    def __init__(self, message: str, current: object) -> None:
        super().__init__(message)
        self.current = current


class QuestionError(ActionRefusedError):
    """The action may happen once the person has confirmed what the error asks about."""
