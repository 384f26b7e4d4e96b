"""Program that writes the package of one item as a ZIP; it reads its job as JSON."""

import json
import os
import sys
import tempfile
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import library.tables  # noqa: F401  (the rows of an item are in many tables)
from library.database import disposed_of, open_database, reading
from library.preservation.item_package import Stores, write_package
from library.settings import read_settings
from library.storage.stores import derivative_store, master_store

_NICENESS = 10


def write_zip(item_id: str, variables: dict[str, str], target: Path) -> None:
    """Write the bag of an item into a ZIP, in a folder of its own."""
    settings = read_settings(variables)
    stores = Stores(master_store(settings), derivative_store(settings), settings.library_name)
    with tempfile.TemporaryDirectory(dir=target.parent) as place:
        folder = Path(place) / item_id
        with (
            disposed_of(open_database(settings.database_url)) as engine,
            reading(engine) as session,
        ):
            write_package(session, item_id, stores, folder)
        with ZipFile(target, "w", ZIP_STORED) as archive:
            for file in sorted(path for path in folder.rglob("*") if path.is_file()):
                archive.write(file, f"{item_id}/{file.relative_to(folder)}")


if __name__ == "__main__":
    os.nice(_NICENESS)
    _job = json.load(sys.stdin)
    write_zip(**{**_job, "target": Path(_job["target"])})
