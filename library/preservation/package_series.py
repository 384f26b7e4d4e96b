"""A whole collection as a series of bags, one an item; goes on where it was interrupted."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, select

from library.catalogue.models import Item
from library.database import reading
from library.errors import LibraryError
from library.preservation.bag import is_finished
from library.preservation.item_package import Stores, write_package

_UNFINISHED = ".unfinished"


@dataclass(frozen=True, slots=True)
class SeriesStep:
    """One item of a series: its bag, and the reason if it could not be written."""

    number: int
    total: int
    folder: Path
    is_new: bool = True
    problem: str = ""


def write_series(
    engine: Engine, stores: Stores, collection: str, folder: Path
) -> Iterator[SeriesStep]:
    """Write the items of a collection as bags below a folder, and yield each.

    A bag that is there already is left as it is. Each says to which series it belongs, and its
    place in it (Bag-Group-Identifier and Bag-Count of RFC 8493).
    """
    with reading(engine) as session:
        query = select(Item.id).where(Item.collection == collection)
        ids = tuple(session.scalars(query.order_by(Item.id)))
    for number, item_id in enumerate(ids, 1):
        step = SeriesStep(number, len(ids), folder / item_id)
        if is_finished(step.folder):
            yield SeriesStep(number, len(ids), step.folder, is_new=False)
            continue
        try:
            _write(engine, stores, collection, step)
        except LibraryError as error:
            step = SeriesStep(number, len(ids), step.folder, problem=str(error))
        yield step


def _write(engine: Engine, stores: Stores, collection: str, step: SeriesStep) -> None:
    unfinished_folder = step.folder.with_name(f"{step.folder.name}{_UNFINISHED}")
    shutil.rmtree(unfinished_folder, ignore_errors=True)
    series = {
        "Bag-Group-Identifier": collection,
        "Bag-Count": f"{step.number} of {step.total}",
    }
    with reading(engine) as session:
        write_package(session, step.folder.name, stores, unfinished_folder, series)
    unfinished_folder.rename(step.folder)
