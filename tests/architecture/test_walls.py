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
    "staff": set(),
    "accessions": {"storage", "places", "staff"},
    "catalogue": {"storage", "places", "staff", "accessions"},
    "corrections": {"storage", "staff", "accessions", "catalogue"},
    "exchange": {"storage", "places", "staff", "accessions", "catalogue"},
    "bulk": {"staff", "accessions", "catalogue", "exchange"},
    "triage": {"storage", "staff", "accessions", "catalogue"},
    "page_arrangement": {"staff", "accessions", "catalogue", "triage"},
    "points": {"storage", "places"},
    "readers": set(),
    "usage": {"storage", "places", "points", "catalogue"},
    "hotfolder": {"storage", "accessions"},
    "jobs": {"storage", "places", "staff", "accessions", "catalogue"},
    "programme": {"storage", "places", "staff", "catalogue", "exchange", "points", "usage"},
}

_TOOLS_OF_THE_LIBRARY = {"vietnamese", "libreoffice"}
"""They know nothing of the other rooms, and every room may use them."""

_WHERE_FROM_OUTSIDE = {
    "sqlalchemy": ("library/*", "search_index/*", "ingest/*", "app/*"),
    "alembic": ("library/installation.py", "library/migrations/*"),
    "click": ("*/cli.py", "library/click_*.py"),
    "openpyxl": tuple(
        f"library/exchange/{name}.py"
        for name in ("spreadsheets", "returned_spreadsheets", "workbooks", "streamed_tables")
    ),
    "docx": ("library/programme/reports/docx_*.py",),
    "tomlkit": ("library/catalogue/profile_files.py",),
    "pymarc": ("library/exchange/marc*.py",),
    "tantivy": ("search_index/engines/tantivy*.py",),
    "whoosh": ("search_index/engines/whoosh*.py", "search_index/parser.py"),
    "PIL": ("ingest/tools/*", "ingest/images/*"),
    "cv2": ("ingest/tools/*", "ingest/images/*"),
    "numpy": ("ingest/tools/*", "ingest/images/*"),
    "olefile": ("ingest/tools/*",),
    "pypdf": ("ingest/tools/*",),
    "pypdfium2": ("ingest/tools/*",),
    "pikepdf": ("ingest/tools/*", "app/pdf/assemble.py"),
    "tesserocr": ("ingest/tools/*",),
    "pebble": ("ingest/*",),
    "icalendar": ("library/programme/deadlines/calendar_file.py",),
    "babel": ("app/*",),
    "flask": ("app/*",),
    "flask_babel": ("app/*",),
    "flask_login": ("app/*",),
    "flask_wtf": ("app/*",),
    "werkzeug": ("app/*",),
    "jinja2": ("app/*",),
    "markupsafe": ("app/*",),
    "argon2": ("app/accounts/passwords.py",),
    "pyotp": ("app/accounts/totp.py",),
    "segno": ("app/accounts/totp.py",),
    "cryptography": ("app/accounts/totp.py",),
    "itsdangerous": ("app/*",),
    "waitress": ("app/*",),
    "counter_robots": ("app/*",),
}

_WHERE_THE_ENVIRONMENT_IS_READ = ("library/settings.py", "ingest/tools/*")
"""Besides the settings, only tools: the programs behind them are told things through it."""

_HOUSE = modules(*ROOMS)


def _stands_in(module: Module, places: tuple[str, ...]) -> bool:
    return any(fnmatch(module.path, place) for place in places)


def _breaches(found: dict[str, set[str]]) -> dict[str, set[str]]:
    return {path: names for path, names in found.items() if names}


def test_a_module_imports_only_rooms_it_may():
    everywhere = {*ROOMS, "tests", "bench"}
    assert not _breaches(
        {
            module.path: ({name.partition(".")[0] for name in imports(module)} & everywhere)
            - _MAY_IMPORT_ROOMS[module.room]
            for module in _HOUSE
        }
    )


def test_a_module_imports_from_outside_only_what_belongs_there():
    assert not _breaches({module.path: _misplaced(module) for module in _HOUSE})


def test_a_room_of_the_library_imports_only_those_below_it():
    assert not _breaches({module.path: _from_above(module) for module in modules("library")})


def test_every_room_of_the_library_has_its_place():
    rooms = {path.parent.name for path in (CHECKOUT / "library").glob("*/__init__.py")}
    assert rooms - {"migrations"} - _TOOLS_OF_THE_LIBRARY == _MAY_IMPORT_INSIDE_THE_LIBRARY.keys()


def test_no_module_imports_itself_by_a_detour():
    names = {module.name for module in _HOUSE}
    graph = {module.name: _inside(module, names) for module in _HOUSE}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_imports_stand_at_the_top():
    buried = [
        f"{module.path}:{node.lineno}"
        for module in _HOUSE
        if not module.path.endswith("/cli.py")  # a command loads what it needs when it is started
        for function in functions(module)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert buried == []


def test_the_environment_is_read_in_one_place():
    readers = {module.path for module in _HOUSE if {"environ", "getenv"} & _attributes(module)}
    strangers = {
        path
        for path in readers
        if not any(fnmatch(path, place) for place in _WHERE_THE_ENVIRONMENT_IS_READ)
    }
    assert strangers == set()


def test_only_the_ground_floor_commits():
    engines = "search_index/engines/"  # they commit their own indexes
    committing = [module.path for module in _HOUSE if "commit" in _attributes(module)]
    assert [path for path in committing if not path.startswith(engines)] == []


def test_only_the_cataloguer_writes_what_may_hold_names():
    """Else a name is left without its record (see library.catalogue.authorities)."""
    writing = {
        module.path
        for module in _HOUSE
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
        if node.attr == "other_fields"
    }
    allowed = {"library/catalogue/cataloguing.py", "library/catalogue/authorities/linking.py"}
    assert writing - allowed == set()


def test_collections_hold_no_code():
    assert list((CHECKOUT / "collections").rglob("*.py")) == []


def _misplaced(module: Module) -> set[str]:
    outside = {name.partition(".")[0] for name in imports(module)} - {*ROOMS}
    return {
        name
        for name in outside - sys.stdlib_module_names
        if not _stands_in(module, _WHERE_FROM_OUTSIDE.get(name, ()))
    }


def _from_above(module: Module) -> set[str]:
    room = module.name.split(".")[1] if module.path.count("/") > 1 else ""
    if room not in _MAY_IMPORT_INSIDE_THE_LIBRARY:
        return set()
    rooms = {name.split(".")[1] for name in imports(module) if name.startswith("library.")}
    below = _MAY_IMPORT_INSIDE_THE_LIBRARY[room] | {room}
    return (rooms & _MAY_IMPORT_INSIDE_THE_LIBRARY.keys()) - below


def _inside(module: Module, names: set[str]) -> set[str]:
    """Return the modules of the house that a module imports; a name may be one, or stand in one."""
    found = {name if name in names else name.rpartition(".")[0] for name in imports(module)}
    return found & names - {module.name}


def _attributes(module: Module) -> set[str]:
    return {node.attr for node in ast.walk(module.tree) if isinstance(node, ast.Attribute)}
