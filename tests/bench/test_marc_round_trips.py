"""Records come back from an import and export as pymarc wrote them."""

import pytest

from bench import marc_round_trips
from bench.marc_records import as_tcvn3, as_vni, in_small_letters, make_records
from library.exchange.marc21.read_marc import from_marc

_COUNT = 3


@pytest.mark.parametrize("form", ["utf-8", "marcxml"])
def test_made_records_come_back_unchanged(session, form):
    records = list(make_records(_COUNT))
    write = {"utf-8": marc_round_trips.marc_file, "marcxml": marc_round_trips.xml_file}[form]
    assert marc_round_trips.differences(session, records, write(records), "thu") == 0


@pytest.mark.parametrize("encode", [as_tcvn3, as_vni])
def test_a_file_in_an_encoding_before_unicode_is_recognised(encode):
    content = marc_round_trips.marc_file(
        [in_small_letters(record) for record in make_records(_COUNT)]
    )
    records = from_marc(encode(content), "a.mrc")
    assert [record.fields for record in records] == [
        record.fields for record in from_marc(content, "a.mrc")
    ]


def test_a_lost_subfield_is_counted(session):
    records = list(make_records(_COUNT))
    content = marc_round_trips.marc_file(records)
    records[0]["082"].delete_subfield("b")
    assert marc_round_trips.differences(session, records, content, "thu") == 2
