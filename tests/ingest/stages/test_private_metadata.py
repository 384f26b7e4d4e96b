"""Private metadata of a photograph stays in the master: no file made for readers has it."""

import pytest
from PIL import ExifTags, Image, PngImagePlugin
from sqlalchemy import select

from ingest.intake.delivery_receiver import receive_all
from library.catalogue.models import Derivative, Page
from library.catalogue.pictures.models import Picture
from library.database import reading
from library.storage.content_store import ContentStore
from tests.ingest.days import run_pipeline
from tests.ingest.papers import scan
from tests.makers import make_database, make_profile, make_settings

pytestmark = pytest.mark.slow

_SECRET = "SECRET-OWNER-0912345678"
_MARKERS = (_SECRET.encode(), b"Exif\0\0", b"ns.adobe.com/a/", b"Photoshop 3.0")


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """Process a JPEG and a PNG photograph whose metadata name their owner and a position."""
    folder = tmp_path_factory.mktemp("giao")
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = _SECRET
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.BodySerialNumber] = _SECRET
    position = {1: "N", 2: (21.0, 51.0, 12.0), 3: "E", 4: (106.0, 45.0, 40.0)}
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(position)
    packet = f'<x xmlns:d="http://ns.adobe.com/a/" d:a="{_SECRET}"/>'.encode()
    options = {"exif": exif, "comment": _SECRET.encode(), "xmp": packet}
    scan().convert("RGB").save(folder / "a.jpg", **options, quality=92)
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", _SECRET)
    scan().convert("RGB").save(folder / "b.png", exif=exif, pnginfo=notes)
    settings = make_settings(tmp_path_factory.mktemp("nhà"), workers="2")
    engine = make_database(settings)
    paths = [folder / "a.jpg", folder / "b.png"]
    profile = make_profile("anh-ban-do", look="wall")
    list(receive_all(settings, engine, paths, profile, publish=True))
    run_pipeline(settings, engine)
    yield settings, engine
    engine.dispose()


def test_no_file_made_from_a_photograph_has_its_metadata(house):
    settings, engine = house
    store = ContentStore(settings.derivatives)
    with reading(engine) as session:
        files = session.execute(select(Derivative.kind, Derivative.digest)).all()
    assert {kind.value for kind, _ in files} >= {"thumbnail", "reading", "leaf"}
    assert not [
        (kind, marker)
        for kind, digest in files
        for marker in _MARKERS
        if marker in store.read(digest)
    ]


def test_the_commune_and_the_name_of_the_photographer_wait_for_staff(house):
    _, engine = house
    with reading(engine) as session:
        rows = session.execute(select(Picture, Page).join(Page, Page.id == Picture.page_id)).all()
        proposals = [(row.proposed, row.text, row.place) for row, _ in rows]
    assert len(proposals) == 2
    for proposed, text, place in proposals:
        assert proposed["place"].startswith("Phường ") and (text, place) == ("", "")
