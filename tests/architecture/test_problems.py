"""Rows of expected errors: named, with known fields, and raised somewhere."""

import ast
import pickle
from collections.abc import Iterator

from library.errors import ItemNotFoundError
from tests.architecture.plan import ROOMS, Module, imports, modules

_ROW_FIELDS = {"base", "order", "status", "retry_after", "shows_form"}


def test_a_worker_can_send_a_problem_to_another_process():
    problem = pickle.loads(pickle.dumps(ItemNotFoundError("ht1.00004")))  # noqa: S301
    assert type(problem) is ItemNotFoundError
    assert str(problem) == "Không tìm thấy tài liệu “ht1.00004”."


def test_every_module_names_its_problems_below_the_last_of_them():
    unnamed = [
        module.path
        for module in modules(*ROOMS)
        for row in list(_rows(module))[-1:]
        if "name_problems(globals())" not in module.source.splitlines()[row.end_lineno :]
    ]
    assert unnamed == []


def test_a_row_gives_fields_of_library_error_only():
    unknown_fields = {
        keyword.arg
        for module in modules(*ROOMS)
        for row in _rows(module)
        for keyword in row.value.keywords
        if keyword.arg not in _ROW_FIELDS
    }
    assert unknown_fields == set()


def test_every_problem_is_raised_somewhere():
    everywhere = modules(*ROOMS)
    listed = {f"{module.name}.{name}" for module in everywhere for name in _defined(module)}
    used = {name for module in everywhere for name in _used_names(module)}
    assert sorted(listed - used) == []


def _rows(module: Module) -> Iterator[ast.Assign]:
    for node in module.tree.body:
        is_call = isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        if is_call and ast.unparse(node.value.func) == "problem":
            yield node


def _defined(module: Module) -> Iterator[str]:
    yield from (ast.unparse(row.targets[0]) for row in _rows(module))
    for node in module.tree.body:
        if isinstance(node, ast.ClassDef) and node.name.endswith("Error"):
            yield node.name


def _used_names(module: Module) -> Iterator[str]:
    """Yield the full names of what a module uses, except to catch it."""
    full_names = {name.rpartition(".")[2]: name for name in imports(module)}
    caught: set[ast.AST] = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ExceptHandler) and node.type is not None:
            caught.update(ast.walk(node.type))
        if node in caught:
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield full_names.get(node.id, f"{module.name}.{node.id}")
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{full_names.get(node.value.id)}.{node.attr}"
