"""Run a command with a PostgreSQL of its own, on a socket in a temporary folder.

    python tools/with_postgres.py COMMAND ...

The command sees the server in OPENDTI_DATABASE_URL. The server listens on no network
address, lives as long as the command, and leaves nothing behind.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path


def main(command: list[str]) -> int:
    """Start, run, stop; the command's exit code is ours."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs:
        print("with_postgres: PostgreSQL is not installed", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="opendti-postgres-") as folder:
        return _run(programs[-1], Path(folder), command)


def _run(programs: Path, folder: Path, command: list[str]) -> int:
    # PostgreSQL refuses to run as root.
    owner = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    prefix = owner if os.geteuid() == 0 else []
    if prefix:
        shutil.chown(folder, "postgres", "postgres")
        folder.chmod(0o755)

    def quietly(*words: str | Path) -> None:
        line = [*prefix, *map(str, words)]
        subprocess.run(line, check=True, stdout=subprocess.DEVNULL, cwd=folder)

    data = folder / "data"
    create = ("-U", "opendti", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    quietly(programs / "initdb", "-D", data, *create)
    options = (
        f"-k {folder} -c listen_addresses='' -c fsync=off -c synchronous_commit=off"
    )
    control = (programs / "pg_ctl", "-D", data, "-w", "-t", "60")
    quietly(*control, "-o", options, "-l", folder / "log", "start")
    try:
        address = f"postgresql://opendti@/postgres?host={folder}"
        environment = {**os.environ, "OPENDTI_DATABASE_URL": address}
        return subprocess.run(command, check=False, env=environment).returncode
    finally:
        quietly(*control, "-m", "immediate", "stop")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
