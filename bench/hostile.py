"""Hostile files: damaged copies of real documents and bombs, taken in by the whole pipeline.

Each file must come to an end, with a sentence for people if it is refused; nothing may be written
outside the installation, and no worker may grow beyond its share of a small machine.
"""

import argparse
import random
import re
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, select

from bench.form import Row, report
from ingest.intake.delivery_receiver import receive_all
from library.accessions.models import Accession, AccessionState
from library.catalogue.models import Page
from library.database import reading
from library.settings import Settings
from tests.makers import make_database, make_environment, make_profile, make_settings

_SOURCES = Path(__file__).parents[1] / "demo"
_SUFFIXES = {".pdf", ".jpg", ".png", ".xls", ".xlsx", ".docx", ".odt", ".tif", ".txt", ".html"}
_MAX_SOURCE_BYTES = 3_000_000
_FILE_SECONDS = 60
"""Time in seconds that the whole set may take for each of its files."""

_INTERNAL = re.compile(
    r"DIACHI_|Traceback|Exception|Error\b|\.py\b|/tmp|None\b|errno", re.IGNORECASE
)
_SENTENCE = re.compile(r"[A-ZĐÀ-Ỹ“].*[.!…]", re.DOTALL)
_MEMORY_TARGET_MB = 600
_FINISHED = {AccessionState.DONE, AccessionState.PARTIAL, AccessionState.REFUSED}
_FINISHED |= {AccessionState.DUPLICATE, AccessionState.WITHDRAWN}


@dataclass(frozen=True, slots=True)
class _Run:
    """Exit of the pipeline, and the largest memory of one of its processes in megabytes."""

    is_over: bool
    megabytes: float
    seconds: float


