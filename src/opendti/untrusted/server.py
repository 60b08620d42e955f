"""
A small process that forks a child for each file: `python -m opendti.untrusted.server FD`.

The site has many threads, and a fork of such a process may hang. So the site starts
this one, which has one thread and the readers imported, and asks it. It ends by
itself when nothing was asked for a while, or when the site ends.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import sys

from opendti.untrusted.limits import Limits
from opendti.untrusted.readers import load_reader
from opendti.untrusted.source import write_all
from opendti.untrusted.supervise import supervise
from opendti.untrusted.worker import Job

IDLE_SECONDS = 120
DESCRIPTORS = 5
"""Of a request: its words, the file, what the reader writes, its answer, how it ended."""


def serve(control: socket.socket) -> None:
    """Answer requests until there are no more."""
    # Whoever waits for a file has its own end of a pipe; children are reaped by the kernel.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    # The site ends it by closing the socket; a key pressed in a terminal must not end a file
    # half-way.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while select.select([control], [], [], IDLE_SECONDS)[0]:
        message, descriptors, _flags, _address = socket.recv_fds(
            control, 1, DESCRIPTORS
        )
        if not message:
            return
        _start(control, descriptors)
        # The child has its own; kept here, the reader of a pipe would never see its end.
        for descriptor in descriptors:
            os.close(descriptor)


def _start(control: socket.socket, descriptors: list[int]) -> None:
    """Fork the supervisor of one job."""
    words, source, out, answer, end = descriptors
    request = json.loads(os.pread(words, os.fstat(words).st_size, 0))
    job = Job(
        # Imported before the fork, so that the next file finds it here.
        read=load_reader(request["address"]),
        name=request["name"],
        parameters=request["parameters"],
        limits=Limits(**request["limits"]),
        source=source,
        out=out,
        answer=answer,
    )
    if os.fork():
        return
    try:
        control.close()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        write_all(end, json.dumps(supervise(job)).encode())
    finally:
        os._exit(0)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
