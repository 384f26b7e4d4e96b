"""Benchmark of a year on one machine in compressed time: memory, files and tables that grow.

The site and the pipeline service run with a simulated wall clock; each simulated day has events of
public computers, readers, edits, at times a delivery, a backup, a check, and each month a restart,
every second one by a kill. Each month everything is measured; growth without a known reason is
named.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pikepdf
from sqlalchemy import Engine, select

from bench import usage
from bench.footprint import Footprint, measure
from bench.form import Row, report
from bench.growth import unexplained
from bench.running_site import free_port, get
from bench.simulated_clock import SimulatedClock, date_new_files, is_simulated
from ingest.intake.delivery_receiver import receive_all
from library import clock
from library.accessions import register_queries
from library.accessions.models import AccessionState
from library.catalogue import cataloguing
from library.catalogue.models import Item
from library.catalogue.profiles import read_profiles
from library.database import reading, work
from library.installation import set_up
from library.settings import Settings, read_settings
from points.usage.events.timeline import milliseconds

_DEVICES, _BATCH_MINUTES, _OPEN_MS = 2, 120, 8 * 3_600_000
_CHECK_DAYS, _BACKUP_DAYS, _DELIVERY_DAYS = 30, 7, 6
_PAGES = ("/", "/duyet", "/tro-giup", "/dong-thoi-gian", "/tra-cuu?q=uy+ban+nhan+dan")
_WORDS = ("cầu", "đường", "mùa mưa bão", "lụt", "chợ phiên", "kế hoạch", "dân vận", "dự toán", "sở")
_STOP_SECONDS, _START_SECONDS, _SETTLE_SECONDS, _PAUSE_SECONDS = 30, 60, 120, 0.1
_BY = "bench"
_COMMAND = (sys.executable, "-c", "from library.cli import main; main()")
_TRANSIENT = ("uploads", "cache", "tmp", "masters/.unfinished", "derivatives/.unfinished")
"""Folders whose files are removed by their age."""


def main() -> None:
    """Simulate the days and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--every", type=int, default=30, help="days from restart to restart")
    parser.add_argument("--minutes", type=float, default=20, help="stop after so many")
    parser.add_argument("--paper", type=Path, help="PDF of which one page is delivered each time")
    parser.add_argument("--keep", type=Path, help="new folder of the installation, which is kept")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    folder = args.keep or Path(tempfile.mkdtemp(prefix="diachi-bench-"))
    if not is_simulated():
        folder.mkdir(exist_ok=True)
        simulated = SimulatedClock(folder / "offset", args.days)
        words = [sys.executable, "-m", "bench.year", *sys.argv[1:], "--keep", str(folder)]
        process = subprocess.run(words, env={**os.environ, **simulated.environ}, check=False)
        if args.keep is None:
            shutil.rmtree(folder)
        sys.exit(process.returncode)
    with ExitStack() as stack:
        year = _Year(folder, args.paper or _demo_paper())
        stack.callback(year.close)
        rows = list(_rows(year, args.days, args.every, args.minutes * 60))
    report("year", rows, as_json=args.json)


def _demo_paper() -> Path:
    return min(Path("bench/data/scans").glob("*.pdf"), key=lambda file: file.stat().st_size)


