from __future__ import annotations

import subprocess
import sys

import pytest

import opendti


@pytest.mark.parametrize("name", opendti.__all__)
def test_every_public_name_is_there(name: str) -> None:
    thing = getattr(opendti, name)
    assert thing.__module__.startswith("opendti.")
    assert thing.__name__ == name


def test_a_name_that_is_not_public_is_refused() -> None:
    with pytest.raises(AttributeError) as raised:
        getattr(opendti, "no_such_thing")  # noqa: B009 -- mypy knows better
    assert str(raised.value) == "module 'opendti' has no attribute 'no_such_thing'"


def test_the_command_line_starts_without_the_heavy_parts() -> None:
    code = (
        "import sys; import opendti.cli;"
        "print(*sorted({'numpy', 'polars', 'pydantic', 'lark', 'rich', 'django'} & set(sys.modules)))"
    )
    environment = {"PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-c", code], env=environment, capture_output=True, check=True
    )
    assert done.stdout.split() == []
