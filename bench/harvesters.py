"""Two independent harvesters read many records while some of them change."""

import time
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from flask import Flask
from oaipmh_scythe import Scythe
from sickle import Sickle
from sqlalchemy import Engine, insert, select

from bench.form import Row
from library import clock
from library.catalogue.cataloguing import describe, find_item
from library.catalogue.models import Access, Item, ItemState
from library.catalogue.public_changes import PublicChange
from library.database import work
from library.identifiers import item_id
from library.xml_io import local_name
from tests.app.serving import served

_CHANGES = 500
_BY = "phép đo"
_BATCH_SIZE = 1000
_TITLE = "Sách số {}"
_NEW_TITLE = "Nhan đề mới của sách số {}"


def add_items(database: Engine, count: int) -> list[str]:
    """Add public items without pages; return their ids."""
    ids = [item_id("harvest", str(number)) for number in range(count)]
    moment = clock.now()
    for start in range(0, count, _BATCH_SIZE):
        numbered = list(enumerate(ids[start : start + _BATCH_SIZE], start))
        with work(database) as session:
            session.execute(insert(Item), [_item(number, id_) for number, id_ in numbered])
            times = {"collection": "dia-chi", "changed": moment, "is_open": True}
            session.execute(insert(PublicChange), [{"item_id": id_} | times for _, id_ in numbered])
    return ids


def harvests(site: Flask, database: Engine, count: int) -> Iterator[Row]:
    """Yield the records that each harvester lacks or has twice, and their differences."""
    ids = add_items(database, count)
    began = clock.now()
    time.sleep(1.1)  # a datestamp has seconds
    with served(site) as address:
        harvested = _harvest(address, database, ids)
        since = f"{began:%Y-%m-%dT%H:%M:%SZ}"
        catching_up = {
            "Sickle": Sickle(f"{address}/oai").ListRecords(
                **{"metadataPrefix": "oai_dc", "from": since}
            ),
            "oaipmh-scythe": _scythe(address, since),
        }
        for name, records in catching_up.items():
            harvested[name] |= dict(map(_title, records))
    with work(database) as session:
        rows = session.execute(select(Item.id, Item.title).where(Item.id.in_(ids[:_CHANGES])))
        changed = dict(map(tuple, rows))
    yield Row("OAI-PMH, records for two harvesters", count, "records")
    for name, titles in harvested.items():
        yield Row(f"{name}: records that it lacks", len(set(ids) - titles.keys()), "records", 0)
        old = sum(titles.get(id_) != title for id_, title in changed.items())
        yield Row(f"{name}: old titles of {len(changed)} changed records", old, "records", 0)
    first, second = harvested.values()
    unequal = sum(first[id_] != second.get(id_) for id_ in first)
    yield Row("records in which the harvesters differ", unequal, "records", 0)


def _harvest(address: str, database: Engine, ids: list[str]) -> dict[str, dict[str, str]]:
    """Let both harvesters read side by side, with changes from their first record to the last."""
    sickle = Sickle(f"{address}/oai").ListRecords(metadataPrefix="oai_dc")
    pairs = zip_longest(sickle, _scythe(address))
    changes = min(_CHANGES, len(ids))
    step = len(ids) // changes
    titles: tuple[dict[str, str], ...] = ({}, {})
    for number, pair in enumerate(pairs):
        for harvested, record in zip(titles, pair, strict=True):
            if record is not None:
                harvested |= [_title(record)]
        if number % step == 0 and number // step < changes:
            _change(database, ids, number // step)
    return dict(zip(("Sickle", "oaipmh-scythe"), titles, strict=True))


def _scythe(address: str, since: str | None = None) -> Iterable[object]:
    with Scythe(f"{address}/oai") as scythe:
        yield from scythe.list_records(metadata_prefix="oai_dc", from_=since)


def _title(record: object) -> tuple[str, str]:
    """Return the id of an item and the title that its record has."""
    titles = (e.text for e in record.xml.iter() if local_name(str(e.tag)) == "title")
    return record.header.identifier.rpartition(":")[2], next(titles, "")


def _change(database: Engine, ids: list[str], number: int) -> None:
    with work(database) as session:
        title = {"title": _NEW_TITLE.format(number)}
        describe(session, find_item(session, ids[number]), title, _BY)


def _item(number: int, id_: str) -> dict[str, object]:
    title, moment = _TITLE.format(number), clock.now()
    return {
        "id": id_,
        "collection": "dia-chi",
        "title": title,
        "title_sort": title.lower(),
        "created": moment,
        "changed": moment,
        "published": moment,
        "state": ItemState.PUBLISHED,
        "access": Access.PUBLIC,
        "search_words": "",
    }
