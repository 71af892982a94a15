"""The shape of the code: rooms on one line, sizes, docstrings."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import wh
from wh import assets

LINE = (
    "main → viewing → commands → showing → documenting · reporting → exporting · inspecting · forgetting · tracing"
    " → scaling → building · asking → loading · fetching · listening → converting → reading · models · packing"
    " · calling · translating → engine · contracts → rendering → home → errors · assets"
)
FLOOR = {"__main__": -1} | {room: floor for floor, rooms in enumerate(LINE.split(" → ")) for room in rooms.split(" · ")}
PACKAGE = Path(wh.__file__).parent
FILES = {
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}
MODULES = {name: ast.parse(path.read_text("utf-8")) for name, path in FILES.items()}
ROOMS = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))
Function = ast.FunctionDef | ast.AsyncFunctionDef


def room(module: str) -> str:
    """The room that a module stands in, or the module itself where it stands in none: `main` of wh.main."""
    return f"{module}.".split(".")[1]


def imports(tree: ast.Module) -> Iterator[str]:
    """Dotted names of the modules that a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if name in MODULES else "." * node.level + (node.module or "") for name in names)


def ours(module: str) -> set[str]:
    """Those that are ours, but for the package itself, which knows the version and nothing else."""
    return {each for each in imports(MODULES[module]) if each.startswith("wh.")}


def functions(tree: ast.Module) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def length(function: Function) -> int:
    """Lines of a function; of a command, whose signature is the list of its options, those of the body."""
    is_command = any(isinstance(each, ast.Call) and "command" in ast.unparse(each) for each in function.decorator_list)
    return (function.end_lineno or 0) - (function.body[0].lineno if is_command else function.lineno) + 1


def public(tree: ast.Module) -> Iterator[Function | ast.ClassDef]:
    """Public functions and classes of a module, and public methods of public classes."""
    for node in tree.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            inner = node.body if isinstance(node, ast.ClassDef) else []
            yield from (each for each in inner if isinstance(each, Function) and not each.name.startswith("_"))


def test_every_room_and_every_module_outside_of_one_stands_on_the_line() -> None:
    assert {room(name) for name in MODULES} - {""} == FLOOR.keys()


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_down_the_line_or_stay_in_their_room(module: str) -> None:
    here = room(module)
    assert not {each for each in ours(module) if room(each) != here and FLOOR[room(each)] <= FLOOR.get(here, 0)}


def test_no_modules_import_each_other_in_a_circle() -> None:
    TopologicalSorter({module: ours(module) for module in MODULES}).prepare()


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_has_at_most_9_modules_and_900_lines(name: str) -> None:
    files = [path for path in (PACKAGE / name).glob("*.py") if path.stem != "__init__"]
    assert len(files) <= 9
    assert sum(len(path.read_text("utf-8").splitlines()) for path in files) <= 900


def test_no_module_is_called_like_a_room_but_its_own() -> None:
    assert not {module for module, path in FILES.items() if path.stem in ROOMS and path.stem != room(module)}


def test_nothing_is_imported_relatively() -> None:
    assert not [name for name, tree in MODULES.items() for each in imports(tree) if each.startswith(".")]


def test_each_third_party_library_is_imported_in_one_module_only_but_for_engines_and_trees_of_sql() -> None:
    """An engine, or templates, and their errors are two. sqlglot: lineage reads its trees, and rules for Spark too."""
    users: dict[str, set[str]] = defaultdict(set)
    for name, tree in MODULES.items():
        for each in imports(tree):
            users[each.split(".")[0]].add(name)
    known = sys.stdlib_module_names | {"wh"}
    shared = {library: names for library, names in users.items() if library not in known and len(names) > 1}
    trees = {"wh.tracing.selects"} | {name for name in MODULES if room(name) == "translating"}
    assert shared.pop("duckdb") == {"wh.engine.database", "wh.engine.faults"}
    assert shared.pop("pyspark") == {"wh.engine.spark", "wh.engine.spark_errors"}
    assert shared.pop("jinja2") == {"wh.rendering.template", "wh.rendering.mistakes"}
    assert shared.pop("sqlglot") <= trees
    assert not shared


def test_the_seeds_are_made_without_the_warehouse() -> None:
    trees = [ast.parse(path.read_text("utf-8")) for path in assets.root().glob("seeds/*.py")]
    assert not [each for tree in trees for each in imports(tree) if each.split(".")[0] == "wh"]


@pytest.mark.parametrize("name", MODULES)
def test_no_function_is_longer_than_forty_lines(name: str) -> None:
    assert not {each.name: length(each) for each in functions(MODULES[name]) if length(each) > 40}


def test_half_of_the_functions_have_at_most_ten_lines() -> None:
    lengths = sorted(length(each) for tree in MODULES.values() for each in functions(tree))
    assert lengths[len(lengths) // 2] <= 10


def test_no_file_is_longer_than_250_lines() -> None:
    root = assets.root()
    files = [file for folder in ("cli", "tests", "models", "sql", "seeds") for file in root.glob(f"{folder}/**/*")]
    code = [file for file in files if file.suffix in (".py", ".sql") and file.is_file()]
    assert not {str(file): count for file in code if (count := len(file.read_text("utf-8").splitlines())) > 250}


@pytest.mark.parametrize("name", MODULES)
def test_everything_public_has_a_docstring(name: str) -> None:
    assert ast.get_docstring(MODULES[name])
    assert not [each.name for each in public(MODULES[name]) if not ast.get_docstring(each)]


def test_no_module_is_called_by_a_word_that_says_nothing() -> None:
    words = {word for name in MODULES for word in name.split(".")}
    assert not words & {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"}


SQL = re.compile(
    r"\s*\(?(select|insert|create|drop|delete|update|from|with|attach|copy|alter|pragma|set)\s", re.IGNORECASE
)


@pytest.mark.parametrize("name", MODULES)
def test_sql_of_more_than_one_line_stands_in_sql(name: str) -> None:
    docstrings = [node.value for node in ast.walk(MODULES[name]) if isinstance(node, ast.Expr)]
    texts = [node for node in ast.walk(MODULES[name]) if isinstance(node, ast.Constant | ast.JoinedStr)]
    long = [each for each in texts if each not in docstrings and (each.end_lineno or 0) > each.lineno]
    assert not [ast.unparse(each) for each in long if SQL.match(ast.unparse(each).lstrip("frb").strip("'\""))]


def test_the_console_script_is_the_entry_point() -> None:
    project = tomllib.loads((assets.root() / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["scripts"] == {"wh": "wh.main:run"}
