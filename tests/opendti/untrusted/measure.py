"""Read every file of a folder with every reader: `python -m tests.opendti.untrusted.measure FOLDER`.

A process of its own, so that it can be seen to live, and so that the memory of its
children is theirs. Prints one line of JSON a file and reader.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from opendti.errors import FaultsError, OpenDTIError, TableError
from opendti.untrusted import READERS, allow_fork, read_untrusted

HEADS = {"needed": ["unit"], "known": ["a"]}
PARAMETERS: dict[str, dict[str, Any]] = {
    "delimited": {"types": {"a": "Float64"}, "header_names": HEADS},
    "spreadsheet": {"header_names": HEADS},
    "parquet": {},
    "list": {
        "bounds": {"rows": 20_000, "columns": 100, "length": 10_000},
        "header_names": HEADS,
    },
    "archive": {},
    "annex": {"part": 0, "id": "", "version": "", "title": ""},
    "framework": {},
    "document": {"kind": "framework"},
    "pdf_facts": {},
    "pdf_page": {"page": 1},
    "image": {},
    "signatures": {"roots": ""},
}


def measured(reader: str, path: Path) -> dict[str, Any]:
    """Read one file; tell how it ended, in what time, and the peak of all children so far."""
    started = time.monotonic()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    fault, codes, state = "", [], ""
    try:
        with read_untrusted(
            reader, path, path.name, refusal=TableError, **PARAMETERS[reader]
        ) as answer:
            answer.out.read(1)
            if isinstance(answer.data, dict):
                state = answer.data.get("state", "")
    except FaultsError as error:
        fault, codes = str(error), [fault.code for fault in error.faults]
    except OpenDTIError as error:
        fault = str(error)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "reader": reader,
        "file": path.name,
        "fault": fault[:300],
        "codes": codes[:3],
        "state": state,
        "seconds": time.monotonic() - started,
        "processor": after.ru_utime
        + after.ru_stime
        - before.ru_utime
        - before.ru_stime,
        "peak": after.ru_maxrss // 1024,
    }


if __name__ == "__main__":
    allow_fork()
    files = sorted(Path(sys.argv[1]).iterdir())
    # Those that may take more memory last, for the peak only rises.
    large = ["image", "parquet"]
    for name in sorted(
        READERS, key=lambda reader: reader in large and large.index(reader) + 1
    ):
        for file in files:
            print(json.dumps(measured(name, file)), flush=True)  # noqa: T201 -- a program
