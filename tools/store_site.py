"""Store a small site as this version writes it, for the tests that migrate it to every later one.

    python tools/store_site.py NAME

makes `tests/data/upgrades/NAME`: the databases of SQLite and PostgreSQL, the keys, and the ranking
as it was published. Run it at each release, with the version as the name. `--to FOLDER` writes
elsewhere; with PYTHONPATH set to another checkout's `src`, that version's site is stored.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from with_postgres import QUICK, Server

ROOT = Path(__file__).resolve().parent.parent
STORED = ROOT / "tests" / "data" / "upgrades"
KEYS = ("secret_key", "audit_key")
LARGEST = 200_000  # bytes of one stored database
SEED = """
import sys
import django
django.setup()
from django.conf import settings
from django.test import Client
from opendti_site.home.seeding import ministry, stages

# The least that has a published round and one before it: units with people in the demo, one framework.
kept = {"cuc-tmdt", "vu-dkt", "van-phong"}
ministry.UNITS = tuple(row for row in ministry.UNITS if row[0] in kept)
stages.library_identities = list
stages.seed_published = lambda: None
stages.seed("published", lambda line: None)

from opendti_site.publication.models import Edition
slug = Edition.objects.latest("year" if hasattr(Edition, "year") else "pk").slug
settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["*"], False
answer = Client().get(f"/ket-qua/{slug}.csv")
assert answer.status_code == 200, answer.status_code
body = b"".join(answer.streaming_content) if answer.streaming else answer.content
sys.stdout.buffer.write(slug.encode() + b"\\n" + body)
"""


def main() -> int:
    """Make the databases one after the other, with the same keys."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", help="the folder's name, such as a version")
    parser.add_argument("--to", type=Path, default=STORED, help="where it is made")
    options = parser.parse_args()
    target: Path = options.to / options.name
    target.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="opendti-stored-") as folder:
        data = Path(folder)
        published = _store_sqlite(data, target)
        if _store_postgresql(data, target) != published:
            print("store_site: the two databases publish different files")
            return 1
    slug, _line, ranking = published.partition(b"\n")
    (target / f"{slug.decode()}.csv").write_bytes(ranking)
    for path in sorted(target.iterdir()):
        print(f"{path}: {path.stat().st_size} bytes")
    return int(any(path.stat().st_size > LARGEST for path in target.iterdir()))


def _store_sqlite(data: Path, target: Path) -> bytes:
    """Fill a SQLite file and store it with the keys; return what it publishes."""
    path = data / "opendti.sqlite3"
    published = _fill(data, f"sqlite:///{path}")
    subprocess.run(["sqlite3", path, "VACUUM"], check=True)  # noqa: S607 -- wherever it is
    _compress(path, target / "database.sqlite3.xz")
    _store_anchors(data, target / "database.sqlite3.anchors.xz")
    keys = {name: (data / name).read_text() for name in KEYS if (data / name).exists()}
    (target / "keys.json").write_text(json.dumps(keys, indent=1) + "\n")
    return published


def _store_postgresql(data: Path, target: Path) -> bytes:
    """Fill a database of PostgreSQL with the same keys, and store its dump; return what it publishes."""
    with tempfile.TemporaryDirectory(prefix="opendti-postgres-") as folder:
        server = Server(Path(folder), *QUICK)
        server.create()
        server.start()
        try:
            published = _fill(data, server.address)
            _dump(server.address, data / "database.dump")
        finally:
            server.stop()
    _compress(data / "database.dump", target / "database.dump.xz")
    _store_anchors(data, target / "database.dump.anchors.xz")
    return published


def _store_anchors(data: Path, target: Path) -> None:
    """Store the anchors of a chain, where the version writes any, and begin a new file for the next."""
    path = data / "audit_anchor"
    if path.exists():
        _compress(path, target)
        path.unlink()


def _dump(address: str, path: Path) -> None:
    """Write a dump as a backup holds it, but for the compression, which ours does better."""
    options = ["--format=custom", "--compress=0", "--no-owner", "--no-privileges"]
    subprocess.run(
        ["pg_dump", *options, f"--file={path}", f"--dbname={address}"],  # noqa: S607 -- wherever it is
        check=True,
    )


def _fill(data: Path, address: str) -> bytes:
    """Run the migrations and the seed of the version whose site is stored."""
    surroundings = {
        **os.environ,
        "OPENDTI_DEMO": "1",
        "OPENDTI_DATA_DIR": str(data),
        "OPENDTI_DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "opendti_site.config.settings",
    }
    migrate = ["-m", "opendti", "site", "migrate", "-v", "0"]
    subprocess.run([sys.executable, *migrate], check=True, env=surroundings)
    seeded = subprocess.run(
        [sys.executable, "-c", SEED], check=True, env=surroundings, capture_output=True
    )
    return seeded.stdout


def _compress(path: Path, target: Path) -> None:
    target.write_bytes(lzma.compress(path.read_bytes(), preset=9 | lzma.PRESET_EXTREME))


if __name__ == "__main__":
    raise SystemExit(main())