def main() -> None:
    """Write the files, take them in, and tell what became of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        files = _write_files(place / "giao", args.files, random.Random(args.seed))
        settings = make_settings(place / "nhà", workers="2")
        database = make_database(settings)
        for _ in receive_all(settings, database, files, make_profile(), publish=False):
            pass
        run = _run_pipeline(settings, _FILE_SECONDS * len(files))
        rows = [*_rows(database, run, len(files)), _escapes(place)]
        database.dispose()
    report("hostile files", rows, as_json=args.json)


def _write_files(folder: Path, count: int, chance: random.Random) -> list[Path]:
    folder.mkdir()
    paths = []
    for name, content in _bombs():
        (folder / name).write_bytes(content)
        paths.append(folder / name)
    sources = sorted(
        path
        for path in _SOURCES.rglob("*")
        if path.suffix in _SUFFIXES and path.stat().st_size < _MAX_SOURCE_BYTES
    )
    while len(paths) < count:
        source, damage = chance.choice(sources), chance.choice(_DAMAGES)
        suffix = source.suffix if chance.random() < 0.9 else chance.choice(sorted(_SUFFIXES))
        path = folder / f"{len(paths):04}-{damage.__name__[1:]}{suffix}"
        path.write_bytes(damage(source.read_bytes(), chance))
        paths.append(path)
    return paths


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def _flipped(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 200)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _blanked(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content))
    length = chance.randint(1, max(1, len(content) // 4))
    return content[:start] + bytes(min(length, len(content) - start)) + content[start + length :]


def _doubled(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content))
    return content[:start] + content[: chance.randrange(len(content))] + content[start:]


def _inflated(content: bytes, chance: random.Random) -> bytes:
    """Return the content with a few of its numbers very large or negative."""
    numbers = [match.span() for match in re.finditer(rb"\b\d{2,6}\b", content)]
    for start, end in sorted(chance.sample(numbers, min(8, len(numbers))), reverse=True):
        number = chance.choice((b"99999999", b"2147483648", b"-1", b"0"))
        content = content[:start] + number + content[end:]
    return content


_DAMAGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _cut,
    _flipped,
    _blanked,
    _doubled,
    _inflated,
)


def _bombs() -> Iterator[tuple[str, bytes]]:
    """Yield files that grow when they are opened, or lead out of their folder."""
    zeros = bytes(50_000_000)
    yield "no-zip.zip", _zipped({f"{number}.txt": zeros for number in range(20)})
    yield "ra-ngoai.zip", _zipped({"../../../ra-ngoai.txt": b"x", "/ra-ngoai.txt": b"x"})
    yield "long.zip", _zipped({"trong.zip": _zipped({"trong.zip": _zipped({"a.txt": b"x"})})})
    yield "nhieu-tep.zip", _zipped({f"{number}.txt": b"x" for number in range(30_000)})
    yield "khong-lo.pdf", _pdf(b"0 0 1000000 1000000", b"")
    yield "dai.pdf", _pdf(b"0 0 2 200000", b"0 0 1 1 re f")
    yield "ve-nhieu.pdf", _pdf(b"0 0 600 800", b"0 0 600 800 re f\n" * 2_000_000)
    yield "html-sau.html", b"<div>" * 200_000
    yield "html-rong.html", b"<table><tr>" + b"<td>x" * 300_000
    yield "chu-dai.txt", "ơ".encode() * 3_000_000


def _zipped(files: dict[str, bytes]) -> bytes:
    with tempfile.TemporaryFile() as packed:
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        packed.seek(0)
        return packed.read()


def _pdf(media_box: bytes, drawing: bytes) -> bytes:
    """Return a PDF of one page whose drawing is compressed."""
    stream = zlib.compress(drawing)
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[" + media_box + b"]/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n" % len(stream) + stream + b"\nendstream",
    )
    content, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj" % number + body + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(content)
    return content + b"xref\n0 5\n0000000000 65535 f \n" + table + end


def _run_pipeline(settings: Settings, seconds: float) -> _Run:
    """Run the pipeline to its end, at most so long, and watch the memory of its processes."""
    program = Path(sys.executable).with_name("diachi")
    environment = make_environment(settings.home) | {"DIACHI_WORKERS": "2"}
    start, largest = time.monotonic(), 0.0
    process = subprocess.Popen(
        [program, "ingest", "run", "--json"], env=environment, stdout=subprocess.DEVNULL
    )
    while process.poll() is None and time.monotonic() - start < seconds:
        largest = max([largest, *map(_megabytes, _family(process.pid))])
        time.sleep(0.1)
    is_over = process.poll() is not None
    process.kill()
    process.wait()
    return _Run(is_over, largest, time.monotonic() - start)


def _family(pid: int) -> Iterator[int]:
    """Yield a process and the processes that it started."""
    yield pid
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        for task in tasks:
            for child in (task / "children").read_text("ascii").split():
                yield from _family(int(child))
    except OSError:
        return


def _megabytes(pid: int) -> float:
    """Return the memory that a process has in its own right."""
    try:
        text = Path(f"/proc/{pid}/status").read_text("utf-8")
    except OSError:
        return 0.0
    match = re.search(r"RssAnon:\s+(\d+) kB", text)
    return int(match[1]) / 1024 if match else 0.0


def _rows(database: Engine, run: _Run, count: int) -> Iterator[Row]:
    with reading(database) as session:
        deliveries = session.execute(
            select(Accession.source, Accession.state, Accession.message)
        ).all()
        pages = session.execute(select(Page.message).where(Page.message.is_not(None))).all()
    open_ones = [source for source, state, _ in deliveries if state not in _FINISHED]
    refused = [(s, m) for s, state, m in deliveries if state is AccessionState.REFUSED]
    silent = [source for source, message in refused if not _SENTENCE.fullmatch(message or "")]
    texts = [(source, message or "") for source, _, message in deliveries]
    texts += [("page", message) for (message,) in pages]
    internal = [(source, text) for source, text in texts if _INTERNAL.search(text)]
    for label, names in (("unfinished", open_ones), ("silent", silent), ("internal", internal)):
        for name in names[:5]:
            print(label, name, file=sys.stderr)
    yield Row("files", count, "")
    yield Row("pipeline still runs at the end of its time", int(not run.is_over), "", 0)
    yield Row("deliveries without an end", len(open_ones), "", 0)
    yield Row("deliveries refused", len(refused), "")
    yield Row("refusals without a sentence", len(silent), "", 0)
    yield Row("sentences with internal names", len(internal), "", 0)
    yield Row("largest process", run.megabytes, "MB", _MEMORY_TARGET_MB)
    yield Row("time", run.seconds / count, "s a file")


def _escapes(place: Path) -> Row:
    """Return the number of files outside the installation and the folder of deliveries."""
    outside = [path for path in place.iterdir() if path.name not in ("giao", "nhà")]
    return Row("files written outside", len(outside), "", 0)


if __name__ == "__main__":
    main()
