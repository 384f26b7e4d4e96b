"""Allowed imports between rooms and packages, and of libraries."""

import ast
import sys
from fnmatch import fnmatch
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.architecture.plan import CHECKOUT, ROOMS, Module, functions, imports, modules, nodes

_MAY_IMPORT_ROOMS = {
    "library": {"library"},
    "search_index": {"search_index", "library"},
    "ingest": {"ingest", "library", "search_index"},
    "app": {"app", "library", "search_index"},
}

_MAY_IMPORT_INSIDE_THE_LIBRARY = {
    "process": set(),
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
    "harvest": {"staff", "catalogue", "exchange", "bulk"},
    "stories": {"staff", "catalogue"},
    "stock": {"staff", "catalogue", "exchange"},
    "backup": {"storage", "accessions", "catalogue", "staff"},
    "upgrades": {"backup"},
    "moving": {"storage", "upgrades", "usage"},
    "preservation": {"storage", "accessions", "catalogue", "exchange", "bulk", "backup"},
    "fixity": {"storage", "accessions", "catalogue", "staff", "backup"},
    "points": {"storage", "places"},
    "readers": set(),
    "usage": {"storage", "places", "points", "catalogue"},
    "hotfolder": {"storage", "accessions"},
    "jobs": {"storage", "places", "staff", "accessions", "catalogue"},
    "monitoring": {"process", "storage", "staff", "accessions", "catalogue", "backup", "jobs"},
    "programme": {"storage", "places", "staff", "catalogue", "exchange", "points", "usage"},
}

_BASE_PACKAGES = {"vietnamese", "libreoffice", "transactions", "untrusted"}
"""Packages of the library that import no other package of it; every package may import them."""

_TOP_LEVEL = {"cli", "doctor", "installation", "tables"}
"""Modules of the library that bring its packages together; only commands import them."""

_THIRD_PARTY_PLACES = {
    "sqlalchemy": ("library/*", "search_index/*", "ingest/*", "app/*"),
    "alembic": ("library/schema_version.py", "library/migrations/*"),
    "click": ("*/cli.py", "library/click_*.py"),
    "openpyxl": tuple(
        f"library/exchange/{name}.py"
        for name in (
            *("spreadsheets", "returned_spreadsheets", "workbooks", "streamed_tables"),
            *("filled_sheets", "sheet_templates"),
        )
    ),
    "docx": ("library/programme/reports/docx_*.py",),
    "tomlkit": ("library/catalogue/profile_files.py",),
    "obstore": ("library/storage/object_bucket.py",),
    "pymarc": ("library/exchange/marc21/*",),
    "tantivy": ("search_index/engines/tantivy*.py",),
    "opensearchpy": ("search_index/engines/opensearch*.py",),
    "whoosh": ("search_index/parser.py",),
    "PIL": ("ingest/tools/*", "ingest/images/*", "app/interfaces/iiif/page_image.py"),
    "cv2": ("ingest/tools/*", "ingest/images/*", "ingest/second_reader/asternet.py"),
    "numpy": (
        *("ingest/tools/*", "ingest/images/*", "search_index/meaning/*"),
        "ingest/second_reader/asternet.py",
    ),
    "onnx": ("search_index/meaning/graph.py",),
    "onnxruntime": ("search_index/meaning/encoder.py", "ingest/second_reader/asternet.py"),
    "dbos": ("ingest/machines/*",),
    "olefile": ("ingest/tools/*",),
    "pypdf": ("ingest/tools/*",),
    "pypdfium2": ("ingest/tools/*",),
    "reportlab": ("library/stock/pdf_sheets.py",),
    "pikepdf": ("ingest/tools/*", "app/downloads/assemble_pdf.py"),
    "tesserocr": ("ingest/tools/*",),
    "pebble": ("ingest/*", "search_index/engine_processes.py"),
    "citeproc": ("library/catalogue/description/citing.py",),
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
    "segno": ("app/web/qr_code.py",),
    "cryptography": (
        *("app/accounts/totp.py", "app/accounts/room_pass.py", "app/kiosk/agent_releases.py"),
        "library/monitoring/certificate.py",
    ),
    "itsdangerous": ("app/*",),
    "waitress": ("app/*",),
    "prometheus_client": ("app/monitoring/metrics.py",),
    "counter_robots": ("app/*",),
    "cql": ("app/interfaces/sru/cql_queries.py",),
}

_WHERE_THE_ENVIRONMENT_IS_READ = ("library/settings.py", "ingest/tools/*")
"""Besides the settings, only tools: they pass options to their programs through it."""

_ALL_ROOMS = modules(*ROOMS)


def _is_in(module: Module, places: tuple[str, ...]) -> bool:
    return any(fnmatch(module.path, place) for place in places)


def _violations(imported: dict[str, set[str]]) -> dict[str, set[str]]:
    return {path: names for path, names in imported.items() if names}


