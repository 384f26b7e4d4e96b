"""Library copies on a running site: of copies + 1 readers at the same moment one waits, always.

In each trial all open a page at once, by two web processes; then a reader leaves and tries again.
"""

import os
import random
import sys
import tempfile
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Barrier

import click

from bench.running_site import running
from library import clock
from library.catalogue import cataloguing
from library.catalogue.models import Access, Condition, Holding
from library.database import disposed_of, work
from library.identifiers import item_id
from library.installation import set_up
from library.settings import Settings, read_settings
from points.access_points import inventory, networks
from points.access_points.enrolment import announce, enrol
from points.access_points.inventory import PointFacts
from points.access_points.models import PointLevel

_BY, _END = "phép đo", "/api/k/v1/wipe"
_COPIES, _READERS = 2, range(3)


class _Stays(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Follow no redirect: the status shows whether a reader was sent to the queue."""


_OPENER = urllib.request.build_opener(_Stays)


@dataclass(frozen=True, slots=True)
class _Room:
    sites: tuple[str, ...]
    tokens: tuple[str, ...]
    item_id: str

    def ask(self, reader: int, path: str, body: bytes | None = None) -> int:
        """Return the status of a request by a computer to one of the web processes."""
        address = random.choice(self.sites) + path
        token = self.tokens[reader]
        headers = {"Cookie": f"may={token}", "Authorization": f"Bearer {token}"}
        for _ in range(600):
            try:
                call = urllib.request.Request(address, body, headers)  # noqa: S310  (loopback)
                with _OPENER.open(call, timeout=60) as answer:
                    return answer.status
            except urllib.error.HTTPError as error:
                return error.code
            except urllib.error.URLError:
                time.sleep(0.5)  # on a busy machine a site starts slowly
        raise TimeoutError(address)

    def open(self, reader: int) -> int:
        """Open the first page: 200 with a seat, 303 to the queue."""
        return self.ask(reader, f"/tai-lieu/{self.item_id}/trang/1?xem=chu")


@click.command()
@click.option("--trials", default=200)
def main(trials: int) -> None:
    """Print in how many trials one reader waited."""
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings({**os.environ, "DIACHI_HOME": str(Path(folder) / "home")})
        copy_id, tokens = _furnish(settings)
        with running(settings, "serve") as first, running(settings, "serve") as second:
            room = _Room((first, second), tokens, copy_id)
            count = sum(_trial(room) for _ in range(trials))
    click.echo(
        f"{_COPIES} copies, {len(_READERS)} readers: one waits in {count} of {trials} trials"
    )
    sys.exit(count < trials)


def _furnish(settings: Settings) -> tuple[str, tuple[str, ...]]:
    with disposed_of(set_up(settings)) as engine, work(engine) as session:
        item = cataloguing.make_item(session, item_id("1"), "dia-chi", "Bản sao", _BY)
        cataloguing.describe(session, item, {"access": Access.COPY}, _BY)
        cataloguing.write_pages(session, item, (cataloguing.TextPage(1, "Chuyện cũ."),))
        cataloguing.publish(session, item, _BY)
        texts = {"call_number": "", "location": "", "remark": "", "condition": Condition.GOOD}
        session.add_all(Holding(item_id=item.id, place=n, **texts) for n in range(_COPIES))
        facts = PointFacts("Điểm đo", PointLevel.PROVINCE)
        inventory.enter(session, "do", facts, since=date(2020, 1, 1), by=_BY)
        point = inventory.point_on(session, "do", clock.today())
        networks.set_networks(session, point.id, ("127.0.0.1/32",), at=clock.now(), by=_BY)
        computers = [announce(session, "do", f"Máy {n}") for n in _READERS]
        return item.id, tuple(enrol(session, code) for code in computers)


def _trial(room: _Room) -> bool:
    barrier = Barrier(len(_READERS))

    def arrive(reader: int) -> int:
        barrier.wait()
        return room.open(reader)

    with ThreadPoolExecutor(len(_READERS)) as threads:
        states = list(threads.map(arrive, _READERS))
    reading = [reader for reader in _READERS if states[reader] == 200]
    waiting = [reader for reader in _READERS if states[reader] == 303]
    if is_kept := len(reading) == _COPIES and len(waiting) == 1:
        room.ask(reading[0], _END, b"")
        with ThreadPoolExecutor(2) as threads:
            moved_up, again = threads.map(room.open, (waiting[0], reading[0]))
        is_kept = (moved_up, again) == (200, 303)
    for reader in _READERS:
        room.ask(reader, _END, b"")
    return is_kept


if __name__ == "__main__":
    main()
