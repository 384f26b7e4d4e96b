"""The code as data: its modules, and the modules that each of them imports."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
ROOMS = ("library", "points", "search_index", "ingest", "kit", "app", "scale")


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file."""

    name: str
    path: str
    """Relative to the checkout, with forward slashes: `library/clock.py`."""
    source: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """The first part of the module's name."""
        return self.name.partition(".")[0]


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """Return every module under these folders of the checkout."""
    return tuple(
        _read(path) for folder in folders for path in sorted((CHECKOUT / folder).rglob("*.py"))
    )


@cache
def nodes(module: Module) -> tuple[ast.AST, ...]:
    """Return every node of a module."""
    return tuple(ast.walk(module.tree))


@cache
def imports(module: Module) -> frozenset[str]:
    """Return the imported names, each with the longest dotted name it may have."""
    names = set()
    for node in nodes(module):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = _origin(module, node)
            names.update(f"{origin}.{alias.name}" for alias in node.names)
    return frozenset(names)


def functions(module: Module) -> Iterator[ast.FunctionDef]:
    """Yield every function and method of a module."""
    for node in nodes(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def is_in(module: Module, places: tuple[str, ...]) -> bool:
    """Return True if the path of a module matches one of these patterns."""
    return any(fnmatch(module.path, place) for place in places)


def import_cycle(among: Iterable[Module]) -> list[str]:
    """Return the names of modules that import each other in a ring; none is the normal case."""
    among = tuple(among)
    names = {module.name for module in among}
    graph = {module.name: imported_modules(module, names) for module in among}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return []


def imported_modules(module: Module, names: set[str]) -> set[str]:
    """Return the modules of the project that a module imports, itself excepted."""
    imported = {name if name in names else name.rpartition(".")[0] for name in imports(module)}
    return imported & names - {module.name}


def deferred_imports(among: Iterable[Module]) -> list[str]:
    """Return the places of imports inside functions; a command loads what it needs at its start."""
    return [
        f"{module.path}:{node.lineno}"
        for module in among
        if not module.path.endswith("/cli.py")
        for function in functions(module)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def _origin(module: Module, node: ast.ImportFrom) -> str:
    """Return the absolute name of the module or package that an import names."""
    if not node.level:
        return node.module or ""
    package = (
        module.name if module.path.endswith("/__init__.py") else module.name.rpartition(".")[0]
    )
    return f"{package}.{node.module}" if node.module else package


@cache
def _read(path: Path) -> Module:
    relative = path.relative_to(CHECKOUT).as_posix()
    name = relative.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    source = path.read_text(encoding="utf-8")
    return Module(name, relative, source, ast.parse(source, relative))
