"""Exports name the catalogue from which a record was copied."""

import pytest

from library.exchange.item_description import SourceNumber
from library.exchange.marc21.marc_record import MarcRecord, RecordField, data_field
from library.exchange.marc21.source_fields import source_number, with_sources

_TITLE = data_field("245", "00", (("a", "Địa chí"),))
_NUMBER = RecordField("001", "", "nlv1")
_AGENCY = data_field("040", "  ", (("a", "NLV"), ("c", "NLV")))
_ADDED = "\x1fa(NLV)nlv1"


@pytest.mark.parametrize(
    ("fields", "sources", "written"),
    [
        pytest.param((_TITLE,), (), {}, id="our own record"),
        pytest.param(
            (_TITLE,),
            (SourceNumber("Thư viện Quốc gia", "(NLV)nlv1"),),
            {"035": _ADDED, "040": "\x1faNLV\x1fcdiachi"},
            id="copied field by field",
        ),
        pytest.param(
            (_TITLE,),
            (SourceNumber("Cao Bằng", "7"), SourceNumber("Khác", "")),
            {"035": "\x1fa(Cao Bằng)7", "040": "\x1faCao Bằng\x1fcdiachi"},
            id="a catalogue without a code",
        ),
        pytest.param(
            (_NUMBER, _AGENCY, _TITLE),
            (SourceNumber("Thư viện Quốc gia", "nlv1"),),
            {"040": "\x1faNLV\x1fcNLV\x1fddiachi"},
            id="the whole record",
        ),
    ],
)
def test_numbers_and_agencies_of_sources_are_written_once(fields, sources, written):
    record = with_sources(MarcRecord("", fields), sources, "diachi")
    assert {f.tag: f.text for f in record.tagged("035", "040")} == written
    assert [f.tag for f in record.fields] == sorted(f.tag for f in record.fields)
    assert with_sources(record, sources, "diachi") == record


def test_a_control_number_stands_after_its_agency():
    agency = RecordField("003", "", "NLV")
    assert source_number(MarcRecord("", (_NUMBER, agency))) == "(NLV)nlv1"
    assert source_number(MarcRecord("", (_NUMBER,))) == "nlv1"
    assert source_number(MarcRecord("", (agency,))) == ""
