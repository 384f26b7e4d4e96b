"""Fields of photographs: what is proposed to staff, and what is never read."""

import pytest
from PIL import ExifTags, Image

from ingest.tools import photo_facts

_SPACES = {
    "x": "adobe:ns:meta/",
    "r": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "d": "http://purl.org/dc/elements/1.1/",
    "p": "http://ns.adobe.com/photoshop/1.0/",
}
_XMP = f"""<x:xmpmeta {" ".join(f'xmlns:{key}="{space}"' for key, space in _SPACES.items())}><r:RDF>
<r:Description p:DateCreated="1952-05-12T08:00:00">
<d:description><r:Alt><r:li>Chợ phiên</r:li></r:Alt></d:description>
<d:creator><r:Seq><r:li>Mai</r:li></r:Seq></d:creator>
<d:subject><r:Bag><r:li>chợ</r:li><r:li>người Nùng</r:li></r:Bag></d:subject>
</r:Description></r:RDF></x:xmpmeta>"""


def _photo(tmp_path, latitude=(21.0, 51.0, 12.0), longitude=(106.0, 45.0, 40.0), **options):
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "Nguyễn Thị Mai".encode()
    exif[ExifTags.Base.ImageDescription] = "Ga Đồng Đăng".encode()
    own = exif.get_ifd(ExifTags.IFD.Exif)
    own[ExifTags.Base.DateTimeOriginal] = "2019:03:07 10:11:12"
    own[ExifTags.Base.CameraOwnerName] = "Số nhà 5"
    own[ExifTags.Base.BodySerialNumber] = "SN12345"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps.update({1: "N", 2: latitude, 3: "E", 4: longitude})
    Image.new("RGB", (60, 60)).save(tmp_path / "a.jpg", exif=exif, **options)
    return tmp_path / "a.jpg"


def test_caption_photographer_day_and_commune_are_read_and_nothing_else(tmp_path):
    facts = photo_facts.read(_photo(tmp_path))
    assert facts == {
        "caption": "Ga Đồng Đăng",
        "photographer": "Nguyễn Thị Mai",
        "date": "2019-03-07",
        "place": facts["place"],
    }
    assert facts["place"].startswith("Phường ")


def test_xmp_goes_before_exif(tmp_path):
    facts = photo_facts.read(_photo(tmp_path, xmp=_XMP.encode()))
    assert facts["caption"] == "Chợ phiên" and facts["date"] == "1952-05-12"
    assert facts["keywords"] == "chợ; người Nùng"


@pytest.mark.parametrize(
    "latitude",
    [(10.0, 0.0, 0.0), (float("inf"), 0.0, 0.0), (1e9, 1e9, 1e9)],
    ids=["elsewhere", "infinite", "absurd"],
)
def test_a_position_outside_the_province_is_no_place(tmp_path, latitude):
    try:
        path = _photo(tmp_path, latitude)
    except (OverflowError, ValueError):
        pytest.skip("Pillow does not write such a position")
    assert "place" not in photo_facts.read(path)


@pytest.mark.parametrize(
    "packet",
    [b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b"<a><b></a>", b"\xff\xfe\0", b"<a/>" * 400_000],
    ids=["entities", "broken", "binary", "huge"],
)
def test_hostile_metadata_gives_what_the_rest_gives(tmp_path, packet):
    options = {"xmp": packet} if len(packet) < 60_000 else {"comment": packet[:60_000]}
    assert photo_facts.read(_photo(tmp_path, **options))["caption"] == "Ga Đồng Đăng"


def test_a_file_that_is_no_image_has_no_fields(tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8\xff\xe1" + b"Exif\0\0II*\0" * 99)
    assert photo_facts.read(tmp_path / "a.jpg") == {}
