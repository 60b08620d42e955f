"""How every verb ends: an exit code, and one line a fault instead of a traceback."""

from __future__ import annotations

import errno
import os
import sys
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from opendti.cli.language import language_of_faults, write_faults_in
from opendti.errors import FaultsError, OpenDTIError, UsageError, cannot_write

DONE = 0
FAULTS = 1
WRONG_USE = 2
INTERRUPTED = 130
NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Verbs(TyperGroup):
    """The group of all verbs; turns what they raise into lines and exit codes."""

    def main(self, *args: Any, **extra: Any) -> NoReturn:
        """Run a verb and leave with its exit code."""
        extra["standalone_mode"] = False
        write_faults_in("en")
        try:
            code = super().main(*args, **extra)
            sys.stdout.flush()
        except FaultsError as error:
            language = language_of_faults()
            faults = (
                (fault.line_of_text(language), fault.code) for fault in error.faults
            )
            lines = (f"{line} [{code}]" for line, code in faults)
            code = print_errors(*lines, code=FAULTS)
        except OpenDTIError as error:
            code = print_errors(_wrong_use(error), code=WRONG_USE)
        except typer.TyperException as error:
            code = print_errors(
                f"{error.format_message()} (see --help)", code=WRONG_USE
            )
        except (typer.Abort, KeyboardInterrupt):
            code = INTERRUPTED
        except BrokenPipeError:
            code = _reader_left()
        except Exception as error:
            if os.environ.get("OPENDTI_TRACEBACK"):
                raise
            code = _failed(error)
        sys.exit(code if isinstance(code, int) else DONE)


def print_errors(*lines: str, code: int) -> int:
    """Write lines to stderr; return the exit code given."""
    for line in lines:
        typer.echo(" ".join(line.split("\n")), err=True)
    return code


def _wrong_use(error: OpenDTIError) -> str:
    """Return the line of what was asked for wrongly; words of the caller's own stay as they are."""
    if isinstance(error, UsageError) and error.fault.code != "wrong_use":
        return error.fault.line_of_text(language_of_faults())
    return str(error)


def _failed(error: Exception) -> int:
    """Print what a verb could not do: on a full disk that, else what nobody foresaw."""
    if not isinstance(error, OSError) or error.errno not in NO_SPACE:
        return print_errors(_unforeseen(error), code=FAULTS)
    file = error.filename
    if file is None:  # so the output's: a file knows its name, and writers name theirs
        file = "stdout"
        _reader_left()
    return print_errors(_wrong_use(cannot_write(file, error)), code=WRONG_USE)


def _unforeseen(error: Exception) -> str:
    kind = type(error).__name__
    return f"unforeseen fault, {kind}: {error} (set OPENDTI_TRACEBACK=1 to see where)"


def _reader_left() -> int:
    """End quietly, as in `opendti … | head`; Python would complain when it flushes."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 -- open until the end
    return DONE
