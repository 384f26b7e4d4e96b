"""Tests of text files in all Vietnamese encodings."""

import unicodedata

import pytest

from ingest.convert.text_files import decode_text, lines_to_unicode, split_lines

MEANT = "Cộng hòa xã hội chủ nghĩa Việt Nam, “Độc lập”"
TONES = "\u0300\u0309\u0303\u0301\u0323"


def in_windows_1258(text):
    """Return a text in Windows-1258, where each tone mark is a separate character."""
    parts = (unicodedata.normalize("NFD", letter) for letter in text)
    decomposed = "".join(
        unicodedata.normalize("NFC", "".join(mark for mark in part if mark not in TONES))
        + "".join(mark for mark in part if mark in TONES)
        for part in parts
    )
    return decomposed.encode("cp1258")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(MEANT.encode(), id="UTF-8"),
        pytest.param(MEANT.encode("utf-8-sig"), id="UTF-8 with a mark"),
        pytest.param(MEANT.encode("utf-16"), id="UTF-16 with a mark"),
        pytest.param(("Sa " * 40 + MEANT).encode("utf-16-le")[240:], id="UTF-16 without one"),
        pytest.param(("Sa " * 40 + MEANT).encode("utf-16-be")[240:], id="the other UTF-16"),
        pytest.param(unicodedata.normalize("NFD", MEANT).encode(), id="marks as letters"),
        pytest.param(in_windows_1258(MEANT), id="Windows-1258"),
        pytest.param("Céng hßa x· héi chñ nghÜa ViÖt Nam, “§éc lËp”".encode("cp1252"), id="TCVN3"),
        pytest.param(
            "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam, “Ñoäc laäp”".encode("cp1252"), id="VNI"
        ),
    ],
)
def test_a_text_is_read_whatever_its_encoding(content):
    assert lines_to_unicode([decode_text(content)[0]])[0] == (MEANT,)


def test_a_text_in_viscii_is_read():
    written = b"C\xb5ng h\xf2a x\xe3 h\xb5i ch\xfc ngh\xeea Vi\xaet Nam, \xd0\xb5c l\xa7p"
    assert lines_to_unicode([decode_text(written)[0]])[0] == (
        MEANT.replace("“", "").replace("”", ""),
    )


def test_a_text_in_vps_is_read_with_the_capitals_it_has_among_the_controls():
    written = b"C\x12NG HOA X HOI, H\x12I VI\x06T NAM\r\nNG\x1d, M\x1cN"
    read = lines_to_unicode(split_lines(decode_text(written)[0]))[0]
    assert read == ("CỘNG HOA X HOI, HỘI VIỆT NAM", "NGỮ, MẪN")


def test_letters_of_vps_end_no_line():
    assert split_lines("a\x1cb\x1dc\x1ed\r\ne\rf\ng\fh\n") == ["a\x1cb\x1dc\x1ed", *"efgh"]


def test_the_legacy_encoding_is_returned():
    assert lines_to_unicode(["Céng hßa x· héi chñ nghÜa ViÖt Nam"])[1] == {"TCVN3"}


def test_french_stays_french():
    written = "Les élèves français étaient là, à l'école près de Langson".encode("cp1252")
    assert lines_to_unicode([decode_text(written)[0]])[0] == (written.decode("cp1252"),)
