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


def test_the_id_of_a_record_is_stored(session):
    assert _imported(session).source_id == "ke-hoach-149"


@pytest.mark.parametrize(
    ("key", "field"),
    [
        ("number", "number"),
        ("so_hieu", "number"),
        ("type", "kind"),
        ("loai_van_ban", "kind"),
        ("issuing_body", "issuing_body"),
        ("co_quan_ban_hanh", "issuing_body"),
        ("author", "creator"),
        ("license", "licence"),
        ("url", "url"),
    ],
)
def test_a_field_is_recognised_by_several_keys(session, key, field):
    assert getattr(_imported(session, **{key: "giá trị"}), field) == "giá trị"


def test_several_authors_are_joined_with_semicolons(session):
    assert _imported(session, author=["Vi Hồng", "Lã Văn Lô"]).creator == "Vi Hồng; Lã Văn Lô"


def test_a_date_is_stored_in_iso_format(session):
    assert _imported(session, ngay_ban_hanh="22/8/2017").date == "2017-08-22"


def test_an_unreadable_date_is_stored_with_the_other_fields(session):
    item = cataloguing.find_item(session, _imported(session, date="mùa thu 1950").id)
    assert (item.date, item.other_fields["date"]) == (None, "mùa thu 1950")


def test_unknown_keys_are_stored_with_the_other_fields(session):
    item = cataloguing.find_item(session, _imported(session, kho="A1", trang=12).id)
    assert item.other_fields == {"kho": "A1", "trang": 12}


def test_decomposed_text_is_normalised_to_nfc(session):
    text = unicodedata.normalize("NFD", "Lạng Sơn")
    assert queries.page_texts(session, _import(session, {**_PLAN, "text": text}).item)[1] == (
        "Lạng Sơn"
    )


def test_access_is_inherited_from_the_collection(session):
    outcome = _import(session, _PLAN, access=Access.LIBRARY)
    assert queries.item_record(session, outcome.item).access is Access.LIBRARY


def test_a_record_is_published_on_request(session):
    outcome = _import(session, _PLAN, publish=True)
    assert queries.published_ids(session) == [outcome.item]


def test_a_repeated_record_is_reported_as_a_duplicate_with_its_title(session):
    first = _import(session, _PLAN)
    again = _import(session, _PLAN)
    assert (again.status, again.item) == ("duplicate", first.item)
    assert "Kế hoạch 149/KH-UBND" in again.message


def test_the_same_id_with_another_text_is_refused_and_changes_nothing(session):
    first = _import(session, _PLAN)
    again = _import(session, {**_PLAN, "text": "Khác."})
    assert again.status == "refused"
    assert queries.page_texts(session, first.item) == {1: "Số hóa tài liệu."}


def test_the_same_id_in_another_collection_is_another_item(session):
    assert _import(session, _PLAN).item != _import(session, _PLAN, slug="dia-chi").item


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


def test_line_numbers_count_empty_lines(tmp_path):
    (tmp_path / "a.jsonl").write_text("một\n\nba\n")
    assert list(json_lines.read_lines(tmp_path / "a.jsonl")) == [
        (1, b"m\xe1\xbb\x99t\n"),
        (3, b"ba\n"),
    ]


def test_gzip_files_are_read(tmp_path):
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b"x\n"))
    assert list(json_lines.read_lines(tmp_path / "a.jsonl.gz")) == [(1, b"x\n")]


@pytest.mark.parametrize("keep", [2, 15, -3])
def test_a_damaged_gzip_file_is_refused(tmp_path, keep):
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b"x\n" * 100)[:keep])
    with pytest.raises(UnreadableDeliveryError):
        list(json_lines.read_lines(tmp_path / "a.jsonl.gz"))
