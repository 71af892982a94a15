"""The wheel holds everything, built from the checkout or from the sdist, and works where there is no checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("models", "sql", "seeds", "web/built")
PASSWORD = "packaged2025"
pytestmark = pytest.mark.slow


def run(*words: str | Path, folder: Path) -> str:
    """The stdout of a program that must end well, with nothing of this process in its environment."""
    hidden = ("PYTHON", "WH_", "PYTEST", "VIRTUAL_ENV", "COVERAGE")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
    environment["WH_PASSWORD"] = PASSWORD
    done = subprocess.run([*map(str, words)], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def build(kind: str, source: Path, target: Path) -> Path:
    """A wheel or sdist of the project in `source`."""
    isolation = ["--no-isolation"] if find_spec("hatchling") else []
    run(sys.executable, "-m", "build", f"--{kind}", "--outdir", target, *isolation, source, folder=target)
    (made,) = target.glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the sdist holds."""
    folder = tmp_path_factory.mktemp("sdist")
    with tarfile.open(build("sdist", ROOT, folder)) as archive:
        archive.extractall(folder / "unpacked", filter="data")
    (top,) = (folder / "unpacked").iterdir()
    return top


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `wh` of an environment that holds nothing but the wheel and what it needs."""
    folder = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "venv", folder / "venv", folder=folder)
    run(folder / "venv/bin/python", "-m", "pip", "install", "--quiet", wheel, folder=folder)
    return folder / "venv/bin/wh"


def assets() -> set[str]:
    """The paths of every asset in a wheel."""
    files = [file for folder in FOLDERS for file in (ROOT / folder).rglob("*") if file.is_file()]
    files.append(ROOT / "DECISIONS.md")
    return {f"wh/_assets/{file.relative_to(ROOT)}" for file in files if file.suffix not in (".py", ".pyc")}


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def test_the_wheel_holds_every_module_and_every_asset(wheel: Path) -> None:
    modules = {file.relative_to(ROOT / "cli").as_posix() for file in (ROOT / "cli/wh").rglob("*.py")}
    assert names(wheel) == modules | assets()


def test_a_wheel_from_the_sdist_is_the_same(wheel: Path, unpacked: Path, tmp_path: Path) -> None:
    assert names(build("wheel", unpacked, tmp_path)) == names(wheel)


def test_the_sdist_holds_no_tests_and_no_databases(unpacked: Path) -> None:
    files = {file.relative_to(unpacked).as_posix() for file in unpacked.rglob("*") if file.is_file()}
    assert {"pyproject.toml", "README.md", "cli/wh/main.py"} <= files
    assert not [name for name in files if name.startswith("tests/") or name.endswith((".duckdb", ".pyc"))]


def test_an_installed_wheel_makes_builds_and_exports_the_sample(installed: Path, tmp_path: Path) -> None:
    run(installed, "init", "desk", "--sample", folder=tmp_path)
    assert "user_chats 403" in run(installed, "build", "--home", "desk", folder=tmp_path)
    words = ["--home", "desk", "--as", "301", "--reason", "test", "--format", "both"]
    assert "UserChat data 403" in run(installed, "export", "out.zip", *words, folder=tmp_path)
    assert (tmp_path / "out.zip").stat().st_size > 100_000
    assert "wrote desk/report.html: 403 chats" in run(installed, "report", "--home", "desk", folder=tmp_path)
    assert "wrote desk/docs.html" in run(installed, "docs", "--home", "desk", folder=tmp_path)


def test_an_installed_wheel_does_not_look_at_the_checkout(installed: Path, tmp_path: Path) -> None:
    code = "from wh import assets; print(assets.root())"
    root = run(installed.with_name("python"), "-c", code, folder=tmp_path).strip()
    assert Path(root).name == "_assets"
    assert ROOT not in Path(root).parents
