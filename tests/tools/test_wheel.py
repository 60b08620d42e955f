"""The wheel is whole: in an environment of its own, far from the checkout, it serves every asset."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

from tests.servers import served

ROOT = Path(__file__).parents[2]
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)
LINKED = re.compile(r'(?:href|src)="(/static/[^"#?]+)')
PAGES = {"/tai-khoan/dang-nhap/": "Đăng nhập", "/en/tai-khoan/dang-nhap/": "Sign in"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy: another worker may read the checkout's build folder."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "src", folder / "src")
    pip("wheel", "--no-deps", "--no-build-isolation", "-w", str(folder), str(folder))
    return next(folder.glob("*.whl"))


def pip(*arguments: str, python: Path | None = None) -> str:
    chosen = ["--python", str(python)] if python else []
    done = subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-m", "pip", *chosen, *arguments],
        env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def environment_of(requirements: str, folder: Path, wheel: Path) -> Path:
    """Make an environment of the pinned packages, linked from this one, and of the wheel."""
    subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True
    )
    packages = next(folder.glob("lib/python*/site-packages"))
    pins = (ROOT / "requirements" / requirements).read_text("utf-8")
    for name in PINNED.findall(pins):
        try:
            found = distribution(name)
        except PackageNotFoundError:  # of another platform
            continue
        for top in {Path(file).parts[0] for file in found.files or ()} - {".."}:
            target = Path(str(found.locate_file(top)))
            if target.exists() and not (packages / top).exists():
                (packages / top).symlink_to(target)
    python = folder / "bin" / "python"
    pip("install", "--no-deps", str(wheel), python=python)
    return python


def run(python: Path, data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 -- our own command
        [str(python.parent / "opendti"), *words],
        cwd=data,
        env=surroundings(data),
        capture_output=True,
        text=True,
        check=False,
    )


def surroundings(data: Path) -> dict[str, str]:
    """Only what an empty machine would have."""
    return {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "OPENDTI_DEMO": "1",
        "OPENDTI_DATA_DIR": str(data / "data"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def fetch(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
        return answer.read().decode("utf-8", "replace")


def files_of(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def test_installed_site_serves_pages_assets_and_both_languages(
    wheel: Path, tmp_path: Path
) -> None:
    python = environment_of("site.txt", tmp_path / "site", wheel)
    assert "No broken requirements" in pip("check", python=python)
    before = files_of(tmp_path / "site")
    for words in (("migrate", "-v", "0"), ("seed_demo", "--stage", "open")):
        done = run(python, tmp_path, "site", *words)
        assert done.returncode == 0, done.stderr
    log = tmp_path / "serve.log"
    with served([], surroundings(tmp_path), log, str(python)) as port:
        assets = {f"/static/{asset}" for asset in assets_of(python)}
        for address, words in PAGES.items():
            page = fetch(port, address)
            assert words in page
            assert set() < set(LINKED.findall(page)) <= assets
        assert [asset for asset in sorted(assets) if not fetch(port, asset)] == []
    assert files_of(tmp_path / "site") == before


def assets_of(python: Path) -> list[str]:
    """List every asset under the name that pages link."""
    file = next(python.parent.parent.rglob("collected/staticfiles.json"))
    paths: dict[str, str] = json.loads(file.read_text("utf-8"))["paths"]
    return sorted(paths.values())


def test_engine_alone_scores_and_names_what_the_site_needs(
    wheel: Path, tmp_path: Path
) -> None:
    python = environment_of("base.txt", tmp_path / "engine", wheel)
    assert "No broken requirements" in pip("check", python=python)
    done = run(
        python, tmp_path, "score", "vn.dti.province@2024", "vn.dti.province.2024"
    )
    assert done.returncode == 0, done.stderr
    assert "774,70" in done.stdout
    done = run(python, tmp_path, "serve")
    assert "pip install 'opendti[site]'" in done.stderr
