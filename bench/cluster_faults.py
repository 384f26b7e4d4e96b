"""Faults of a real cluster of OpenSearch under load: what is lost, and what readers see.

Needs root (network namespaces, a small disk for each node), Java, Maven, and the extra `scale`.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

from bench.cluster_load import Answers, Clerk, differences, fill, load
from bench.form import log_progress
from bench.running_site import running
from library.catalogue import index_queue
from library.database import reading
from library.installation import set_up
from library.settings import Settings, read_settings
from search_index.index import sync
from tests.opensearch_nodes import Nodes

_DISK_MB = 600
_HEAL_SECONDS = 240.0
_BEFORE_SECONDS = 4.0
_SETTINGS = ("cluster.info.update.interval=10s",)


@dataclass(slots=True)
class Bench:
    """A library on a cluster of its own."""

    nodes: Nodes
    settings: Settings
    clerk: Clerk
    site: str
    next_version: str


@dataclass(frozen=True, slots=True)
class Result:
    """Result of a fault."""

    name: str
    answers: Answers
    acknowledged: int
    healed: float
    lost: list[str]


@contextmanager
def _killed(bench: Bench, numbers: tuple[int, ...]) -> Iterator[None]:
    for number in numbers:
        bench.nodes.kill(number)
    yield
    for number in numbers:
        bench.nodes.start(number)


@contextmanager
def _another(bench: Bench) -> Iterator[None]:
    with _killed(bench, (_other(bench),)):
        yield


@contextmanager
def _manager(bench: Bench) -> Iterator[None]:
    with _killed(bench, (bench.nodes.manager(),)):
        yield


@contextmanager
def _two(bench: Bench) -> Iterator[None]:
    with _killed(bench, (0, 1)):
        yield


@contextmanager
def _frozen(bench: Bench) -> Iterator[None]:
    number = _other(bench)
    bench.nodes.freeze(number)
    yield
    bench.nodes.thaw(number)


@contextmanager
def _slow(bench: Bench) -> Iterator[None]:
    """Let a node run one tenth of the time."""
    number, end = _other(bench), Event()

    def slow_down() -> None:
        while not end.wait(0.1):
            bench.nodes.freeze(number)
            end.wait(0.9)
            bench.nodes.thaw(number)

    thread = Thread(target=slow_down)
    thread.start()
    yield
    end.set()
    thread.join()


@contextmanager
def _cut(bench: Bench) -> Iterator[None]:
    number = _other(bench)
    bench.nodes.cut(number)
    yield
    bench.nodes.join(number)


@contextmanager
def _parted(bench: Bench) -> Iterator[None]:
    number = bench.nodes.manager()
    bench.nodes.part(number)
    yield
    bench.nodes.unite(number)


@contextmanager
def _full_disks(bench: Bench) -> Iterator[None]:
    """Fill all disks: the cluster moves everything away from a single full one."""
    files = [bench.nodes.folder / name / "filling" for name in ("os1", "os2", "os3")]
    for file in files:
        disk = os.statvfs(file.parent)
        size = int((disk.f_bavail - disk.f_blocks * 0.02) * disk.f_frsize)
        file.write_bytes(bytes(size))
    yield
    for file in files:
        file.unlink()


@contextmanager
def _rebuilt(bench: Bench) -> Iterator[None]:
    """Rebuild the index, and kill a node meanwhile."""
    command = [sys.executable, "-c", "from library.cli import main; main()", "index", "rebuild"]
    log = (bench.settings.home / "rebuild.log").open("w")
    with subprocess.Popen(command, stdout=log, stderr=log) as rebuild:
        time.sleep(4)
        with _another(bench):
            yield
        try:
            log_progress(f"rebuild ended with {rebuild.wait(_HEAL_SECONDS)}")
        except subprocess.TimeoutExpired:
            log_progress("rebuild does not end")
            rebuild.kill()


@contextmanager
def _restored(bench: Bench) -> Iterator[None]:
    """Make a snapshot, go on, then put the old state in the place of the index."""
    name = next(iter(bench.nodes.ask("GET", "/diachi-live/_alias")))
    bench.nodes.make_snapshot(name)
    yield
    bench.nodes.restore_snapshot(name)
    time.sleep(10)


@contextmanager
def _upgraded(bench: Bench) -> Iterator[None]:
    """End and start one node after another, with the next version."""
    for number in range(3):
        bench.nodes.end(number)
        bench.nodes.start(number, bench.next_version)
        bench.nodes.wait_until_up(number)
        bench.nodes.wait_for("wait_for_nodes=3&wait_for_status=green", _HEAL_SECONDS)
        log_progress(f"node {number + 1} is {bench.next_version}")
    yield


_FAULTS: dict[str, tuple[Callable[[Bench], object], float]] = {
    "a node killed": (_another, 15),
    "the manager killed": (_manager, 15),
    "two of three killed": (_two, 20),
    "a node frozen": (_frozen, 50),
    "a slow node": (_slow, 20),
    "a node cut off": (_cut, 60),
    "the manager cut off from nodes only": (_parted, 60),
    "full disks": (_full_disks, 40),
    "rebuilt, and a node killed": (_rebuilt, 5),
    "an old snapshot restored": (_restored, 5),
    "restarted with the next version": (_upgraded, 2),
}


def main() -> None:
    """Try the faults, print the table and exit with 0 if nothing was lost, wrong or refused."""
    parser = argparse.ArgumentParser(prog="python -m bench.cluster_faults", description=__doc__)
    parser.add_argument("--pages", type=int, default=5_000)
    parser.add_argument("--version", default="2.19.6")
    parser.add_argument("--next", default="3.9.0", help="version of the rolling restart")
    parser.add_argument("--only", help="beginnings of the names of faults to try")
    options = parser.parse_args()
    names = [name for name in _FAULTS if name.startswith(tuple((options.only or "").split(",")))]
    with ExitStack() as stack:
        bench = _start(stack, options)
        results = [_try(bench, name) for name in names]
    print(f"OpenSearch {options.version}, three nodes, {options.pages} pages")
    print(
        "fault | s not full | acknowledged | lost | wrong | errors | slowest s | healed s | doctor"
    )
    for result in results:
        print(_line(result))
    bad = any(r.lost or r.answers.kinds["wrong"] or r.answers.kinds["error"] for r in results)
    sys.exit(bad)


def _start(stack: ExitStack, options: argparse.Namespace) -> Bench:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-faults-")))
    for name in ("os1", "os2", "os3"):
        (folder / name).mkdir()
        disk = ("-t", "tmpfs", "-o", f"size={_DISK_MB}m", "tmpfs", folder / name)
        subprocess.run(["mount", *disk], check=True)
        stack.callback(subprocess.run, ["umount", "--lazy", folder / name], check=True)
    nodes = Nodes(folder, stack, *_SETTINGS, version=options.version, has_network=True)
    log_progress("the cluster is there")
    os.environ |= {
        "DIACHI_HOME": str(folder / "home"),
        "DIACHI_ENGINE": "opensearch",
        "DIACHI_OPENSEARCH_URL": ",".join(nodes.urls),
        "DIACHI_OPENSEARCH_SHARDS": "3",
    }
    settings = read_settings()
    database = set_up(settings)
    fill(database, options.pages)
    sync.drain(settings, database)
    nodes.wait_for("wait_for_status=green", _HEAL_SECONDS)
    log_progress("the index is there")
    site = stack.enter_context(running(settings, "serve"))
    stack.enter_context(running(settings, "ingest", "watch"))
    return Bench(nodes, settings, Clerk(database), site, options.next)


def _try(bench: Bench, name: str) -> Result:
    fault, seconds = _FAULTS[name]
    log_progress(name)
    earlier_writes = bench.clerk.acknowledged
    with load(bench.settings, bench.clerk, bench.site) as answers:
        time.sleep(_BEFORE_SECONDS)
        with fault(bench):
            time.sleep(seconds)
        healed = time.monotonic()
        bench.nodes.wait_for("wait_for_nodes=3&wait_for_status=green", _HEAL_SECONDS)
    _wait_until_indexed(bench)
    healed = time.monotonic() - healed
    lost = differences(bench.settings, bench.clerk)
    result = Result(name, answers, bench.clerk.acknowledged - earlier_writes, healed, lost)
    log_progress(_line(result))
    return result


def _wait_until_indexed(bench: Bench) -> None:
    ends = time.monotonic() + _HEAL_SECONDS
    while time.monotonic() < ends:
        with reading(bench.clerk.database) as session:
            if not index_queue.size(session):
                return
        time.sleep(0.5)
    log_progress("changes still wait to be indexed")


def _other(bench: Bench) -> int:
    """Return a node that does not manage the cluster."""
    return (bench.nodes.manager() + 1) % 3


def _line(result: Result) -> str:
    answers = result.answers
    cells = (
        result.name,
        len(answers.lacking),
        result.acknowledged,
        len(result.lost),
        answers.kinds["wrong"],
        answers.kinds["error"],
        f"{answers.slowest:.1f}",
        f"{result.healed:.0f}",
        "; ".join((*answers.doctor, *answers.remarks, *result.lost[:3])),
    )
    return " | ".join(map(str, cells))


if __name__ == "__main__":
    main()
