"""The folder in which web processes add up what they count."""

from __future__ import annotations

import os
from pathlib import Path
from unittest.mock import patch

import pytest

from opendti.cli.shared_figures import VARIABLE, shared_figures


def test_several_processes_share_a_folder_that_is_removed_at_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    with shared_figures(2):
        folder = Path(os.environ[VARIABLE])
        (folder / "counter_1.db").touch()
    assert not folder.exists()
    assert VARIABLE not in os.environ


@pytest.mark.parametrize(("processes", "given"), [(1, None), (2, "/run/figures")])
def test_one_process_needs_none_and_a_given_one_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, processes: int, given: str | None
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    if given:
        monkeypatch.setenv(VARIABLE, given)
    with shared_figures(processes):
        assert os.environ.get(VARIABLE) == given
    assert os.environ.get(VARIABLE) == given


def test_a_machine_that_takes_no_file_serves_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    refused = "opendti.cli.shared_figures.TemporaryDirectory"
    with patch(refused, side_effect=FileNotFoundError), shared_figures(2):
        assert VARIABLE not in os.environ
