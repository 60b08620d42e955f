"""Two actions against each other: real threads, real connections, and a gate before the first write.

Each thread stops where it is about to write, having checked whatever it checks. The gate opens when
each of the two has come to it, has ended, or waits for a lock of the other. Two actions that check
without a common lock therefore both pass their checks before either writes, every time.

What may come of it is not written down by hand: it is what the two do one after the other, in either
order. Anything else is a fault: both done where only one could be, a write behind a transition, a
value lost, a deadlock, any error that is no refusal.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction

from opendti_site.audit.errors import ActionRefusedError
from opendti_site.results.models import FrozenRowError

if TYPE_CHECKING:
    from collections.abc import Callable

    Act = Callable[[Any], object]
    Summary = Callable[[Any], dict[str, object]]

WRITES = ("INSERT", "UPDATE", "DELETE")
PATIENCE = 20.0  # seconds after which a race that does not end has failed
LOOK = 0.002  # seconds between two looks at who waits for whom
DONE, REFUSED = "done", "refused"
REFUSALS = (ActionRefusedError, ValidationError, PermissionDenied, FrozenRowError)


@dataclass(frozen=True, slots=True)
class RaceResult:
    """What became of the two actions, and how the rows lie afterwards."""

    outcomes: tuple[str, str]
    rows: dict[str, object]

    def mirrored(self) -> RaceResult:
        """Return what an action against itself may come to as well: the other one was first."""
        return RaceResult((self.outcomes[1], self.outcomes[0]), self.rows)


def attempt(act: Act, world: Any) -> str:
    """Do it; return whether it was done or refused, or the error that it should never raise."""
    try:
        act(world)
    except REFUSALS:
        return REFUSED
    except Exception as error:  # noqa: BLE001 -- whatever it is, the wall names it
        return f"{type(error).__name__}: {error}"
    return DONE


def one_after_the_other(
    first: Act, second: Act, world: Any, summary: Summary, *, swapped: bool = False
) -> RaceResult:
    """Do both in one order, look at the rows, and undo it all."""
    with transaction.atomic():
        if swapped:
            late = attempt(second, world)
            outcomes = attempt(first, world), late
        else:
            outcomes = attempt(first, world), attempt(second, world)
        ending = RaceResult(outcomes, summary(world))
        transaction.set_rollback(True)
    return ending


class Gate:
    """Where the threads of a race wait for each other."""

    def __init__(self, count: int) -> None:
        self.open = threading.Event()
        self.here = [threading.Event() for _ in range(count)]
        self.pids: list[int | None] = [None] * count

    def wrapper(self, index: int) -> Callable[..., Any]:
        """Return what stops a connection before its first write."""

        def execute(run: Callable[..., Any], sql: str, *rest: Any) -> Any:
            if str(sql).lstrip().upper().startswith(WRITES):
                self.here[index].set()
                self.open.wait(PATIENCE)
            return run(sql, *rest)

        return execute

    def blocked(self) -> set[int]:
        """Return the server processes that wait for a lock."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pid FROM pg_locks WHERE NOT granted")
            return {pid for (pid,) in cursor.fetchall()}

    def watch(self, threads: list[threading.Thread]) -> None:
        """Open when nobody can come any further by themselves."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            blocked = self.blocked()
            if all(
                self.here[index].is_set()
                or not thread.is_alive()
                or self.pids[index] in blocked
                for index, thread in enumerate(threads)
            ):
                break
            time.sleep(LOOK)
        self.open.set()


def race(first: Act, second: Act, world: Any, summary: Summary) -> RaceResult:
    """Do both at once, each in a thread with a connection of its own."""
    gate = Gate(2)
    outcomes = ["never ended", "never ended"]

    def run(index: int, act: Act) -> None:
        connection.ensure_connection()
        gate.pids[index] = connection.connection.info.backend_pid
        try:
            with connection.execute_wrapper(gate.wrapper(index)):
                outcomes[index] = attempt(act, world)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=(index, act), daemon=True)
        for index, act in enumerate((first, second))
    ]
    for thread in threads:
        thread.start()
    gate.watch(threads)
    for thread in threads:
        thread.join(PATIENCE)
    return RaceResult((outcomes[0], outcomes[1]), summary(world))


def interrupted(
    first: Act, second: Act, world: Any, before: Callable[[str], bool]
) -> tuple[str, str]:
    """Do the first up to a statement, then the second as a whole, then the rest of the first.

    A second that waits for a lock of the first goes on when the first has ended.
    """
    gate, outcome = Gate(1), ["never ended"]

    def run() -> None:
        connection.ensure_connection()
        gate.pids[0] = connection.connection.info.backend_pid
        try:
            outcome[0] = attempt(second, world)
        finally:
            connection.close()

    thread = threading.Thread(target=run, daemon=True)

    def execute(read_further: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if thread.ident is None and before(str(sql)):
            thread.start()
            gate.watch([thread])
        return read_further(sql, *rest)

    with connection.execute_wrapper(execute):
        done = attempt(first, world)
    thread.join(PATIENCE)
    return done, outcome[0]
