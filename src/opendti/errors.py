"""
Every error the engine raises on purpose.

    OpenDTIError
    ├── UsageError            the caller asked for something that does not exist
    ├── UnreadableError       a text that is no value of its kind; a ValueError
    └── FaultsError           the data are at fault; carries every fault found
        ├── FrameworkError    a framework file
        ├── CrosswalkError    a crosswalk between two versions
        ├── FormulaError      one formula
        ├── TableError        a table of answers
        └── AnnexError        an official annex
"""

from __future__ import annotations

import errno
from collections.abc import Iterable

from opendti.faults.fault import Fault

__all__ = [
    "AnnexError",
    "CrosswalkError",
    "Fault",
    "FaultsError",
    "FormulaError",
    "FrameworkError",
    "OpenDTIError",
    "TableError",
    "UnreadableError",
    "UsageError",
    "cannot_open",
    "cannot_write",
]


class OpenDTIError(Exception):
    """The root of the engine's errors."""


class UsageError(OpenDTIError):
    """
    Something was asked for that does not exist, such as an unknown unit.

    `fault` says what; words for the caller alone are one of the kind `wrong_use`.
    """

    def __init__(self, reason: Fault | str) -> None:
        if isinstance(reason, str):
            reason = Fault("wrong_use", {"reason": reason})
        self.fault = reason
        super().__init__(str(reason))


def cannot_open(path: object, error: OSError | ValueError) -> UsageError:
    """Return the error of a file that the system does not let us read."""
    return UsageError(Fault("cannot_open", {"reason": _reason(error)}, file=str(path)))


def cannot_write(path: object, error: OSError) -> UsageError:
    """Return the error of a file that the system does not let us write."""
    return UsageError(Fault("cannot_write", {"reason": _reason(error)}, file=str(path)))


_REASONS = {
    errno.ENOENT: "không có tệp hoặc thư mục này",
    errno.EACCES: "không có quyền",
    errno.EPERM: "không có quyền",
    errno.EROFS: "chỉ được đọc",
    errno.ENOSPC: "hết chỗ trên đĩa",
    errno.EDQUOT: "hết hạn mức lưu trữ",
    errno.EFBIG: "tệp quá lớn",
    errno.ENOTDIR: "có phần của đường dẫn không phải thư mục",
    errno.EISDIR: "đây là thư mục",
    errno.ENAMETOOLONG: "tên quá dài",
}
"""The system's commonest reasons in Vietnamese; it gives the English ones itself."""


def _reason(error: OSError | ValueError) -> dict[str, str]:
    words = str(getattr(error, "strerror", None) or error)
    number = error.errno if isinstance(error, OSError) else None
    return {"en": words, "vi": words if number is None else _REASONS.get(number, words)}


class UnreadableError(OpenDTIError, ValueError):
    """A text that cannot be read as a value; a check of pydantic hands it on."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(str(fault))


class FaultsError(OpenDTIError):
    """Data at fault; every fault found, not only the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class FrameworkError(FaultsError):
    """A framework file that cannot be used as it is."""


class CrosswalkError(FaultsError):
    """A crosswalk that cannot be used as it is."""


class FormulaError(FaultsError):
    """A formula that cannot be read, or that says something impossible."""


class TableError(FaultsError):
    """A table of answers that cannot be used as it is."""


class AnnexError(FaultsError):
    """An official annex that cannot be read at all."""
