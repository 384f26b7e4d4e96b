"""Names of files are read in whatever letters they were written."""

import unicodedata

import pytest

from library.vietnamese.file_names import read_name

_MEANT = "Quyết định số 5 về đất đai.pdf"


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(_MEANT.encode(), id="UTF-8"),
        pytest.param(unicodedata.normalize("NFD", _MEANT).encode(), id="as a Mac writes"),
        pytest.param(
            "Quyê\u0301t đi\u0323nh sô\u0301 5 vê\u0300 đâ\u0301t đai.pdf".encode("cp1258"),
            id="Vietnamese Windows",
        ),
        pytest.param("QuyÕt ®Þnh sè 5 vÒ ®Êt ®ai.pdf".encode("latin-1"), id="TCVN3"),
        pytest.param("Quyeát ñònh soá 5 veà ñaát ñai.pdf".encode("latin-1"), id="VNI"),
    ],
)
def test_a_name_is_read_in_the_letters_it_was_written_in(written):
    assert read_name(written) == _MEANT


@pytest.mark.parametrize(
    ("written", "read"),
    [
        pytest.param("Le café à Langson.jpg".encode("latin-1"), "Le caf\ufffd", id="French"),
        pytest.param(b"scan\xff\xfe.jpg", "scan\ufffd\ufffd.jpg", id="no letters at all"),
    ],
)
def test_of_a_name_in_no_known_encoding_what_is_sure_is_kept(written, read):
    assert read_name(written).startswith(read)
