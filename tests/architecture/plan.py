"""The code as data: its modules, and the modules that each of them imports."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
ROOMS = ("library", "search_index", "ingest", "app")


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
