"""Headings with subdivisions: typed subfields out, the same heading back, also after an edit."""

import pytest

from library.clock import now
from library.exchange.item_description import Description, Original, several
from library.exchange.marc21.marc_fields import row_of_record
from library.exchange.marc21.marc_record import to_iso2709
from library.exchange.marc21.marc_writing import to_record
from library.exchange.marc21.read_marc import from_marc
from library.exchange.marc21.subject_headings import place_names_in
from library.exchange.records.item_descriptions import descriptions
from library.places import edition, place_changes
from library.places.edition import shipped_history
from library.places.models import RecordKind
from library.places.place_records import stored_fields
from tests.library.exchange.marc21.test_marc_merge import lines_of, make_record
from tests.makers import make_item

_HEADINGS = {
    "Lạng Sơn -- Lịch sử": "651 #4 $aLạng Sơn$xLịch sử",
    "Lễ hội -- Lạng Sơn -- Thế kỷ 20": "650 #4 $aLễ hội$zLạng Sơn$yThế kỷ 20",
    "Văn học dân gian -- Huyện Bắc Sơn -- 1945-1975": (
        "650 #4 $aVăn học dân gian$zHuyện Bắc Sơn$y1945-1975"
    ),
    "Tiếng Tày -- Từ điển": "650 #4 $aTiếng Tày$vTừ điển",
    "Hát then": "650 #4 $aHát then",
    "Lạng Sơn": "650 #4 $aLạng Sơn",
}


def _record(subject, original=None):
    cells = {"title": "A", "subject": subject}
    names = place_names_in(shipped_history(), several(subject))
    return to_record(Description("x", now(), None, cells, original, place_names=names))


def _subject_lines(record):
    return [line for line in lines_of(record) if line[:3] in ("650", "651")]


@pytest.mark.parametrize(("heading", "line"), _HEADINGS.items())
def test_a_heading_becomes_typed_subfields_and_comes_back(heading, line):
    record = _record(heading)
    assert _subject_lines(record) == [line]
    (read,) = from_marc(to_iso2709(record), "a.mrc").records.values()
    row = row_of_record(1, read)
    assert row.other == {"subject": heading}


@pytest.mark.parametrize(
    ("new", "line"),
    [
        ("Lễ hội -- Lịch sử -- Bắc Sơn", "650 #7 $aLễ hội$xLịch sử$zBắc Sơn$2btkkhcn"),
        ("Lễ hội -- Lịch sử", "650 #4 $aLễ hội$xLịch sử"),
        ("Hội chợ", "650 #4 $aHội chợ"),
    ],
)
def test_an_edited_heading_keeps_its_typed_subfields(new, line):
    stored = make_record("245 00 $aA", "650 #7 $aLễ hội$xLịch sử$zLạng Sơn$2btkkhcn")
    row = row_of_record(1, stored)
    assert row.other == {"subject": "Lễ hội -- Lịch sử -- Lạng Sơn"}
    old = {"title": "A", **row.other}
    assert _subject_lines(_record(new, Original(stored, old))) == [line]


def test_subdivisions_that_an_earlier_version_split_are_changed_in_their_place():
    stored = make_record("245 00 $aA", "650 #4 $aLễ hội$xLịch sử$zLạng Sơn")
    old = {"title": "A", "subject": "Lễ hội; Lịch sử; Lạng Sơn"}
    record = _record("Lễ hội; Lịch sử; Bắc Sơn", Original(stored, old))
    assert _subject_lines(record) == ["650 #4 $aLễ hội$xLịch sử$zBắc Sơn"]


def test_a_place_with_subdivisions_of_another_library_is_also_a_place():
    row = row_of_record(
        1, make_record("245 00 $aA", "651 #4 $aÔn Châu$xLịch sử", "651 #4 $aBắc Sơn.")
    )
    assert row.other == {"subject": "Ôn Châu -- Lịch sử", "coverage": "Ôn Châu; Bắc Sơn"}


def test_a_name_that_librarians_gave_to_a_unit_is_a_place(session):
    edition.load(session, edition.shipped_records(), edition.EDITION)
    key = RecordKind.ERA, "x-hong-phong--van-lang.0"
    fields = {**stored_fields(session, key), "name": "Lũng Mới"}
    change = place_changes.propose(session, key, fields, by="a", reason="có nguồn")
    place_changes.accept(session, change.id, by="b")
    item = make_item(session, "A", subject="Lễ hội -- Lũng Mới; Lũng Mới -- Lịch sử")
    (description,) = descriptions(session, (item.id,))
    assert _subject_lines(to_record(description)) == [
        "650 #4 $aLễ hội$zLũng Mới",
        "651 #4 $aLũng Mới$xLịch sử",
    ]
