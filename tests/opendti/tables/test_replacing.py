"""Every file that the engine writes is written beside, and moved to its path when it is whole."""

from __future__ import annotations

import ast
import errno
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import opendti
from opendti.errors import UsageError
from opendti.tables.replacing import replacing

ENGINE = Path(opendti.__file__).parent
ALWAYS = {"write_text", "write_bytes", "save", "mkstemp", "Workbook"}
ALWAYS |= {"write_csv", "write_parquet", "write_excel", "touch"}
IF_SO_OPENED = {"open", "fdopen", "ZipFile"}
"""Calls that write a file, by the last part of their name; the latter in a mode for writing."""
MODE = re.compile("(?=.*[wax+])[rwaxbt+]+")
NO_FILES = {
    "untrusted/worker.py": "the descriptor that the process was started with",
    "cli/verbs.py": "the null device",
    "tables/replacing.py": "the file beside",
    "previews/encoding.py": "a picture in memory",
}


def writers_in(tree: ast.AST) -> list[str]:
    """Return the calls that write to a file and are in no block of `replacing`."""
    memory = set(names_of_memory(tree))
    return [
        ast.unparse(call)
        for call in calls_outside(tree)
        if writes(call) and not memory & {ast.unparse(part) for part in call.args}
    ]


def calls_outside(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.With) and "replacing(" in ast.unparse(node.items[0]):
            continue
        if isinstance(node, ast.Call):
            yield node
        yield from calls_outside(node)


def names_of_memory(tree: ast.AST) -> Iterator[str]:
    """Yield the names that are a BytesIO."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and ast.unparse(node.value) == "BytesIO()":
            yield ast.unparse(node.targets[0])
        if isinstance(node, ast.arg) and "BytesIO" in ast.unparse(node):
            yield node.arg


def is_text(part: ast.AST) -> bool:
    return isinstance(part, ast.Constant) and isinstance(part.value, str)


def writes(call: ast.Call) -> bool:
    name = ast.unparse(call.func).rpartition(".")[2]
    texts = (*call.args, *(keyword.value for keyword in call.keywords))
    if name in IF_SO_OPENED:
        modes = [ast.literal_eval(part) for part in texts if is_text(part)]
        return any(MODE.fullmatch(mode) for mode in modes)
    return name in ALWAYS and (bool(texts) or name == "touch")


def test_every_file_is_written_beside_first() -> None:
    found = {
        path.relative_to(ENGINE).as_posix(): writers
        for path in ENGINE.rglob("*.py")
        if (writers := writers_in(ast.parse(path.read_text("utf-8"))))
    }
    assert found.keys() == NO_FILES.keys(), found


@pytest.mark.parametrize(
    "line",
    [
        "out.write_text(text)",
        "with open(path, 'w') as file: file.write(text)",
        "with path.open(mode='xb') as file: file.write(raw)",
        "frame.write_csv(path)",
        "Workbook(str(path), {})",
        "with ZipFile(path, 'a') as archive: archive.write(x)",
    ],
)
def test_a_writer_is_noticed(line: str) -> None:
    assert writers_in(ast.parse(line))


@pytest.mark.parametrize(
    "line",
    [
        "with replacing(path) as part: part.write_bytes(raw)",
        "with path.open('rb') as file: file.read()",
        "frame.write_csv()",
        "file = BytesIO()\ndocument.save(file)",
    ],
)
def test_what_writes_no_file_is_none(line: str) -> None:
    assert not writers_in(ast.parse(line))


def test_what_stumbles_in_the_middle_leaves_what_was_there(tmp_path: Path) -> None:
    wanted = tmp_path / "a.csv"
    wanted.write_text("before")
    with pytest.raises(UsageError, match=r"a\.csv: cannot be written"):
        write_half(wanted)
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    assert wanted.read_text() == "before"


def write_half(wanted: Path) -> None:
    with replacing(wanted) as part:
        part.write_text("half")
        raise OSError(errno.ENOSPC, "No space left on device")
