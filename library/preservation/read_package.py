"""Packages taken into a library again: files into the stores, rows into the database."""

from pathlib import Path

from sqlalchemy import Engine

from library.backup import item_rows, put_back
from library.backup.put_back_plan import PutBackPlan
from library.preservation.bag import check_bag
from library.preservation.item_package import MASTERS, ROWS, STORED, payload_of
from library.settings import Settings
from library.storage.stores import derivative_store, master_store


def preview_package(engine: Engine, folder: Path) -> PutBackPlan:
    """Return the changes that taking a package in would make; raise BadBagError."""
    check_bag(folder)
    return put_back.preview(engine, item_rows.read_file(payload_of(folder) / ROWS))


def take_in(settings: Settings, engine: Engine, folder: Path) -> PutBackPlan:
    """Store the files of a sound package, and make the item equal to that of the package.

    Raises BadBagError, or an error of the plan; files that are stored by then harm nothing.
    """
    check_bag(folder)
    payload = payload_of(folder)
    for name, store in ((MASTERS, master_store(settings)), (STORED, derivative_store(settings))):
        for file in sorted((payload / name).iterdir()):
            store.put_file(file)
    rows = item_rows.read_file(payload / ROWS)
    item_plan, _former = put_back.put_back(settings, engine, rows, f"gói {folder.name}")
    return item_plan
