"""What follows when values of machines arrive: capabilities that lie above register it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from django.db.models import Model

Receiver = Callable[[str, Collection[int]], Sequence[Model]]
"""Takes a framework's name without its version and the keys of units; returns the rows that it wrote."""
_RECEIVERS: list[Receiver] = []


def register_receiver(receiver: Receiver) -> None:
    """Call a function of another capability whenever values of machines were recorded."""
    if receiver not in _RECEIVERS:
        _RECEIVERS.append(receiver)


def call_receivers(lineage: str, units: Collection[int]) -> list[Model]:
    """Let every receiver follow what arrived for some units; return the rows that the act must seal."""
    return [row for receiver in _RECEIVERS for row in receiver(lineage, units)]
