"""What `pyproject.toml` cannot say: a wheel is built with the pages' assets or not at all."""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

COLLECTED = Path(__file__).parent / "src/opendti_site/collected/staticfiles.json"


class BuildWithAssets(build_py):
    """Refuse a wheel whose site could serve no style."""

    def run(self) -> None:
        """Build, once the assets are there; a checkout that is linked in needs none yet."""
        if not self.editable_mode and not COLLECTED.exists():
            message = "the pages' assets are not built: run `make wheel`"
            raise SystemExit(message)
        super().run()


setup(cmdclass={"build_py": BuildWithAssets})
