"""House rules on every file: sizes, names, docstrings, no machine paths, no registry hosts, no POSIX-only calls."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("src", "tests", "benchmarks", "validation", "docs", ".ci")
TEXT_SUFFIXES = {".py", ".md", ".yaml", ".yml", ".toml", ".txt", ".cfg", ".html", ".css", ".js", ".bib", ".cff", ".csv"}
FILE_LINES, TEST_FILE_LINES, FUNCTION_LINES = 400, 600, 60
SHY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}
THIS = Path(__file__).resolve()


@lru_cache(maxsize=1)
def text_files() -> tuple[Path, ...]:
    """Text files of the repository; caches, outputs and hidden folders other than .ci left out."""
    found = [path for path in ROOT.iterdir() if path.is_file()]
    for folder in FOLDERS:
        found += [path for path in (ROOT / folder).rglob("*") if path.is_file()]
    skipped = ("__pycache__", ".egg-info", "benchmarks/out")
    names = [path for path in found if not any(part in path.as_posix() for part in skipped)]
    bare = {"Makefile", "LICENSE", "NOTICE", "run", ".importlinter"}
    return tuple(sorted(path for path in names if path.suffix in TEXT_SUFFIXES or path.name in bare))


def python_files(*folders: str) -> list[Path]:
    """Python files under the named folders, or under all of them."""
    inside = folders or FOLDERS
    return [p for p in text_files() if p.suffix == ".py" and p.relative_to(ROOT).parts[0] in inside]


def name_of(path: Path) -> str:
    """Path inside the repository, with forward slashes on every system."""
    return path.relative_to(ROOT).as_posix()


@lru_cache(maxsize=512)
def tree_of(path: Path) -> ast.Module:
    """The syntax tree of a file, parsed once."""
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", python_files(), ids=name_of)
def test_files_and_functions_are_short(path):
    limit = TEST_FILE_LINES if name_of(path).startswith("tests/") else FILE_LINES
    assert len(path.read_text(encoding="utf-8").splitlines()) <= limit
    long = {
        node.name: length
        for node in ast.walk(tree_of(path))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and (length := node.end_lineno - node.lineno + 1) > FUNCTION_LINES
    }
    assert long == {}


def test_no_file_is_named_after_nothing():
    shy = [path for path in text_files() if SHY_NAMES & set(path.relative_to(ROOT).with_suffix("").parts)]
    assert [name_of(path) for path in shy] == []


@pytest.mark.parametrize("path", python_files("src"), ids=name_of)
def test_public_things_say_what_they_are(path):
    silent = [] if ast.get_docstring(tree_of(path)) else ["the module"]
    scopes = [tree_of(path)]
    while scopes:
        for node in scopes.pop().body:
            if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) or node.name.startswith("_"):
                continue
            if not ast.get_docstring(node) and not _is_override(node):
                silent.append(f"{node.name} (line {node.lineno})")
            if isinstance(node, ast.ClassDef):
                scopes.append(node)
    assert silent == []


def _is_override(node: ast.AST) -> bool:
    # argparse and html.parser call these by name; their meaning is the base class's.
    return getattr(node, "name", "") in {"error", "handle_starttag", "handle_endtag", "handle_data"}


def _forbidden_text() -> list[tuple[str, re.Pattern[str]]]:
    # Put together from pieces, so that this file does not contain what it looks for.
    hosts = ["py" + "pi.org", "python" + "hosted", "registry.npm" + "js", "--index" + "-url", "extra-index" + "-url"]
    folders = ["work", "home", "Users", "root", "farm", "tmp", "mnt"]
    return [
        ("registry host", re.compile("|".join(map(re.escape, hosts)))),
        ("machine path", re.compile(rf"(?<![\w.~$)}}/-])/(?:{'|'.join(folders)})/[\w.]+|[A-Z]:\\\\?Users")),
    ]


@pytest.mark.parametrize("path", text_files(), ids=name_of)
def test_no_machine_path_and_no_registry_host(path):
    text = path.read_text(encoding="utf-8")
    found = [f"{what}: {match[0]}" for what, pattern in _forbidden_text() for match in pattern.finditer(text)]
    # Tests may name a folder that does not exist, to see the error.
    assert [hit for hit in found if "/nowhere" not in hit] == []


POSIX_MODULES = {
    "fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "posix", "syslog", "crypt", "spwd", "readline",
}  # fmt: skip
POSIX_NAMES = {
    "os": {"fork", "forkpty", "getuid", "geteuid", "getgid", "getegid", "setsid", "setpgid", "killpg", "uname", "nice",
           "getloadavg", "sched_getaffinity", "sched_setaffinity", "wait", "mkfifo", "chown", "sysconf", "getpgid"},
    "signal": {"SIGALRM", "SIGHUP", "SIGKILL", "SIGUSR1", "SIGUSR2", "SIGPIPE", "alarm", "setitimer", "pause"},
}  # fmt: skip


@pytest.mark.parametrize("path", python_files("src", "tests", "benchmarks", "validation"), ids=name_of)
def test_no_call_that_only_posix_has(path):
    found = []
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if alias.name.split(".")[0] in POSIX_MODULES]
        elif isinstance(node, ast.ImportFrom):
            names = {alias.name for alias in node.names}
            found += [node.module] if node.module in POSIX_MODULES else []
            found += sorted(names & POSIX_NAMES.get(node.module or "", set()))
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found += [f"{node.value.id}.{node.attr}"] if node.attr in POSIX_NAMES.get(node.value.id, ()) else []
    assert found == []


#: Files whose numbers of three or more digits are not physical constants, each with its reason.
NUMBERS_ALLOWED = {
    "src/neuroglide/body/skeleton.py": "knee couplings of the packaged skeleton, held to OpenSim by the body's tests",
}
PHYSICS = ("body", "nerve", "physiology", "simulation.py", "batch.py", "summary.py")


def _physics_files() -> list[Path]:
    return [path for path in python_files("src") if path.relative_to(ROOT).parts[2] in PHYSICS]


@pytest.mark.parametrize("path", _physics_files(), ids=name_of)
def test_physics_has_no_bare_constants(path):
    # A float with three significant digits or more is nearly always a measured value: it belongs in a record.
    if name_of(path) in NUMBERS_ALLOWED:
        return
    floats = [n for n in ast.walk(tree_of(path)) if isinstance(n, ast.Constant) and type(n.value) is float]
    digits = [(n.lineno, repr(n.value).split("e")[0].replace(".", "").strip("0")) for n in floats]
    assert [(line, number) for line, number in digits if len(number) >= 3] == []


def test_number_exceptions_are_still_needed_files():
    assert [name for name in NUMBERS_ALLOWED if not (ROOT / name).is_file()] == []
