"""What keeps a backup from being written or restored."""

from __future__ import annotations


class BackupError(Exception):
    """A backup cannot be written, read or restored; the message says why.

    `code` and `params` say it to a program: pages word them in the reader's language.
    """

    def __init__(self, message: str, code: str = "", **params: str | int) -> None:
        """Take the message of the command line, and the code where pages have words for it."""
        super().__init__(message)
        self.code, self.params = code, params
