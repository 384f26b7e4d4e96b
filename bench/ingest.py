"""Benchmark of the pipeline against the plain `tesseract` command on the same pages."""

import resource
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import click
import tesserocr
from PIL import Image
from sqlalchemy import Engine

from bench.form import Row, report
from ingest.intake.delivery_receiver import receive_all
from ingest.pipeline.service import one_round
from ingest.stages.derive import reading_images
from ingest.stages.examine import has_usable_text
from ingest.tools import pdf, pdf_text, tesseract
from library.catalogue.profile_cache import usable_profiles
from library.installation import set_up
from library.settings import Settings, read_settings

_SCANS = (
    Path(__file__).parents[1] / "demo" / "van-ban",
    Path(__file__).parent / "data" / "scans",
)
_DPI = 200
_JPEG_QUALITY = 90
"""JPEG quality of scanners."""

_MAX_COST_RATIO = 1.25
_MEGABYTES_PER_KILOBYTE = 1 / 1024
"""Linux reports memory in kilobytes."""


@dataclass(frozen=True, slots=True)
class _Measurement:
    """Wall and CPU time of processing some pages."""

    pages: int
    seconds: float
    cpu_seconds: float

    @property
    def rate(self) -> float:
        """Pages per minute of wall time."""
        return self.pages / self.seconds * 60

    @property
    def cost(self) -> float:
        """CPU seconds per page, which hardly depend on the load of the machine."""
        return self.cpu_seconds / self.pages


@click.command()
@click.option("--pages", default=60, show_default=True, help="How many page images.")
@click.option("--workers", default=2, show_default=True)
@click.option("--json", "as_json", is_flag=True)
def main(pages: int, workers: int, as_json: bool) -> None:
    """Work on the same page images in both ways, and compare."""
    with tempfile.TemporaryDirectory() as folder:
        delivery = Path(folder) / "trang"
        images = _write_scans(delivery, pages)
        home = {"DIACHI_HOME": f"{folder}/home", "DIACHI_WORKERS": str(workers)}
        settings = read_settings(home)
        engine = set_up(settings)
        chain = _measure(pages, lambda: _run_pipeline(settings, engine, delivery))
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * _MEGABYTES_PER_KILOBYTE
        bare = _measure(pages, lambda: _read_all(images, workers))
        floor = _measure(pages, lambda: _read_in_process(images))
    rows = (
        Row(f"tesseract alone, {workers} processes", bare.rate, "pages/min"),
        Row(f"the whole chain, {workers} workers", chain.rate, "pages/min", bare.rate, "higher"),
        Row("tesseract alone", bare.cost, "CPU s/page"),
        Row("tesserocr in this process, nothing else", floor.cost, "CPU s/page"),
        Row("the whole chain", chain.cost, "CPU s/page", _MAX_COST_RATIO * floor.cost),
        Row("memory of the largest worker", memory, "MB", 600),
        Row("words of born-digital pages, each core", _layer_rate(), "pages/s", 200, "higher"),
        Row("images for readers, each core", _image_rate(), "pages/s", 8, "higher"),
    )
    report("ingest", rows, as_json=as_json)


def _measure(pages: int, work: Callable[[], None]) -> _Measurement:
    wall, cpu = time.perf_counter(), _cpu_seconds()
    work()
    return _Measurement(pages, time.perf_counter() - wall, _cpu_seconds() - cpu)


def _cpu_seconds() -> float:
    """Return the CPU seconds used by this process and its finished children."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def _write_scans(folder: Path, pages: int) -> tuple[Path, ...]:
    """Write the scanned pages as JPEG files, repeated until there are enough."""
    folder.mkdir()
    pictures = [pdf.draw(path, index, _DPI) for path, index in _scanned_pages()]
    written = []
    for number, picture in enumerate(islice(cycle(pictures), pages), start=1):
        written.append(folder / f"{number}.jpg")
        grey = Image.fromarray(picture).convert("L")
        grey.save(written[-1], dpi=(_DPI, _DPI), quality=_JPEG_QUALITY)
    return tuple(written)


def _scanned_pages() -> Iterator[tuple[Path, int]]:
    for path in sorted(path for folder in _SCANS for path in folder.rglob("*.pdf")):
        for index in pdf.pages(path, path.name):
            yield path, index


def _run_pipeline(settings: Settings, engine: Engine, delivery: Path) -> None:
    """Process one delivery from intake to the search index."""
    profile = next(iter(usable_profiles(engine).values()))
    list(receive_all(settings, engine, [delivery], profile, publish=True))
    one_round(settings, engine, lambda outcome: click.echo(outcome.sentence, err=True))


def _read_all(images: tuple[Path, ...], workers: int) -> None:
    with ThreadPoolExecutor(workers) as processes:
        list(processes.map(_read, images))


def _read_in_process(images: tuple[Path, ...]) -> None:
    """Read the images with plain tesserocr."""
    with tesserocr.PyTessBaseAPI(path=tesseract.data_path(), lang="vie") as reader:
        for image in images:
            with Image.open(image) as page:
                reader.SetImage(page)
            reader.GetUTF8Text()


def _read(image: Path) -> None:
    subprocess.run(
        ["tesseract", image, image.with_suffix(""), "-l", "vie"],
        env={"OMP_THREAD_LIMIT": "1", "PATH": "/usr/local/bin:/usr/bin:/bin"},
        stderr=subprocess.DEVNULL,
        check=True,
    )


def _layer_rate(seconds: float = 2.0) -> float:
    """Extract words with boxes from born-digital pages; return pages per CPU second."""
    born_digital = [
        (path, index) for path, index in _scanned_pages() if has_usable_text(pdf.facts(path, index))
    ]
    began, pages = time.process_time(), 0
    for path, index in cycle(born_digital):
        pdf_text.layer_words(path, index, _DPI)
        pages += 1
        if time.process_time() - began > seconds:
            break
    return pages / (time.process_time() - began)


def _image_rate() -> float:
    """Make the reader images of the scanned pages; return pages per CPU second."""
    pictures = [pdf.draw(path, index, _DPI) for path, index in _scanned_pages()]
    began = time.process_time()
    for picture in pictures:
        for _image in reading_images(picture):
            pass
    return len(pictures) / (time.process_time() - began)


if __name__ == "__main__":
    main()
