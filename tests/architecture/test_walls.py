"""Who may import whom."""

import ast
import sys
from fnmatch import fnmatch
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.architecture.plan import CHECKOUT, ROOMS, Module, functions, imports, modules

_MAY_IMPORT_ROOMS = {
    "library": {"library"},
    "search_index": {"search_index", "library"},
    "ingest": {"ingest", "library", "search_index"},
    "app": {"app", "library", "search_index"},
}

_MAY_IMPORT_INSIDE_THE_LIBRARY = {
    "storage": set(),
    "places": set(),
    "people": set(),
    "accessions": {"storage", "places"},
    "catalogue": {"storage", "places", "people", "accessions"},
    "points": {"storage", "places"},
    "usage": {"storage", "places", "points", "catalogue"},
}

_WHERE_FROM_OUTSIDE = {
    "sqlalchemy": ("library/*", "search_index/*", "ingest/*", "app/*"),
    "alembic": ("library/installation.py", "library/migrations/*"),
    "click": ("*/cli.py", "library/speaking.py", "library/help_page.py"),
    "tantivy": ("search_index/engines/tantivy*.py",),
    "whoosh": ("search_index/engines/whoosh*.py", "search_index/query.py"),
    "PIL": ("ingest/tools/*",),
    "cv2": ("ingest/tools/*",),
    "numpy": ("ingest/tools/*",),
    "pypdf": ("ingest/tools/*",),
    "pypdfium2": ("ingest/tools/*",),
    "tesserocr": ("ingest/tools/*",),
    "pebble": ("ingest/*",),
    "babel": ("app/*",),
    "flask": ("app/*",),
    "flask_babel": ("app/*",),
    "flask_login": ("app/*",),
    "flask_wtf": ("app/*",),
    "werkzeug": ("app/*",),
    "jinja2": ("app/*",),
    "markupsafe": ("app/*",),
    "argon2": ("app/*",),
    "waitress": ("app/*",),
    "counter_robots": ("app/*",),
}

_WHERE_THE_ENVIRONMENT_IS_READ = ("library/settings.py", "ingest/tools/*")
"""Besides the settings, only tools: the programs behind them are told things through it."""

_HOUSE = modules(*ROOMS)
_each_module = pytest.mark.parametrize("module", _HOUSE, ids=lambda module: module.path)


def _stands_in(module: Module, places: tuple[str, ...]) -> bool:
    return any(fnmatch(module.path, place) for place in places)


@_each_module
def test_a_module_imports_only_rooms_it_may(module):
    rooms = {name.partition(".")[0] for name in imports(module)} & {*ROOMS, "tests", "bench"}
    assert rooms <= _MAY_IMPORT_ROOMS[module.room]


@_each_module
def test_a_module_imports_from_outside_only_what_belongs_there(module):
    outside = {name.partition(".")[0] for name in imports(module)} - {*ROOMS}
    strangers = outside - sys.stdlib_module_names
    misplaced = {
        name for name in strangers if not _stands_in(module, _WHERE_FROM_OUTSIDE.get(name, ()))
    }
    assert misplaced == set()


@pytest.mark.parametrize("module", modules("library"), ids=lambda module: module.path)
def test_a_room_of_the_library_imports_only_those_below_it(module):
    room = module.name.split(".")[1] if module.path.count("/") > 1 else None
    if room not in _MAY_IMPORT_INSIDE_THE_LIBRARY:
        return
    rooms = {name.split(".")[1] for name in imports(module) if name.startswith("library.")}
    upper = (rooms & _MAY_IMPORT_INSIDE_THE_LIBRARY.keys()) - {room}
    assert upper <= _MAY_IMPORT_INSIDE_THE_LIBRARY[room]


def test_every_room_of_the_library_has_its_place():
    rooms = {path.parent.name for path in (CHECKOUT / "library").glob("*/__init__.py")}
    assert rooms - {"migrations"} == _MAY_IMPORT_INSIDE_THE_LIBRARY.keys()


def test_no_module_imports_itself_by_a_detour():
    names = {module.name for module in _HOUSE}
    graph = {module.name: _inside(module, names) for module in _HOUSE}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


@_each_module
def test_imports_stand_at_the_top(module):
    if module.path.endswith("/cli.py"):
        return  # a command loads what it needs when it is started
    buried = [
        f"{module.path}:{node.lineno}"
        for function in functions(module)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert buried == []


@_each_module
def test_the_environment_is_read_in_one_place(module):
    if not _stands_in(module, _WHERE_THE_ENVIRONMENT_IS_READ):
        named = {node.attr for node in ast.walk(module.tree) if isinstance(node, ast.Attribute)}
        assert not named & {"environ", "getenv", "putenv"}


@_each_module
def test_only_the_ground_floor_commits(module):
    called = {
        node.func.attr
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    is_an_engine = module.path.startswith("search_index/engines/")  # which commits its own index
    assert is_an_engine or "commit" not in called


def test_collections_hold_no_code():
    assert list((CHECKOUT / "collections").rglob("*.py")) == []


def _inside(module: Module, names: set[str]) -> set[str]:
    """Return the modules of the house that a module imports; a name may be one, or stand in one."""
    found = {name if name in names else name.rpartition(".")[0] for name in imports(module)}
    return found & names - {module.name}
