"""The same library in three sizes: equal results, more machines, and what kills cost.

Runs on loopback with the services that two scripts start:

    bin/with-postgresql bin/with-scale .venv/bin/python -m bench.scale
"""

import argparse
import random
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from PIL import ImageDraw
from sqlalchemy import select

from bench import scale_house
from bench.form import Row, report
from bench.running_site import Answer, free_port, get, readers
from bench.scale_house import House, balancer, kill, part_of_a_core, settled, wait
from bench.scale_moves import moves
from library.accessions import ledger
from library.accessions.models import IngestStep
from library.catalogue.models import Item
from library.database import disposed_of, reading
from search_index.documents import SearchRequest
from search_index.search_service import SearchService
from tests.ingest import papers
from tests.ingest.days import catalogue_contents, ledger_steps, register_rows

_PARTS = ("sizes", "workshops", "kills", "moves")
_QUESTIONS = ("lạng sơn", "kế hoạch", "ủy ban nhân dân", "thư viện", "quyết định", "xyz")
_PART_OF_A_CORE = 0.3
_MIN_EFFICIENCY = 0.85
_MAX_ERRORS_PERCENT = 0.1
_PAUSE_SECONDS = 4.0


def main() -> None:
    """Deliver the same pages to installations of each size, and compare and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--kills", type=int, default=25)
    parser.add_argument("--moved-pages", type=int, default=60_000, help="20,000 items")
    parser.add_argument("--part", choices=_PARTS, help="run one part only")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="diachi-scale-") as folder:
        place = Path(folder)
        delivery = _delivery(place, args.pages)
        if args.part in (None, "sizes"):
            rows += _sizes(place, delivery)
        if args.part in (None, "workshops"):
            rows += _workshops(place, delivery)
        if args.part in (None, "kills"):
            rows += _kills(place, delivery, args.pages, args.kills)
        if args.part in (None, "moves"):
            rows += moves(place, args.moved_pages)
    report("scale", rows, as_json=args.json)


def _delivery(folder: Path, pages: int) -> Path:
    """Write a PDF of scans that differ in their last line."""
    sheets = []
    for number in range(pages):
        image = papers.scan(papers.PLAN if number % 2 else papers.LETTER)
        draw = ImageDraw.Draw(image)
        draw.text((40, image.height - 40), f"{number + 1}", fill=0, font_size=28)
        sheets.append(papers.PdfPage(image))
    return papers.write_pdf(folder / "bộ tài liệu.pdf", *sheets)


def _sizes(folder: Path, delivery: Path) -> Iterator[Row]:
    """Yield seconds of each size, and the differences of each from the smallest."""
    first = None
    for build in (
        scale_house.embedded,
        scale_house.strong_server,
        scale_house.many_machines,
    ):
        house = build(folder)
        _add(house, delivery)
        start = time.perf_counter()
        machines = ("xuong-1", "xuong-2") if house.name == "many machines" else ("",)
        with _at_work(house, *machines), disposed_of(house.database()) as engine:
            wait(lambda engine=engine: settled(engine))
            yield Row(f"{house.name}: delivery done", time.perf_counter() - start, "s")
            result = _result(house)
        first = first or result
        differences = sum(
            expected != actual
            for expected, actual in zip(first.values(), result.values(), strict=True)
        )
        yield Row(f"{house.name}: results that differ", differences, "of 4", 0)


def _result(house: House) -> dict[str, object]:
    """Return texts and images, register, steps of the ledger, and hits, after indexing."""
    with disposed_of(house.database()) as engine:
        search = SearchService(house.settings, engine)

        def hits() -> list[tuple[str, ...]]:
            return [
                tuple(hit.item_id for hit in search.search(SearchRequest(typed)).hits)
                for typed in _QUESTIONS
            ]

        wait(lambda: any(hits()), 60)
        result = {
            "catalogue": catalogue_contents(engine),
            "register": register_rows(engine),
            "steps": sorted((step.key, step.output or "") for step in ledger_steps(engine)),
            "hits": hits(),
        }
        search.close()
    return result


def _workshops(folder: Path, delivery: Path) -> Iterator[Row]:
    """Yield pages a minute with one, two and three machines of a part of a core each."""
    alone = 0.0
    for count in (1, 2, 3):
        house = scale_house.many_machines(folder, f"shops{count}")
        with ExitStack() as block, disposed_of(house.database()) as engine:
            for number in range(count):
                name = f"xuong-{number + 1}"
                process = house.start("ingest", "watch", machine=name, DIACHI_WORKSHOP=name)
                block.enter_context(part_of_a_core(process, _PART_OF_A_CORE))
            wait(lambda house=house, count=count: _machines(house) == count, 120)
            _add(house, delivery)
            wait(lambda engine=engine: settled(engine))
            pace = _pace(house)
        alone = alone or pace
        yield Row(f"machines: {count}", pace, "pages a minute")
        if count > 1:
            yield Row(
                f"machines: {count}, efficiency",
                pace / alone / count,
                "of one each",
                _MIN_EFFICIENCY,
                "higher",
            )


def _pace(house: House) -> float:
    """Return pages a minute between the first and the last page made."""
    with disposed_of(house.database()) as engine:
        times = sorted(step.at.timestamp() for step in ledger_steps(engine, ledger.DELIVER))
    return (len(times) - 1) * 60 / (times[-1] - times[0])


def _machines(house: House) -> int:
    with disposed_of(house.database()) as engine, engine.connect() as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM pipeline_machine").scalar()


def _kills(folder: Path, delivery: Path, pages: int, kills: int) -> Iterator[Row]:
    """Yield losses, doubles and errors while machines are killed and readers read."""
    house = scale_house.many_machines(folder, "killed")
    first = folder / "bài đầu.pdf"
    papers.write_pdf(first, papers.PdfPage(papers.scan(papers.LETTER)))
    with ExitStack() as block, disposed_of(house.database()) as engine:
        town = _Town(house, block)
        _add(house, first)
        wait(lambda: settled(engine), 180)
        addresses = town.addresses()
        wait(lambda: all(get(address).status == 200 for address in addresses), 120)
        _add(house, delivery)
        with readers(addresses) as answers:
            for number in range(kills):
                time.sleep(_PAUSE_SECONDS)
                town.kill_something(number)
            wait(lambda: settled(engine))
        delivered = len(ledger_steps(engine, ledger.DELIVER))
        with reading(engine) as session:
            keys = session.scalars(select(IngestStep.key)).all()
    yield Row("kills", kills, "kills")
    yield Row("pages lost", max(pages + 1 - delivered, 0), "pages", 0)
    yield Row("pages made twice", max(delivered - pages - 1, 0), "pages", 0)
    yield Row("steps entered twice", len(keys) - len(set(keys)), "steps", 0)
    yield from _answers(answers)


def _answers(answers: list[Answer]) -> Iterator[Row]:
    failed = [answer for answer in answers if answer.status == 0 or answer.status >= 500]
    yield Row("readers' pages", len(answers), "pages")
    yield Row("readers' errors", 100 * len(failed) / max(len(answers), 1), "%", _MAX_ERRORS_PERCENT)


class _Town:
    """Two machines of the pipeline, two of the site and nginx; some are killed and come back."""

    def __init__(self, house: House, block: ExitStack) -> None:
        self._house, self._block = house, block
        self._ports = {"web-1": free_port(), "web-2": free_port()}
        self._processes: dict[str, subprocess.Popen] = {}
        for name in ("xuong-1", "xuong-2", *self._ports):
            self._start(name)
        block.callback(lambda: [kill(process) for process in self._processes.values()])
        folder = house.home.with_name("balancer")
        self.address = block.enter_context(balancer(folder, list(self._ports.values())))

    def addresses(self) -> list[str]:
        """Return addresses that readers ask for."""
        with disposed_of(self._house.database()) as engine, reading(engine) as session:
            item = session.scalars(select(Item.id)).first()
        own = f"/tai-lieu/{item}"
        paths = ("/", "/duyet", "/tra-cuu?q=lang+son", own, f"{own}/trang/1")
        return [f"{self.address}{path}" for path in paths]

    def kill_something(self, number: int) -> None:
        """Kill a machine of the pipeline, one of the site, or all connections, in turn."""
        chance = random.Random(number)
        if number % 3 == 2:
            self._end_connections()
            return
        kind = ("xuong-1", "xuong-2") if number % 3 == 0 else ("web-1", "web-2")
        name = chance.choice(kind)
        kill(self._processes[name])
        self._start(name)

    def _start(self, name: str) -> None:
        if name in self._ports:
            process = self._house.start_site(name, self._ports[name], 2)
        else:
            process = self._house.start("ingest", "watch", machine=name, DIACHI_WORKSHOP=name)
        self._processes[name] = process

    def _end_connections(self) -> None:
        with disposed_of(self._house.database()) as engine, engine.connect() as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


def _add(house: House, delivery: Path) -> None:
    house.run("ingest", "add", "--collection", "van-ban", "--publish", str(delivery))


@contextmanager
def _at_work(house: House, *machines: str) -> Iterator[None]:
    """Run the pipeline service on these machines until the block ends."""
    processes = [
        house.start("ingest", "watch", machine=name, DIACHI_WORKSHOP=name) for name in machines
    ]
    try:
        yield
    finally:
        for process in processes:
            kill(process)


if __name__ == "__main__":
    main()
