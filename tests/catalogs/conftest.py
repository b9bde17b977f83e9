"""GNU gettext as the judge of catalogs."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Gettext = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture(scope="session")
def gettext() -> Gettext:
    """Runs a GNU gettext tool: ``gettext("msgfmt", "-c", path)``."""
    if shutil.which("msgfmt") is None:
        pytest.skip("GNU gettext is the judge here and is not installed; run: apt-get install gettext")

    def run(tool: str, *arguments: str | Path, check: bool = True) -> subprocess.CompletedProcess[bytes]:
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        done = subprocess.run([tool, *map(str, arguments)], capture_output=True, env=environment, check=False)
        assert not check or done.returncode == 0, done.stderr.decode(errors="replace")
        return done

    return run


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


class Project:
    """A locales folder and a folder for locks."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.locales = root / "locales"
        self.state = root / ".pinglot"
        self.catalog = self.locales / "es" / "LC_MESSAGES" / "article.po"
        self.template = self.locales / "article.pot"