def test_a_module_imports_only_allowed_rooms():
    everywhere = {*ROOMS, "tests", "bench"}
    assert not _violations(
        {
            module.path: ({name.partition(".")[0] for name in imports(module)} & everywhere)
            - _MAY_IMPORT_ROOMS[module.room]
            for module in _ALL_ROOMS
        }
    )


def test_each_library_is_imported_only_where_it_is_allowed():
    assert not _violations({module.path: _misplaced_libraries(module) for module in _ALL_ROOMS})


def test_a_package_of_the_library_imports_only_those_below_it():
    assert not _violations(
        {module.path: _forbidden_packages(module) for module in modules("library")}
    )


def test_top_level_modules_of_the_library_are_imported_by_commands_only():
    """Otherwise a package could reach every other one through `library.installation`."""
    doors = (
        "*/cli.py",
        "library/__main__.py",
        "library/migrations/env.py",
        *(f"library/{name}.py" for name in _TOP_LEVEL),
    )
    reaching = {
        module.path: {name.split(".")[1] for name in imports(module) if _is_top_level(name)}
        for module in modules("library")
        if not _is_in(module, doors)
    }
    assert not _violations(reaching)


def test_every_package_of_the_library_is_in_the_table():
    rooms = {path.parent.name for path in (CHECKOUT / "library").glob("*/__init__.py")}
    assert rooms - {"migrations"} - _BASE_PACKAGES == _MAY_IMPORT_INSIDE_THE_LIBRARY.keys()


def test_there_is_no_import_cycle():
    names = {module.name for module in _ALL_ROOMS}
    graph = {module.name: _imported_modules(module, names) for module in _ALL_ROOMS}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_imports_are_at_the_top():
    buried = [
        f"{module.path}:{node.lineno}"
        for module in _ALL_ROOMS
        if not module.path.endswith("/cli.py")  # a command loads what it needs when it is started
        for node in nodes(module)
        if isinstance(node, ast.Import | ast.ImportFrom)
        if any(part.lineno < node.lineno <= part.end_lineno for part in functions(module))
    ]
    assert buried == []


def test_the_environment_is_read_in_one_place():
    readers = {
        module.path
        for module in _ALL_ROOMS
        for node in nodes(module)
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
        if isinstance(node.value, ast.Name) and node.value.id == "os"
    }
    strangers = {
        path
        for path in readers
        if not any(fnmatch(path, place) for place in _WHERE_THE_ENVIRONMENT_IS_READ)
    }
    assert strangers == set()


def test_stores_of_files_are_opened_in_one_place():
    """Otherwise files would be looked for on this disk where they are in another place."""
    folders = {"masters", "derivatives", "uploads"}
    named = {module.path for module in _ALL_ROOMS if folders & _settings_read(module)}
    assert named == {"library/storage/stores.py"}


def test_only_library_database_commits():
    engines = "search_index/engines/"  # they commit their own indexes
    committing = [module.path for module in _ALL_ROOMS if "commit" in _attributes(module)]
    assert [path for path in committing if not path.startswith(engines)] == []


def test_only_cataloguing_and_linking_write_other_fields():
    """Otherwise a name would have no authority record (see library.catalogue.authorities)."""
    writing = {
        module.path
        for module in _ALL_ROOMS
        for node in nodes(module)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
        if node.attr == "other_fields"
    }
    allowed = {"library/catalogue/cataloguing.py", "library/catalogue/authorities/linking.py"}
    assert writing - allowed == set()


def test_collections_hold_no_code():
    assert list((CHECKOUT / "collections").rglob("*.py")) == []


def _misplaced_libraries(module: Module) -> set[str]:
    outside = {name.partition(".")[0] for name in imports(module)} - {*ROOMS}
    return {
        name
        for name in outside - sys.stdlib_module_names
        if not _is_in(module, _THIRD_PARTY_PLACES.get(name, ()))
    }


def _forbidden_packages(module: Module) -> set[str]:
    """Return the packages of the library that a module of the library may not import."""
    room = module.name.split(".")[1] if module.path.count("/") > 1 else ""
    if room in {"migrations", ""} and (room or module.name.split(".")[-1] in _TOP_LEVEL):
        return set()
    below = _MAY_IMPORT_INSIDE_THE_LIBRARY.get(room, set()) | {room}
    packages = {name.split(".")[1] for name in imports(module) if name.startswith("library.")}
    return (packages & _MAY_IMPORT_INSIDE_THE_LIBRARY.keys()) - below


def _is_top_level(name: str) -> bool:
    return name.startswith("library.") and name.split(".")[1] in _TOP_LEVEL


def _imported_modules(module: Module, names: set[str]) -> set[str]:
    """Return the modules of the project that a module imports, itself excepted."""
    imported = {name if name in names else name.rpartition(".")[0] for name in imports(module)}
    return imported & names - {module.name}


def _settings_read(module: Module) -> set[str]:
    """Return the names of the attributes that a module reads of something named settings."""
    return {
        node.attr
        for node in nodes(module)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value).endswith("settings")
    }


def _attributes(module: Module) -> set[str]:
    return {node.attr for node in nodes(module) if isinstance(node, ast.Attribute)}
