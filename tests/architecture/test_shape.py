"""How large things are, and that each says what it is for."""

import ast
import re

from tests.architecture.plan import CHECKOUT, ROOMS, Module, functions, modules

_MODULE_LINES, _FUNCTION_LINES = 300, 50
_GENERATED = "library/migrations/versions/"
_SOMEBODYS_MACHINE = re.compile(r"/(home|root|work|Users)/\w")
_TEXTS = {"", ".py", ".md", ".toml", ".cfg", ".html", ".css", ".js", ".service", ".conf"}

_WRITTEN = [
    module
    for module in modules(*ROOMS, "bench", "tests", "docs")
    if not module.path.startswith(_GENERATED)
]


def test_modules_are_not_too_long():
    lengths = {module.path: len(module.source.splitlines()) for module in _WRITTEN}
    assert {path: lines for path, lines in lengths.items() if lines > _MODULE_LINES} == {}


def test_functions_are_not_too_long():
    lengths = {
        f"{module.path}: {function.name}": function.end_lineno - function.lineno + 1
        for module in _WRITTEN
        for function in functions(module)
    }
    assert {name: lines for name, lines in lengths.items() if lines > _FUNCTION_LINES} == {}


def test_a_module_says_in_a_sentence_what_it_is_for():
    silent = [
        module.path for module in _WRITTEN if module.source and not _introduces_itself(module)
    ]
    assert silent == []


def test_what_others_may_use_is_explained():
    silent = [
        f"{module.path}: {node.name}"
        for module in _WRITTEN
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
        if path.is_file()
        and path.suffix in _TEXTS
        and _SOMEBODYS_MACHINE.search(path.read_text(encoding="utf-8"))
    ]
    assert pointing == []


def _introduces_itself(module: Module) -> bool:
    first_line = (ast.get_docstring(module.tree) or "").partition("\n")[0]
    return first_line.endswith((".", "?"))
