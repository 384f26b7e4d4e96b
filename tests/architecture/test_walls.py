"""Allowed imports between rooms and packages, and of libraries."""

import ast
from fnmatch import fnmatch

from library.changes.seen_rows import SEEN
from library.tables import Base
from tests.architecture.plan import (
    CHECKOUT,
    ROOMS,
    Module,
    deferred_imports,
    import_cycle,
    imported_modules,
    imports,
    is_in,
    modules,
    nodes,
)

_MAY_IMPORT_ROOMS = {
    "library": {"library"},
    "points": {"points", "library"},
    "search_index": {"search_index", "library", "points"},
    "ingest": {"ingest", "library", "search_index"},
    "kit": {"kit", "library", "search_index", "points"},
    "app": {"app", "library", "search_index", "points", "kit"},
    "scale": {"scale", "library", "search_index", "ingest", "points"},
}

_MAY_IMPORT_INSIDE_THE_LIBRARY = {
    "storage": set(),
    "places": {"staff"},
    "staff": set(),
    "accessions": {"storage", "places", "staff"},
    "catalogue": {"storage", "places", "staff", "accessions"},
    "changes": {"staff", "accessions", "catalogue", "recordings"},
    "corrections": {
        *("storage", "staff", "accessions", "catalogue", "recordings", "jobs", "monitoring"),
    },
    "exchange": {"storage", "places", "staff", "accessions", "catalogue", "changes", "recordings"},
    "bulk": {"staff", "accessions", "catalogue", "exchange"},
    "incoming": {"staff", "catalogue", "exchange", "bulk"},
    "law": set(),
    "triage": {"storage", "staff", "accessions", "catalogue", "recordings"},
    "page_arrangement": {"staff", "accessions", "catalogue", "changes", "triage"},
    "harvest": {"staff", "catalogue", "exchange", "jobs", "monitoring"},
    "stories": {"staff", "catalogue"},
    "stock": {"staff", "catalogue", "exchange"},
    "planning": {"staff", "accessions", "catalogue", "exchange"},
    "backup": {"storage", "accessions", "catalogue", "staff", "recordings"},
    "upgrades": {"storage", "backup", "catalogue"},
    "preservation": {"storage", "accessions", "catalogue", "exchange", "backup"},
    "fixity": {"storage", "accessions", "catalogue", "staff", "backup"},
    "consents": {"staff", "law", "catalogue"},
    "readers": {"staff", "jobs"},
    "maps": {"places", "staff", "catalogue"},
    "recordings": {"storage", "staff", "accessions", "catalogue"},
    "hotfolder": {"storage", "accessions"},
    "jobs": {"storage", "places", "staff", "accessions", "catalogue", "changes"},
    "monitoring": {"storage", "staff", "accessions", "catalogue", "backup", "jobs"},
}

_MAY_IMPORT_INSIDE_POINTS = {
    "access_points": set(),
    "usage": {"access_points"},
    "programme": {"access_points", "usage"},
}

_DOORS_OF_POINTS = {
    *("points.at_library", "points.item_use", "points.past_searches", "points.use_kind"),
    *("app.points.addresses", "app.points.formats", "app.points.deadlines"),
}
"""Modules of the public computers that other rooms may import; entry points bring the rest."""

_THROUGH_NO_DOOR = {"scale.moving.move": {"points.usage.events.partitions"}}
"""Imports besides the doors: a moved database gets its partitions before it is opened."""

_MAY_IMPORT_INSIDE = {
    "library": _MAY_IMPORT_INSIDE_THE_LIBRARY,
    "points": _MAY_IMPORT_INSIDE_POINTS,
}

_BASE_PACKAGES = {"vietnamese", "process", "untrusted"}
"""Packages of the library that import no other package of it; every package may import them."""

_TOP_LEVEL = {"cli", "doctor", "installation", "tables"}
"""Modules of the library that bring its packages together; only commands import them."""

_WHERE_THE_ENVIRONMENT_IS_READ = ("library/settings.py", "ingest/tools/*")
"""Besides the settings, only tools: they pass options to their programs through it."""

_PROCESS_PLACES = {
    "fcntl": (
        *("library/process/locks.py", "ingest/hotfolder/poll.py"),  # a lease is no lock
        "app/points/kiosk/agent/*",
    ),
    "resource": ("library/process/child.py", "app/server/waitress_server.py"),
}
"""Modules of Python for locks and for limits of processes, each with its one user in the house."""


def _violations(imported: dict[str, set[str]]) -> dict[str, set[str]]:
    return {path: names for path, names in imported.items() if names}


def test_a_module_imports_only_allowed_rooms():
    everywhere = {*ROOMS, "tests", "bench", "demo"}
    assert not _violations(
        {
            module.path: ({name.partition(".")[0] for name in imports(module)} & everywhere)
            - _MAY_IMPORT_ROOMS[module.room]
            for module in modules(*ROOMS)
        }
    )


def test_a_package_imports_only_those_below_it():
    assert not _violations(
        {module.path: _forbidden_packages(module) for module in modules("library", "points")}
    )


