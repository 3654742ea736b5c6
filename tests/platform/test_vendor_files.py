"""What npm brings and the site serves."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

PROJECT = Path(__file__).resolve().parent.parent.parent


def test_a_target_that_is_a_directory_keeps_the_name_of_the_file() -> None:
    pairs = runpy.run_path(str(PROJECT / "script" / "vendor_files.py"))["pairs"]
    assert pairs("# a remark\n\npack/dist/a.css vendor/\npack/b.svg vendor/icons/c.svg\n") == [
        ("pack/dist/a.css", "vendor/a.css"),
        ("pack/b.svg", "vendor/icons/c.svg"),
    ]


@pytest.mark.parametrize("name", ["runtime", "dev", "node"])
def test_lock_files_have_hashes_and_no_addresses(name: str) -> None:
    text = (PROJECT / "requirements" / f"{name}.txt").read_text()
    pinned = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert pinned
    assert all("==" in line and line.endswith("\\") for line in pinned)
    assert "://" not in text
    assert "--find-links" not in text


def test_the_npm_lock_has_hashes_and_no_addresses() -> None:
    packages = json.loads((PROJECT / "package-lock.json").read_text())["packages"]
    locked = {path: about for path, about in packages.items() if path}
    assert locked
    assert all("integrity" in about and "resolved" not in about for about in locked.values())


def test_every_static_file_that_is_referred_to_exists(tmp_path: Path, settings: Settings) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    call_command("collectstatic", verbosity=0, interactive=False)
    paths = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    assert "vendor/bootstrap.min.css" in paths
    assert "vendor/icons.svg" in paths