def _rows(year: "_Year", days: int, every: int, seconds: float) -> Iterator[Row]:
    clock_of_year, began, day = SimulatedClock(year.folder / "offset", days), time.monotonic(), 0
    months: list[Footprint] = []
    year.start()
    while day < days and time.monotonic() - began < seconds:
        day += 1
        clock_of_year.set_day(day)
        year.live_through(day)
        if day % every == 0:
            months.append(year.measure())
            _print_month(day, months)
            year.restart(day // every)
    yield Row("days simulated", day, "days", days, "higher")
    yield Row("time", time.monotonic() - began, "s")
    yield Row("requests", year.requests, "")
    yield Row("requests failed, restarts apart", year.failures, "", 0)
    if len(months) > 1:
        for name, value in months[-1].items():
            yield Row(f"{name}, first and last month", months[0].get(name, 0), "")
            yield Row(f"… {name}", value, "")
        growing = list(unexplained(months))
        for name, first, last in growing:
            yield Row(f"GROWS: {name} ({first:.1f} → {last:.1f})", last - first, "")
        yield Row("grow without reason", len(growing), "", 0)


def _print_month(day: int, months: list[Footprint]) -> None:
    memory = "; ".join(
        f"{name} {value:.0f}" for name, value in months[-1].items() if "MB" in name and value >= 1
    )
    print(f"day {day}: {memory}", file=sys.stderr, flush=True)


@dataclass(slots=True)
class _Year:
    """An installation with its two processes, and what happens to it on each day."""

    folder: Path
    paper: Path
    settings: Settings = field(init=False)
    database: Engine = field(init=False)
    environ: dict[str, str] = field(init=False)
    site: subprocess.Popen | None = None
    service: subprocess.Popen | None = None
    rng: random.Random = field(default_factory=lambda: random.Random(19))
    requests: int = 0
    failures: int = 0

    def __post_init__(self) -> None:
        password = self.folder / "password"
        password.write_text("bench")
        password.chmod(0o600)
        chosen = {
            "DIACHI_HOME": str(self.folder / "home"),
            "DIACHI_PORT": str(free_port()),
            "DIACHI_WORKERS": "1",
            "DIACHI_BACKUP_TO": str(self.folder / "repository"),
            "DIACHI_BACKUP_PASSWORD_FILE": str(password),
        }
        self.environ = {**os.environ, **chosen}
        self.settings = read_settings(chosen)
        self.database = set_up(self.settings)
        with work(self.database) as session:
            usage.enrol(session, _DEVICES, clock.now())
        self._run("backup", "init")

    def start(self) -> None:
        """Start both processes, and wait for the site."""
        self.service = self._process("ingest", "watch")
        self.site = self._process("serve")
        end = time.monotonic() + _START_SECONDS
        while get(self._address("/")).status != 200 and time.monotonic() < end:
            time.sleep(_PAUSE_SECONDS)

    def close(self) -> None:
        """Stop both processes."""
        self._stop(signal.SIGTERM)
        self.database.dispose()

    def restart(self, month: int) -> None:
        """Restart both processes, every second month after a kill."""
        self._stop(signal.SIGKILL if month % 2 else signal.SIGTERM)
        self.start()

    def live_through(self, day: int) -> None:
        """Let everything happen that belongs to one day."""
        opens = milliseconds(clock.now()) - _OPEN_MS
        posts = usage.posts(_DEVICES, 1, _BATCH_MINUTES, opens, seed=day)
        usage.take_in(self.database, posts)
        if day % _DELIVERY_DAYS == 1:
            self._deliver(day)
        self._edit(day)
        self._read()
        date_new_files(self.settings.home / name for name in _TRANSIENT)
        if day % _BACKUP_DAYS == 0:
            self._run("backup", "run")
        if day % _CHECK_DAYS == 0:
            self._run("backup", "check")

    def measure(self) -> Footprint:
        """Measure the installation and its processes."""
        numbers = {"site": self.site.pid, "pipeline service": self.service.pid}
        return measure(self.settings, self.database, numbers)

    def _deliver(self, day: int) -> None:
        """Deliver one page of the paper, which differs each time."""
        file = self.folder / f"Công báo {day}.pdf"
        with pikepdf.open(self.paper) as document:
            del document.pages[1:]
            document.docinfo["/Title"] = file.stem
            document.save(file)
        profile = read_profiles(self.settings.collections)["bao-chi"]
        list(receive_all(self.settings, self.database, [file], profile, publish=True))
        file.unlink()
        self._wait_until_settled()

    def _wait_until_settled(self) -> None:
        """Wait for the pipeline: its time limits take a step of the wall clock for a slow page."""
        end = time.monotonic() + _SETTLE_SECONDS
        while time.monotonic() < end:
            with reading(self.database) as session:
                counts = register_queries.count_by_state(session)
            if not counts.keys() & {AccessionState.WAITING, AccessionState.WORKING}:
                return
            time.sleep(_PAUSE_SECONDS)

    def _edit(self, day: int) -> None:
        with work(self.database) as session:
            items = session.scalars(select(Item).order_by(Item.id)).all()
            if items:
                item = items[day % len(items)]
                cataloguing.describe(session, item, {"description": f"Ngày {day}"}, _BY)

    def _read(self) -> None:
        with reading(self.database) as session:
            items = session.scalars(select(Item.id).where(Item.cover.is_not(None))).all()
        words = quote(" ".join(self.rng.sample(_WORDS, 3)))
        addresses = [self.rng.choice(_PAGES), f"/tra-cuu?q={words}"]
        if items:
            item = f"/tai-lieu/{self.rng.choice(items)}"
            addresses += [item, f"{item}/trang/1", f"{item}/tai-ve/hocr.html"]
        for address in addresses:
            self.requests += 1
            status = get(self._address(address)).status
            is_being_made = status == 503 and "tai-ve" in address  # it asks to come again
            self.failures += status not in (200, 404) and not is_being_made

    def _address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.settings.port}{path}"

    def _process(self, *words: str) -> subprocess.Popen:
        with (self.folder / f"{words[0]}.log").open("a") as log:
            return subprocess.Popen([*_COMMAND, *words], env=self.environ, stderr=log, stdout=log)

    def _run(self, *words: str) -> None:
        with (self.folder / "commands.log").open("a") as log:
            subprocess.run([*_COMMAND, *words], env=self.environ, stderr=log, check=False)

    def _stop(self, number: signal.Signals) -> None:
        for process in (self.site, self.service):
            if process is not None:
                process.send_signal(number)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(_STOP_SECONDS)


if __name__ == "__main__":
    main()