def test_bulk_changes_are_imported_by_the_office_and_old_books_alone():
    """Whoever else reads or drafts an item does so through `library.exchange.records`."""
    allowed = (
        *("app/office/*", "app/web/remedies.py", "library/tables.py"),
        *("library/bulk/*", "library/incoming/*"),
        *("points/programme/old_books/*", "app/points/programme/old_books.py"),
    )
    importers = {
        module.path
        for module in modules(*ROOMS)
        if any(name.startswith("library.bulk") for name in imports(module))
        if not is_in(module, allowed)
    }
    assert importers == set()


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
        if not is_in(module, doors)
    }
    assert not _violations(reaching)


def test_other_rooms_use_the_public_computers_through_their_doors():
    names = {module.name for module in modules(*ROOMS)}
    inside = ("points", "app.points")
    entered = {
        module.name: {
            name
            for name in imported_modules(module, names)
            if _is_below(name, inside) and name not in {*_DOORS_OF_POINTS, *inside}
        }
        for module in modules(*ROOMS)
        if not _is_below(
            module.name, (*inside, "kit", "app.kit.province")
        )  # stations store the events of computers
    }
    assert _violations(entered) == _THROUGH_NO_DOOR


def test_every_package_is_in_its_table():
    assert _packages("library") - {"migrations"} - _BASE_PACKAGES == (
        _MAY_IMPORT_INSIDE_THE_LIBRARY.keys()
    )
    assert _packages("points") == _MAY_IMPORT_INSIDE_POINTS.keys()


def test_there_is_no_import_cycle():
    assert import_cycle(modules(*ROOMS)) == []


def test_imports_are_at_the_top():
    assert deferred_imports(modules(*ROOMS)) == []


def test_the_environment_is_read_in_one_place():
    readers = {
        module.path
        for module in modules(*ROOMS)
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


def test_locks_and_limits_of_processes_are_set_in_one_place():
    strangers = {
        module.path: {
            name
            for name, places in _PROCESS_PLACES.items()
            if name in set(imports(module)) and not is_in(module, places)
        }
        for module in modules(*ROOMS)
    }
    assert not _violations(strangers)


def test_stores_of_files_are_opened_in_one_place():
    """Otherwise files would be looked for on this disk where they are in another place."""
    folders = {"masters", "derivatives", "uploads"}
    named = {module.path for module in modules(*ROOMS) if folders & _settings_read(module)}
    assert named == {"library/storage/stores.py"}


def test_only_library_database_commits():
    engines = "search_index/engines/"  # they commit their own indexes
    committing = [module.path for module in modules(*ROOMS) if "commit" in _attributes(module)]
    assert [path for path in committing if not path.startswith(engines)] == []


def test_only_cataloguing_and_linking_write_other_fields():
    """Otherwise a name would have no authority record (see library.catalogue.authorities)."""
    writing = {
        module.path
        for module in modules(*ROOMS)
        for node in nodes(module)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
        if node.attr == "other_fields"
    }
    allowed = {"library/catalogue/cataloguing.py", "library/catalogue/authorities/linking.py"}
    assert writing - allowed == set()


def test_rows_that_strangers_see_are_inserted_as_objects():
    """Otherwise they would not be looked at before they are committed (see library.changes)."""
    classes = {mapper.class_.__name__: mapper.class_ for mapper in Base.registry.mappers}
    seen = {name for name, model in classes.items() if model.__tablename__ in SEEN}
    inserted = {
        (module.path, model.id)
        for module in modules(*ROOMS)
        for node in nodes(module)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("insert", "insert_new")
        for model in node.args
        if isinstance(model, ast.Name) and model.id in seen
    }
    # its links are objects: a name without links is not seen
    assert inserted == {("library/catalogue/authorities/linking.py", "Authority")}


def test_collections_hold_no_code():
    assert list((CHECKOUT / "collections").rglob("*.py")) == []


def _is_below(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def _packages(room: str) -> set[str]:
    return {path.parent.name for path in (CHECKOUT / room).glob("*/__init__.py")}


def _forbidden_packages(module: Module) -> set[str]:
    """Return the packages of its room that a module may not import; its root may import all."""
    table = _MAY_IMPORT_INSIDE[module.room]
    package = module.name.split(".")[1] if module.path.count("/") > 1 else ""
    if package == "migrations" or (not package and _may_bring_together(module)):
        return set()
    imported = {name.split(".")[1] for name in imports(module) if name.startswith(module.room)}
    return (imported & table.keys()) - table.get(package, set()) - {package}


def _may_bring_together(module: Module) -> bool:
    return module.room == "points" or module.name.split(".")[-1] in _TOP_LEVEL


def _is_top_level(name: str) -> bool:
    return name.startswith("library.") and name.split(".")[1] in _TOP_LEVEL


def _settings_read(module: Module) -> set[str]:
    """Return the names of the attributes that a module reads of something named settings."""
    return {
        node.attr
        for node in nodes(module)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value).endswith("settings")
    }


def _attributes(module: Module) -> set[str]:
    return {node.attr for node in nodes(module) if isinstance(node, ast.Attribute)}
