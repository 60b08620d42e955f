"""Run a command with a PostgreSQL of its own, on a socket in a temporary folder.

    python tools/with_postgres.py COMMAND ...

The command sees the server in OPENDTI_DATABASE_URL. The server listens on no network
address, lives as long as the command, and leaves nothing behind.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "jit=off")
"""For tests, which lose no power and ask small questions."""


class Server:
    """A server of the newest PostgreSQL that is installed, with all it has in one folder."""

    def __init__(self, folder: Path, *settings: str) -> None:
        """Take an empty folder, and settings such as `fsync=off`."""
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        if not programs:
            message = "PostgreSQL is not installed"
            raise FileNotFoundError(message)
        self._programs, self._folder = programs[-1], folder
        self._settings = (*settings, "listen_addresses=")
        self._data = folder / "data"
        self.address = f"postgresql://opendti@/postgres?host={folder}"

    def create(self) -> None:
        """Make the server's files."""
        if os.geteuid() == 0:
            shutil.chown(self._folder, "postgres", "postgres")
            self._folder.chmod(0o755)
        options = ("-U", "opendti", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        self._run("initdb", "-D", self._data, *options)

    def start(self) -> None:
        """Start it and wait until it answers; raise CalledProcessError if it does not."""
        options = [
            f"-k {self._folder}",
            *(f"-c {setting}" for setting in self._settings),
        ]
        log = ("-l", self._folder / "log")
        self._control("-o", " ".join(options), *log, "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop it at once, or in another of its own ways: `fast` ends what is under way in order."""
        self._control("-m", mode, "stop")

    def kill(self) -> None:
        """Kill its first process, as a machine that runs out of memory does."""
        first = (self._data / "postmaster.pid").read_text("ascii").split()[0]
        os.kill(int(first), signal.SIGKILL)

    def _control(self, *words: str | Path) -> None:
        self._run("pg_ctl", "-D", self._data, "-w", "-t", "60", *words)

    def _run(self, program: str, *words: str | Path) -> None:
        # PostgreSQL refuses to run as root.
        owner = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        prefix = owner if os.geteuid() == 0 else []
        line = [*prefix, str(self._programs / program), *map(str, words)]
        subprocess.run(line, check=True, stdout=subprocess.DEVNULL, cwd=self._folder)


def main(command: list[str]) -> int:
    """Start, run, stop; the command's exit code is ours."""
    with tempfile.TemporaryDirectory(prefix="opendti-postgres-") as folder:
        try:
            server = Server(Path(folder), *QUICK)
        except FileNotFoundError as error:
            print(f"with_postgres: {error}", file=sys.stderr)
            return 1
        server.create()
        server.start()
        try:
            environment = {**os.environ, "OPENDTI_DATABASE_URL": server.address}
            return subprocess.run(command, check=False, env=environment).returncode
        finally:
            server.stop()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
