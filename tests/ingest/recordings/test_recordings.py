"""Tests of sound and film from a delivery to playable access copies."""

import json
import subprocess

import pytest
from sqlalchemy import select

from library.accessions.models import Accession
from library.accessions.premis import premis
from library.catalogue.models import Derivative, Item, Page, Proposal
from library.database import reading
from library.recordings.models import Stretch
from library.storage.content_store import ContentStore
from tests.ingest.days import run_pipeline, submit
from tests.ingest.parcels import write_zip
from tests.ingest.recordings.clips import PICTURE, TONE, make_clip
from tests.makers import make_database, make_settings

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """Return an installation with a tape of six minutes and a film of three seconds."""
    folder = tmp_path_factory.mktemp("giao")
    tape = make_clip(
        folder / "hát then.mp3",
        *("-metadata", "title=Then Bắc Sơn", "-metadata", "date=2009", "-b:a", "16k"),
        seconds=361,
    )
    film = make_clip(folder / "lễ hội.avi", "-c:v", "mpeg4", inputs=(*PICTURE, *TONE), seconds=3)
    with_sound = make_clip(folder / "a.wav", seconds=1)
    box = write_zip(folder / "hộp.zip", {"a.wav": with_sound.read_bytes()})
    settings = make_settings(tmp_path_factory.mktemp("nhà"), workers="2")
    engine = make_database(settings)
    submit(settings, engine, tape, film, box)
    yield settings, engine, run_pipeline(settings, engine)
    engine.dispose()


def _pages(engine, source, outcomes):
    with reading(engine) as session:
        query = select(Page, Stretch).join(Stretch, Stretch.page_id == Page.id)
        rows = session.execute(query.where(Page.item_id == outcomes[source].item))
        return [
            (stretch, {(i.kind.value, i.width): i for i in page.derivatives}, page.words)
            for page, stretch in rows
        ]


def _probe(settings, image: Derivative) -> dict:
    path = ContentStore(settings.derivatives).path(image.digest)
    command = ["ffprobe", "-v", "error", "-of", "json", "-show_format", "-show_streams", str(path)]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


def test_a_tape_of_six_minutes_is_two_pages(house):
    _, engine, outcomes = house
    first, second = _pages(engine, "hát then.mp3", outcomes)
    assert [(s.begins, s.length // 1000) for s, _, _ in (first, second)] == [
        (0, 361),
        (300000, 361),
    ]
    sounds = {(kind, rate) for kind in ("opus", "aac") for rate in (16, 32, 64)}  # a tone is music
    drawn = {("reading", 1280), ("reading", 640), ("thumbnail", 200)}
    assert first[1].keys() == sounds | drawn
    assert second[1].keys() == drawn
    assert (first[2], second[0].technical) == (None, {})


def test_a_recording_has_the_kind_of_its_medium_not_of_its_collection(house):
    _, engine, outcomes = house
    with reading(engine) as session:
        kinds = {name: session.get_one(Item, row.item).kind for name, row in outcomes.items()}
    assert kinds == {"hát then.mp3": "Băng tiếng", "lễ hội.avi": "Phim", "hộp.zip": "Băng tiếng"}


def test_the_copies_of_a_tape_play_as_long_as_it_is(house):
    settings, engine, outcomes = house
    copies = _pages(engine, "hát then.mp3", outcomes)[0][1]
    for key in (("opus", 32), ("aac", 64)):
        values = _probe(settings, copies[key])
        assert abs(float(values["format"]["duration"]) - 361) < 0.2
        assert values["streams"][0]["codec_name"] == key[0]


def test_a_film_has_three_sizes_and_frames(house):
    settings, engine, outcomes = house
    ((stretch, images, _),) = _pages(engine, "lễ hội.avi", outcomes)
    assert (stretch.kind.value, stretch.ends) == ("film", stretch.length)
    films = sorted(width for kind, width in images if kind == "film")
    assert films == [90, 120, 160]
    assert {"strip", "reading", "thumbnail", "aac", "opus"} <= {kind for kind, _ in images}
    values = _probe(settings, images["film", 160])
    assert [s["codec_name"] for s in values["streams"]] == ["h264", "aac"]
    assert [abs(float(s["duration"]) - 3) < 0.2 for s in values["streams"]] == [True, True]


def test_a_recording_in_an_archive_is_values(house):
    _, engine, outcomes = house
    ((stretch, _, _),) = _pages(engine, "hộp.zip", outcomes)
    assert (stretch.kind.value, stretch.length) == ("sound", 1000)


def test_tags_become_proposals_and_technical_data_is_kept(house):
    _, engine, outcomes = house
    item = outcomes["hát then.mp3"].item
    with reading(engine) as session:
        rows = session.scalars(select(Proposal).where(Proposal.item_id == item))
        assert {(row.field, row.value) for row in rows} == {
            ("title", "Then Bắc Sơn"),
            ("date", "2009"),
        }
    with reading(engine) as session:
        number = session.scalar(select(Accession.number).where(Accession.item_id == item))
        stated = premis(session, number).decode()
    assert ">sound.codec</premis:significantPropertiesType>" in stated
    technical = _pages(engine, "hát then.mp3", outcomes)[0][0].technical
    assert technical["sound"]["codec"] == "mp3"
    assert technical["sound"]["sample_rate"] == 16000
