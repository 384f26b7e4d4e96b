"""The real model: lines it reads, and kills in the middle of its work."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy
import pytest
from PIL import Image, ImageDraw, ImageFont
from sqlalchemy import select

from ingest.second_reader import place, work
from library.catalogue.models import Page
from library.corrections.models import Revision, RevisionKind, SecondReading
from library.database import reading
from tests.ingest import papers
from tests.ingest.days import run_pipeline, submit
from tests.makers import make_environment, make_settings

pytestmark = pytest.mark.second_reader
_DIACHI = Path(sys.executable).with_name("diachi")
_PAGES = 3
_KILLED_AFTER_SECONDS = (1.5, 2.5, 3.5)
"""From before the model is loaded to the middle of the pages."""


@pytest.fixture
def filled(settings, engine, tmp_path):
    """Process a few scans of one plan, in different sizes so that they are no duplicates."""
    plan = papers.scan(papers.PLAN)
    for number in range(_PAGES):
        smaller = plan.resize((plan.width - 20 * number, plan.height - 28 * number))
        smaller.save(tmp_path / f"{number}.png", dpi=(200, 200))
        submit(settings, engine, tmp_path / f"{number}.png", publish=True)
    run_pipeline(settings, engine)


def _start(settings):
    return subprocess.Popen(
        [_DIACHI, "second-reader", "run"],
        env={**os.environ, **make_environment(settings.home)},
        stderr=subprocess.DEVNULL,
    )


def _state(engine):
    with reading(engine) as session:
        pages = session.execute(select(Page.id, Page.words).order_by(Page.id)).all()
        changes = session.execute(
            select(Revision.page_id, Revision.count)
            .where(Revision.kind == RevisionKind.MACHINE)
            .order_by(Revision.page_id)
        ).all()
        read = session.scalar(select(SecondReading.page_id).limit(1)) is not None
        waiting = _PAGES - len(session.scalars(select(SecondReading.page_id)).all())
    return pages, changes, read, waiting


def test_pages_are_read_once_although_the_process_is_killed(settings, engine, filled, tmp_path):
    for seconds in _KILLED_AFTER_SECONDS:
        process = _start(settings)
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert _start(settings).wait() == 0
    killed = _state(engine)
    assert killed[3] == 0
    assert killed[1], "no word was changed"
    assert len({page_id for page_id, _ in killed[1]}) == len(killed[1])
    assert _start(settings).wait() == 0
    assert _state(engine) == killed


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    """Return the installed reader, with its model in 8 bits."""
    return work.open_reader(make_settings(tmp_path_factory.mktemp("nhà")))


def _print(text):
    font = ImageFont.truetype("DejaVuSerif.ttf", 34)
    line = Image.new("L", (round(font.getlength(text)) + 4, 46), 255)
    ImageDraw.Draw(line).text((2, 2), text, font=font, fill=30)
    return numpy.asarray(line)


@pytest.mark.parametrize("text", ["Ủy ban nhân dân tỉnh", "QUYẾT ĐỊNH", "Số: 2307/QĐ-UBND"])
def test_the_model_reads_a_printed_line(reader, text):
    (letters,) = reader.read((_print(text),))
    assert "".join(letter.text for letter in letters) == text
    assert min(letter.probability for letter in letters) > 0.5
    middles = [letter.middle for letter in letters]
    assert middles == sorted(middles)


def test_a_small_model_that_was_cut_short_is_written_again(reader, tmp_path):
    settings = make_settings(tmp_path)
    path = place.small_model_path(settings)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"cut short")
    assert work.open_reader(settings).read((_print("Điều 1"),))
    assert path.stat().st_size > 1 << 20
