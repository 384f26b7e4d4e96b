"""Tests of decoding file names in old encodings."""

import unicodedata

import pytest

from library.accessions.register import read_name

_DECODED = "Quyết định số 5 về đất đai.pdf"


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(_DECODED.encode(), id="UTF-8"),
        pytest.param(unicodedata.normalize("NFD", _DECODED).encode(), id="as a Mac writes"),
        pytest.param(
            "Quyê\u0301t đi\u0323nh sô\u0301 5 vê\u0300 đâ\u0301t đai.pdf".encode("cp1258"),
            id="Vietnamese Windows",
        ),
        pytest.param("QuyÕt ®Þnh sè 5 vÒ ®Êt ®ai.pdf".encode("latin-1"), id="TCVN3"),
        pytest.param("Quyeát ñònh soá 5 veà ñaát ñai.pdf".encode("latin-1"), id="VNI"),
    ],
)
def test_a_name_is_decoded_from_its_encoding(written):
    assert read_name(written) == _DECODED


@pytest.mark.parametrize(
    ("written", "read"),
    [
        pytest.param("Le café à Langson.jpg".encode("latin-1"), "Le caf\ufffd", id="French"),
        pytest.param(b"scan\xff\xfe.jpg", "scan\ufffd\ufffd.jpg", id="no letters at all"),
    ],
)
def test_a_name_in_an_unknown_encoding_keeps_its_certain_letters(written, read):
    assert read_name(written).startswith(read)
