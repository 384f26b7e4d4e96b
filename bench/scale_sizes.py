"""The same delivery read by installations of three sizes, and by one machine and by two."""

import time
from collections.abc import Iterator
from pathlib import Path

from bench import scale_installations
from bench.form import Row
from bench.scale_installations import Installation, wait
from bench.scale_results import (
    damaged_files,
    differences,
    index_differences,
    indexed_page_count,
    results,
)
from bench.scale_work import (
    add,
    at_work,
    machine_count,
    wait_until_indexed,
    wait_until_settled,
    write_delivery,
)
from library.database import disposed_of

_TWO = ("xuong-1", "xuong-2")
_MACHINES_SECONDS = 120


def sizes(folder: Path, pages: int) -> Iterator[Row]:
    """Yield seconds of each size, and the differences of each from the smallest."""
    delivery, first = write_delivery(folder, pages), None
    for build in (
        scale_installations.embedded,
        scale_installations.strong_server,
        scale_installations.many_machines,
    ):
        installation = build(folder)
        machines = _TWO if installation.name == "many machines" else ("",)
        yield Row(
            f"{installation.name}: delivery done", _read(installation, delivery, *machines), "s"
        )
        result = results(installation)
        first = first or result
        differing = sum(differences(first[kind], result[kind]) > 0 for kind in first)
        yield Row(f"{installation.name}: results that differ", differing, f"of {len(first)}", 0)


def equal(folder: Path, pages: int) -> Iterator[Row]:
    """Yield the differences of two machines from one, and the gaps of both indexes."""
    delivery = write_delivery(folder, pages)
    alone = scale_installations.many_machines(folder, "alone")
    together = scale_installations.many_machines(folder, "together")
    yield from _complete("one machine", alone, pages, _read(alone, delivery, *_TWO[:1]))
    yield from _complete("two machines", together, pages, _read(together, delivery, *_TWO))
    shared = _files_made(together, _TWO[1])
    yield Row("two machines: files of the second", shared, "files", 1, "higher")
    expected, actual = results(alone), results(together)
    for kind in expected:
        yield Row(f"compared: {kind}", len(expected[kind]), "")
        yield Row(f"differing: {kind}", differences(expected[kind], actual[kind]), "", 0)


def _complete(name: str, installation: Installation, pages: int, seconds: float) -> Iterator[Row]:
    """Yield the time of a delivery, the pages missing from the index, and the damaged files."""
    yield Row(f"{name}: delivery done", seconds, "s")
    yield Row(
        f"{name}: pages in the index", indexed_page_count(installation), "pages", pages, "higher"
    )
    yield Row(
        f"{name}: pages that catalogue or index lack", index_differences(installation), "pages", 0
    )
    yield Row(f"{name}: files missing or damaged", damaged_files(installation), "files", 0)


def _read(installation: Installation, delivery: Path, *machines: str) -> float:
    """Return the seconds from a delivery to its end, all machines being at work before."""
    with at_work(installation, *machines), disposed_of(installation.database()) as engine:
        if machines != ("",):
            wait(lambda: machine_count(installation) == len(machines), _MACHINES_SECONDS)
        start = time.perf_counter()
        add(installation, delivery)
        wait_until_settled(engine)
        seconds = time.perf_counter() - start
        wait_until_indexed(engine)
    return seconds


def _files_made(installation: Installation, machine: str) -> int:
    """Return the number of files in the cache of a machine, where what it makes stays."""
    return sum(1 for _ in (installation.machine_home(machine) / "files-cache").glob("??/*"))
