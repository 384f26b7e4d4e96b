"""Tests of photographs of telephones: HEIC, which pi-heif reads, and AVIF, which Pillow reads."""

import io
from base64 import b64decode

import pytest
from PIL import Image

from ingest.problems import BrokenFileError, ImageTooLargeError
from ingest.tools import image_files
from ingest.tools.image_files import Facts
from library.accessions.grouping import FileType, detect_type

_RED_AND_WHITE = b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAVZtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAACJpbG9jAAAAAERAAAEAAQAAAAABegABAAAAAAAAACgAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRtAAAAAAABAAAA1mlwcnAAAAC3aXBjbwAAAHhodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQArQgEBA3AAAAMAkAAAAwAAAwAeoDCBBZbqSSmubgIaDAgAAAMAyAAAAwAIQGIAAQAHRAHBcrAiQAAAABNjb2xybmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAABgAAAAQAAAABBwaXhpAAAAAAMICAgAAAAXaXBtYQAAAAAAAAABAAEEgQIDBAAAADBtZGF0AAAAJCgBrxmA93yFN//4oYf+a1r/r+C7T4X5Q/ncLaf5ZsgB7HSv/g=="
)
_TURNED = b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAaFtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAADRpbG9jAAAAAERAAAIAAQAAAAABxQABAAAAAAAAACgAAgAAAAAB7QABAAAAAAAAACQAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA4GlwcnAAAADAaXBjbwAAAHhodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQArQgEBA3AAAAMAkAAAAwAAAwAeoDCBBZbqSSmubgIaDAgAAAMAyAAAAwAIQGIAAQAHRAHBcrAiQAAAABNjb2xybmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAABgAAAAQAAAABBwaXhpAAAAAAMICAgAAAAJaXJvdAMAAAAYaXBtYQAAAAAAAAABAAEFgQIDBIUAAAAaaXJlZgAAAAAAAAAOY2RzYwACAAEAAQAAAFRtZGF0AAAAJCgBrxmA93yFN//4oYf+a1r/r+C7T4X5Q/ncLaf5ZsgB7HSv/gAAAAZFeGlmAABNTQAqAAAACAABARIAAwAAAAEABgAAAAAAAA=="
)
"""The same, 96 pixels wide and 64 high, to be shown a quarter turn clockwise."""

_SECOND_IS_MAIN = b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAhBtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAADRpbG9jAAAAAERAAAIAAQAAAAACNAABAAAAAAAAACgAAgAAAAACXAABAAAAAAAAABwAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABodmMxAAAAABVpbmZlAgAAAAACAABodmMxAAAAAA5waXRtAAAAAAACAAABaWlwcnAAAAFDaXBjbwAAAHhodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQArQgEBA3AAAAMAkAAAAwAAAwAeoDCBBZbqSSmubgIaDAgAAAMAyAAAAwAIQGIAAQAHRAHBcrAiQAAAABNjb2xybmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAABgAAAAQAAAABBwaXhpAAAAAAMICAgAAAB4aHZjQwEDcAAAAJAAAAAAAB7wAPz9+PgAAA8DYAABABhAAQwB//8DcAAAAwCQAAADAAADAB66AkBhAAEAK0IBAQNwAAADAJAAAAMAAAMAHqAggYWW6kkprm4CGgwIAAADAMgAAAMACEBiAAEAB0QBwXKwIkAAAAAUaXNwZQAAAAAAAABAAAAAYAAAAB5pcG1hAAAAAAAAAAIAAQSBAgMEAAIEhQIGBAAAAExtZGF0AAAAJCgBrxmA93yFN//4oYf+a1r/r+C7T4X5Q/ncLaf5ZsgB7HSv/gAAABgoAa8ZgPd8hTf//CvIR92Ub+GBXitCs8A="
)
"""Two pictures; the blue second one, of 64 by 96 pixels, is the main one."""


@pytest.mark.parametrize(
    ("content", "frame", "size", "corner"),
    [
        pytest.param(_RED_AND_WHITE, 0, (96, 64), (254, 0, 0), id="one picture"),
        pytest.param(_TURNED, 0, (64, 96), (254, 0, 0), id="a turned telephone"),
        pytest.param(_SECOND_IS_MAIN, 1, (64, 96), (0, 0, 254), id="the main one of two"),
    ],
)
def test_a_photograph_is_read_upright(tmp_path, content, frame, size, corner):
    path = tmp_path / "a"
    path.write_bytes(content)
    assert detect_type("IMG_1", content) is FileType.IMAGE
    assert image_files.pages(path, "a.heic") == (frame,)
    assert image_files.facts(path, frame) == Facts(*size, None)
    assert tuple(image_files.read(path, frame)[5, 5]) == corner


def test_a_photograph_that_states_64_000_pixels_is_refused_before_it_takes_memory(tmp_path):
    at = _RED_AND_WHITE.index(b"ispe") + 8
    huge = _RED_AND_WHITE[:at] + (64_000).to_bytes(4, "big") * 2 + _RED_AND_WHITE[at + 8 :]
    (tmp_path / "a").write_bytes(huge)
    with pytest.raises(ImageTooLargeError, match="64000 × 64000"):
        image_files.facts(tmp_path / "a", 0)


def test_a_cut_photograph_is_damaged(tmp_path):
    (tmp_path / "a").write_bytes(_RED_AND_WHITE[:200])
    with pytest.raises(BrokenFileError):
        image_files.pages(tmp_path / "a", "a.heic")


def _avif(stated_pixels: int = 0) -> bytes:
    packed = io.BytesIO()
    Image.new("RGB", (96, 64), "red").save(packed, "AVIF", quality=100)
    content = packed.getvalue()
    at = content.index(b"ispe") + 8
    stated = stated_pixels.to_bytes(4, "big") * 2 if stated_pixels else content[at : at + 8]
    return content[:at] + stated + content[at + 8 :]


def test_a_photograph_in_avif_is_read(tmp_path):
    (path := tmp_path / "a").write_bytes(_avif())
    assert detect_type("IMG_1", _avif()) is FileType.IMAGE
    assert image_files.pages(path, "a.avif") == (0,)
    assert image_files.facts(path, 0) == Facts(96, 64, None)
    assert image_files.read(path, 0)[5, 5][0] > 240


def test_a_photograph_in_avif_that_states_16_000_pixels_is_refused(tmp_path):
    (tmp_path / "a").write_bytes(_avif(16_000))
    with pytest.raises(ImageTooLargeError):
        image_files.facts(tmp_path / "a", 0)
