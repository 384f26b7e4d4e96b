"""Measures the language and the layout of the code: names, docstrings, folders."""

import argparse
import ast
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from bench.form import Row, report

CHECKOUT = Path(__file__).parents[1]
ROOMS = ("library", "points", "search_index", "ingest", "app", "scale")
GENERATED = "library/migrations/versions/"
MAX_MODULES_PER_FOLDER = 20
BARE_NAMES = frozenset(
    (
        *("told", "found", "one", "said", "before", "there", "kept", "made", "asked", "given"),
        *("left", "meant", "stands", "whole", "known", "sought", "begun", "done", "these"),
        *("those", "others", "rest", "what"),
    )
)
"""Participles and pronouns that say nothing about the value they name."""

_COMMON_NAMES = frozenset({"__init__", "models", "problems", "cli", "errors"})
"""Module names that every package may have."""

_VERBS = (
    *("return", "say", "tell", "give", "know", "show", "answer", "yield", "read", "write", "hold"),
    *("keep", "raise", "take", "find", "put", "name", "list"),
)
_HEADLESS = re.compile(
    rf"^(?:(?:{'|'.join(_VERBS)})s?\s+)?"
    r"(?:what|whether|how|who|whose|where|which|when|why)\b",
    re.IGNORECASE,
)
"""A first sentence whose object is a clause without a noun: `Return what …`, `Whether …`."""

_Reader = Callable[[ast.Module], Iterable[str]]
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def main() -> None:
    """Print the figures with their targets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    report("house", list(_rows()), as_json=options.json)


def sources(*folders: str) -> dict[str, ast.Module]:
    """Return the parsed modules below these folders of the checkout, by path."""
    paths = (path for folder in folders for path in sorted((CHECKOUT / folder).rglob("*.py")))
    names = {path.relative_to(CHECKOUT).as_posix(): path for path in paths}
    return {
        name: ast.parse(path.read_text(encoding="utf-8"), name)
        for name, path in names.items()
        if not name.startswith(GENERATED)
    }


def local_names(tree: ast.Module) -> Iterator[str]:
    """Yield each parameter and local variable once for the function that binds it."""
    for node in ast.walk(tree):
        if isinstance(node, _FUNCTIONS):
            yield from sorted({*_parameters(node.args), *_stored(node)})


def bare_names(tree: ast.Module) -> list[str]:
    """Return the parameters and local variables that are bare participles or pronouns."""
    return [name for name in local_names(tree) if name.strip("_") in BARE_NAMES]


def docstrings(tree: ast.Module) -> Iterator[str]:
    """Yield the first sentence of each docstring, and of each string below a field or constant."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            for statement in node.body:
                if isinstance(statement, ast.Expr) and _is_text(statement.value):
                    yield " ".join(statement.value.value.partition("\n\n")[0].split())


def headless(tree: ast.Module) -> list[str]:
    """Return the first sentences whose object is a clause without a noun."""
    return [sentence for sentence in docstrings(tree) if _HEADLESS.match(sentence)]


def folder_sizes(paths: Iterable[str]) -> Counter[str]:
    """Return the number of modules in each folder, `__init__` not counted."""
    return Counter(path.rpartition("/")[0] for path in paths if not path.endswith("__init__.py"))


def repeated_names(paths: Iterable[str]) -> dict[str, list[str]]:
    """Return the module names that stand more than once in one room, with their paths.

    A view may have the name of the module it shows: `app/points/programme/plans.py`. In `app`, the
    public site, the office and each further desk count as rooms of their own.
    """
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path in paths:
        room, *folders, file = path.split("/")
        name = file.removesuffix(".py")
        if name not in _COMMON_NAMES:
            desk = folders[0] if room == "app" and folders else ""
            places[f"{room}/{desk}", name].append(path)
    return {name: paths for (_, name), paths in places.items() if len(paths) > 1}


def _rows() -> Iterator[Row]:
    rooms, everything = sources(*ROOMS), sources(*ROOMS, "bench", "docs", "bin", "tests")
    sizes = sorted(folder_sizes(rooms).values())
    yield Row("bare names in the rooms", _share(rooms, bare_names, local_names), "%", 1.0)
    yield Row("bare names in all files", _share(everything, bare_names, local_names), "%", 1.0)
    yield Row("headless docstrings in the rooms", _share(rooms, headless, docstrings), "%", 1.0)
    yield Row("module names used twice in a room", len(repeated_names(rooms)), "names", 0)
    yield Row("modules in the largest folder", sizes[-1], "modules")
    yield Row("modules in the median folder", sizes[len(sizes) // 2], "modules")


def _share(trees: dict[str, ast.Module], part: _Reader, all_of: _Reader) -> float:
    """Return the share of `part` in `all_of`, in per cent."""
    few = sum(len(list(part(tree))) for tree in trees.values())
    return 100 * few / sum(len(list(all_of(tree))) for tree in trees.values())


def _parameters(arguments: ast.arguments) -> Iterator[str]:
    named = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    further = (arguments.vararg, arguments.kwarg)
    yield from (argument.arg for argument in (*named, *further) if argument is not None)


def _stored(function: ast.AST) -> Iterator[str]:
    """Yield the variables that a function assigns, those of inner functions left out."""
    for node in ast.iter_child_nodes(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        if not isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
            yield from _stored(node)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


if __name__ == "__main__":
    main()
