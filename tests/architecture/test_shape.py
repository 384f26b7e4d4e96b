"""How large things are, and that each says what it is for."""

import ast
import re

import pytest

from tests.architecture.plan import CHECKOUT, ROOMS, functions, modules

_MODULE_LINES, _FUNCTION_LINES = 300, 50
_GENERATED = "library/migrations/versions/"
_SOMEBODYS_MACHINE = re.compile(r"/(home|root|work|Users)/\w")
_TEXTS = {".py", ".md", ".toml", ".cfg", ".html", ".css", ".js", ".sh", ".service", ".conf"}

_WRITTEN = [
    module
    for module in modules(*ROOMS, "bench", "tests", "docs")
    if not module.path.startswith(_GENERATED)
]
_each_module = pytest.mark.parametrize("module", _WRITTEN, ids=lambda module: module.path)


@_each_module
def test_a_module_is_not_too_long(module):
    assert len(module.source.splitlines()) <= _MODULE_LINES


@_each_module
def test_a_function_is_not_too_long(module):
    long = [
        f"{function.name}: {function.end_lineno - function.lineno + 1}"
        for function in functions(module)
        if function.end_lineno - function.lineno + 1 > _FUNCTION_LINES
    ]
    assert long == []


@_each_module
def test_a_module_says_in_a_sentence_what_it_is_for(module):
    if not module.source:
        return  # a folder of tests needs no introduction
    first_line = (ast.get_docstring(module.tree) or "").partition("\n")[0]
    assert first_line.endswith((".", "?"))


@_each_module
def test_what_others_may_use_is_explained(module):
    silent = [
        node.name
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith(("_", "test_"))
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_nothing_points_to_somebodys_own_machine():
    folders = (*ROOMS, "bench", "bin", "collections", "demo", "deploy", "docs", "tests")
    pointing = [
        path.relative_to(CHECKOUT).as_posix()
        for folder in folders
        for path in (CHECKOUT / folder).rglob("*")
        if path.suffix in _TEXTS and _SOMEBODYS_MACHINE.search(path.read_text(encoding="utf-8"))
    ]
    assert pointing == []
