"""Sizes of modules, functions and folders; every module and public function has a docstring."""

import ast
import re
import subprocess
from functools import cache

from bench.house import folder_sizes, repeated_names
from tests.architecture.plan import CHECKOUT, ROOMS, Module, functions, modules

_MAX_MODULE_LINES, _MAX_FUNCTION_LINES, _MAX_MODULES_PER_FOLDER = 450, 50, 24
_LARGE_FOLDERS = {
    "bench": "each module is a command of its own, unrelated to its neighbours",
    "library/migrations/versions": "each change of the tables is a module of its own, for good",
}
"""Folders that may have more modules, each with its reason."""

_GENERATED = "library/migrations/versions/"
_PATH_OF_ONE_MACHINE = re.compile(r"/(home|root|work|Users)/\w")
_TEXT_SUFFIXES = {"", ".py", ".md", ".toml", ".cfg", ".html", ".css", ".js", ".service", ".conf"}


@cache
def _hand_written() -> list[Module]:
    everything = modules(*ROOMS, "bench", "tests", "docs")
    return [module for module in everything if not module.path.startswith(_GENERATED)]


def test_no_module_is_too_long():
    lengths = {module.path: len(module.source.splitlines()) for module in _hand_written()}
    assert not {path for path, lines in lengths.items() if lines > _MAX_MODULE_LINES}


def test_a_large_folder_is_listed_with_its_reason():
    paths = [module.path for module in modules(*ROOMS, "bench", "tests", "docs")]
    sizes = folder_sizes(paths)
    large = {folder for folder, count in sizes.items() if count > _MAX_MODULES_PER_FOLDER}
    assert large == _LARGE_FOLDERS.keys()


def test_module_names_are_unique_in_their_room():
    assert repeated_names(module.path for module in modules(*ROOMS)) == {}


def test_functions_are_not_too_long():
    lengths = {
        f"{module.path}: {function.name}": function.end_lineno - function.lineno + 1
        for module in _hand_written()
        for function in functions(module)
    }
    assert {name: lines for name, lines in lengths.items() if lines > _MAX_FUNCTION_LINES} == {}


def test_every_module_begins_with_a_sentence():
    without_docstring = [
        module.path
        for module in _hand_written()
        if module.source and not _begins_with_a_sentence(module)
    ]
    assert without_docstring == []


def test_every_public_function_and_class_has_a_docstring():
    without_docstring = [
        f"{module.path}: {node.name}"
        for module in _hand_written()
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith(("_", "test_"))
        and not ast.get_docstring(node)
    ]
    assert without_docstring == []


def test_no_file_contains_a_path_of_one_machine():
    folders = (*ROOMS, "bench", "bin", "collections", "demo", "deploy", "docs", "tests")
    with_path = [
        path.relative_to(CHECKOUT).as_posix()
        for folder in folders
        for path in (CHECKOUT / folder).rglob("*")
        if path.is_file()
        and path.suffix in _TEXT_SUFFIXES
        and _PATH_OF_ONE_MACHINE.search(path.read_text(encoding="utf-8"))
    ]
    assert with_path == []


def _begins_with_a_sentence(module: Module) -> bool:
    first_line = (ast.get_docstring(module.tree) or "").partition("\n")[0]
    return first_line.endswith((".", "?"))


def test_the_repository_holds_no_link_to_a_place_of_one_machine():
    listed = subprocess.run(
        ["git", "-C", CHECKOUT, "ls-files", "--stage"], capture_output=True, text=True
    ).stdout
    links = [line.split("\t")[1] for line in listed.splitlines() if line.startswith("120000")]
    assert [link for link in links if (CHECKOUT / link).readlink().is_absolute()] == []
