"""Reads the code of the house as a plan: its modules, and what each imports."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
ROOMS = ("library", "search_index", "ingest", "app")


@dataclass(frozen=True, slots=True)
class Module:
    """One file of code."""

    name: str
    path: str
    """From the checkout, with forward slashes: `library/clock.py`."""
    source: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """The room it stands in."""
        return self.name.partition(".")[0]


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """Return every module under these folders of the checkout."""
    return tuple(
        _read(path) for folder in folders for path in sorted((CHECKOUT / folder).rglob("*.py"))
    )


def imports(module: Module) -> Iterator[str]:
    """Name what a module imports, each by the longest dotted name it may have."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def functions(module: Module) -> Iterator[ast.FunctionDef]:
    """Give every function and method of a module."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _read(path: Path) -> Module:
    place = path.relative_to(CHECKOUT).as_posix()
    name = place.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    source = path.read_text(encoding="utf-8")
    return Module(name, place, source, ast.parse(source, place))
