"""Records in JSON lines are imported once each, and a bad line is refused with its number."""

import gzip
import json
import unicodedata

import pytest

from library.catalogue import cataloguing, queries
from library.catalogue.models import Access
from library.errors import BadRecordError, UnreadableDeliveryError
from library.exchange import json_lines
from tests.makers import BY, make_profile

_PLAN = {"id": "ke-hoach-149", "title": "Kế hoạch 149/KH-UBND", "text": "Số hóa tài liệu."}


def _import(session, record, *, publish=False, **rules):
    profile = make_profile(**rules)
    return json_lines.import_record(session, record, profile, publish=publish, by=BY)


def _imported(session, **fields):
    return queries.item_record(session, _import(session, {**_PLAN, **fields}).item)


def test_a_record_becomes_an_item_with_its_text(session):
    outcome = _import(session, _PLAN)
    assert queries.page_texts(session, outcome.item) == {1: "Số hóa tài liệu."}


@pytest.mark.parametrize(
    ("field", "keys"),
    [
        ("number", "number so_hieu"),
        ("kind", "type loai_van_ban"),
        ("issuing_body", "issuing_body co_quan_ban_hanh"),
        ("creator", "author"),
        ("licence", "license"),
        ("url", "url"),
    ],
)
def test_a_field_is_recognised_by_several_keys(session, field, keys):
    for number, key in enumerate(keys.split()):
        item = _imported(session, **{"id": f"a{number}", key: "giá trị"})
        assert getattr(item, field) == "giá trị"


def test_values_are_stored_in_our_form_and_unknown_ones_with_the_other_fields(session):
    item = _imported(session, author=["Vi Hồng", "Lã Văn Lô"], ngay_ban_hanh="22/8/2017")
    assert (item.source_id, item.creator) == ("ke-hoach-149", "Vi Hồng; Lã Văn Lô")
    assert item.date == "2017-08-22"
    other_id = _imported(session, id="b", date="mùa thu 1950", kho="A1", trang=12).id
    item = cataloguing.find_item(session, other_id)
    assert item.date is None
    assert item.other_fields == {"date": "mùa thu 1950", "kho": "A1", "trang": 12}


def test_decomposed_text_is_normalised_to_nfc(session):
    text = unicodedata.normalize("NFD", "Lạng Sơn")
    assert queries.page_texts(session, _import(session, {**_PLAN, "text": text}).item)[1] == (
        "Lạng Sơn"
    )


def test_access_is_inherited_from_the_collection_and_a_record_published_on_request(session):
    outcome = _import(session, _PLAN, access=Access.LIBRARY, publish=True)
    assert queries.published_ids(session) == [outcome.item]
    assert queries.item_record(session, outcome.item).access is Access.LIBRARY


def test_a_repeated_record_is_a_duplicate_and_with_another_text_refused(session):
    first = _import(session, _PLAN)
    again = _import(session, _PLAN)
    assert (again.status, again.item) == ("duplicate", first.item)
    assert "Kế hoạch 149/KH-UBND" in again.message
    assert _import(session, {**_PLAN, "text": "Khác."}).status == "refused"
    assert queries.page_texts(session, first.item) == {1: "Số hóa tài liệu."}
    assert _import(session, _PLAN, slug="dia-chi").item != first.item


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        pytest.param(b"{", "không phải JSON", id="broken JSON"),
        pytest.param(b"[" * 100_000, "không phải JSON", id="nested without end"),
        pytest.param(b'{"n": ' + b"1" * 5000 + b"}", "không phải JSON", id="endless number"),
        pytest.param(b"[]", "đối tượng", id="not an object"),
        pytest.param(b'{"id": "1", "text": "x"}', "title", id="no title"),
        pytest.param(b'{"id": "1", "title": " ", "text": "x"}', "title", id="blank title"),
        pytest.param(b'{"id": 1, "title": "a", "text": "x"}', "id", id="a number for an id"),
        pytest.param(b'{"id": "1", "title": "a", "text": "\\u0000"}', "text", id="only NUL"),
        pytest.param(b'{"id": "1", "title": "a", "text": "\\ud800"}', "UTF-8", id="half a letter"),
        pytest.param('{"id": "mã"}'.encode("latin-1"), "UTF-8", id="not UTF-8"),
    ],
)
def test_a_bad_line_is_refused_with_its_number_and_the_reason(line, complaint):
    with pytest.raises(BadRecordError, match=f"Dòng 7: .*{complaint}"):
        json_lines.read_record(7, line)


def test_a_byte_order_mark_is_accepted():
    line = b"\xef\xbb\xbf" + json.dumps(_PLAN).encode()
    assert json_lines.read_record(1, line) == _PLAN


def test_lines_of_plain_and_gzip_files_have_numbers_that_count_empty_ones(tmp_path):
    (tmp_path / "a.jsonl").write_text("hai\n\nba\n")
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b"hai\n\nba\n"))
    for name in ("a.jsonl", "a.jsonl.gz"):
        assert list(json_lines.read_lines(tmp_path / name)) == [(1, b"hai\n"), (3, b"ba\n")]


@pytest.mark.parametrize("keep", [2, 15, -3])
def test_a_damaged_gzip_file_is_refused(tmp_path, keep):
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b"x\n" * 100)[:keep])
    with pytest.raises(UnreadableDeliveryError):
        list(json_lines.read_lines(tmp_path / "a.jsonl.gz"))
