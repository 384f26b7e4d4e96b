"""An item of a copy goes back into the running library; its present version is remaining."""

import pytest
from sqlalchemy import delete, select, update

from library import clock
from library.accessions.models import Accession
from library.backup import item_rows, put_back
from library.backup.problems import NumberTakenError, RowsNotReadError
from library.catalogue import cataloguing
from library.catalogue.description import holdings
from library.catalogue.description.holdings import Copy
from library.catalogue.models import Condition, IndexDue, Item, ItemState, Page, PageText
from library.catalogue.pages import lost_files
from library.catalogue.pictures.describing import describe
from library.corrections.models import Revision, RevisionKind
from library.database import reading, work
from library.recordings.cues import Cue
from library.recordings.models import SilenceReason
from library.recordings.silenced_words import HIDDEN_TEXT
from library.recordings.silencing import SpanFacts, mark
from library.staff.models import AuditEntry
from tests.every_table import ITEM_ID, fill_every_table
from tests.makers import BY, make_accession, make_item, make_page, make_settings
from tests.maps import place
from tests.recordings import add_words, make_recording


@pytest.fixture
def settings(tmp_path):
    """Settings of a library without a repository of backups."""
    return make_settings(tmp_path / "nhà")


@pytest.fixture
def item_id(engine) -> str:
    """The identifier of an item with two pages and a delivery."""
    with work(engine) as session:
        item = make_item(session, "Chợ Kỳ Lừa", texts=("Trang một", "Trang hai"))
        delivery = make_accession(session, item_id=item.id)
        item.accession_id = delivery.id
        holdings.replace_copies(session, item, [Copy("DC 12", "Kho", Condition.GOOD, "")], BY)
        return item.id


@pytest.fixture
def wanted(engine, item_id):
    """The rows of the item in a copy."""
    with engine.connect() as connection:
        return item_rows.read_rows(connection, item_id)


@pytest.fixture
def bring_back(settings, engine):
    """Return a function that puts rows back."""
    return lambda rows: put_back.put_back(settings, engine, rows, "từ bản sao 1a2b")


def _spoil(session, item_id):
    item = session.get_one(Item, item_id)
    cataloguing.describe(session, item, {"title": "Nhầm", "description": "Thừa"}, BY)
    holdings.replace_copies(session, item, [], BY)
    pages = select(Page.id).where(Page.item_id == item_id, Page.number == 2)
    spoilt = update(PageText).where(PageText.page_id.in_(pages))
    session.execute(spoilt.values(text="Chữ bị sửa nhầm"))


def _rows_without_time(engine, item_id):
    with engine.connect() as connection:
        tables = dict(item_rows.read_rows(connection, item_id).tables)
    tables["item"] = [{**tables["item"][0], "changed": None, "search_words": None}]
    for row in (*tables["holding"], *tables["named_person"]):
        row["id"] = None
    return tables


def test_description_texts_and_holdings_go_back(engine, item_id, wanted, bring_back):
    expected = _rows_without_time(engine, item_id)
    with work(engine) as session:
        _spoil(session, item_id)
    bring_back(wanted)
    assert _rows_without_time(engine, item_id) == expected


def test_the_changes_are_shown_first(engine, item_id, wanted):
    with work(engine) as session:
        _spoil(session, item_id)
    planned = put_back.preview(engine, wanted)
    lines = list(put_back.sentences(planned, "2026-01-01"))
    assert "  Nhan đề: “Nhầm” → “Chợ Kỳ Lừa”" in lines
    assert "  Chữ của trang 2" in lines
    assert "  bản giấy: thêm 1" in lines
    assert any("bản hiện nay được giữ riêng" in line for line in lines)


def test_the_second_time_nothing_is_left_to_do(engine, item_id, wanted, bring_back):
    with work(engine) as session:
        _spoil(session, item_id)
    bring_back(wanted)
    planned, former_version = bring_back(wanted)
    assert (planned.changes, former_version) == ((), None)
    assert "không có gì để làm" in next(put_back.sentences(planned, None))


def test_the_former_version_comes_back_from_its_file(engine, item_id, wanted, bring_back):
    with work(engine) as session:
        _spoil(session, item_id)
    spoilt = _rows_without_time(engine, item_id)
    _, former_version = bring_back(wanted)
    bring_back(item_rows.read_file(former_version))
    assert _rows_without_time(engine, item_id) == spoilt


def test_it_is_in_the_trail_and_queued_for_the_index(engine, item_id, wanted, bring_back):
    with work(engine) as session:
        _spoil(session, item_id)
        session.query(IndexDue).delete()
    bring_back(wanted)
    with reading(engine) as session:
        acts = select(AuditEntry).where(AuditEntry.action == "item.from_backup")
        entry = session.scalars(acts).one()
        assert entry.before["title"] == "Nhầm"
        assert entry.detail == "từ bản sao 1a2b"
        number = session.scalar(select(Accession.number))
        delivery = select(AuditEntry.subject).where(AuditEntry.action == "accession.from_backup")
        assert session.scalars(delivery).all() == [number]
        assert item_id in session.scalars(select(IndexDue.item_id)).all()


def test_pages_get_new_ids_where_the_old_ones_are_taken(engine, item_id, wanted, bring_back):
    with work(engine) as session:
        session.delete(session.get_one(Item, item_id))
        session.flush()
        other = make_item(session, "Khác", texts=("Của tài liệu khác",)).id
        taken = wanted.tables["page"][0]["id"]
        if session.get(Page, taken) is None:  # only SQLite gives ids again
            item = session.get_one(Item, other)
            make_page(session, item, "Của tài liệu khác", id=taken)
    bring_back(wanted)
    with reading(engine) as session:
        texts = select(PageText.text).join(Page, Page.id == PageText.page_id)
        ordered = texts.where(Page.item_id == item_id).order_by(Page.number)
        assert session.scalars(ordered).all() == ["Trang một", "Trang hai"]
        other_texts = session.scalars(texts.where(Page.item_id == other)).all()
        assert set(other_texts) == {"Của tài liệu khác"}


def test_a_page_that_came_later_is_left_out_not_deleted(engine, item_id, wanted, bring_back):
    with work(engine) as session:
        make_page(session, session.get_one(Item, item_id), "Trang thêm sau")
    bring_back(wanted)
    with reading(engine) as session:
        pages = select(Page.left_out).where(Page.item_id == item_id).order_by(Page.number)
        assert session.scalars(pages).all() == [False, False, True]
        assert session.get_one(Item, item_id).page_count == 3


def test_a_correction_made_later_is_undone(engine, item_id, wanted, bring_back):
    with work(engine) as session:
        frame = {"width": 1, "height": 1, "begins": 0, "ends": 1}
        origin = {"kind": RevisionKind.TYPED, "by": BY, "at": clock.now(), "count": 1}
        session.add_all(
            Revision(item_id=item_id, changes="[]", **frame, **origin) for _ in range(2)
        )
    bring_back(wanted)
    with reading(engine) as session:
        undone = session.scalars(select(Revision.undone)).all()
        assert len(undone) == 2
        assert None not in undone


def test_an_item_withdrawn_since_stays_so(engine, item_id, wanted, bring_back):
    with work(engine) as session:
        item = session.get_one(Item, item_id)
        cataloguing.withdraw(session, item, BY, "theo yêu cầu")
        _spoil(session, item_id)
    bring_back(wanted)
    with reading(engine) as session:
        assert session.get_one(Item, item_id).state is ItemState.WITHDRAWN


def test_a_number_of_another_delivery_is_not_overwritten(engine, item_id, wanted, bring_back):
    with work(engine) as session:
        session.execute(update(Accession).values(digest="f" * 64))
        _spoil(session, item_id)
    with pytest.raises(NumberTakenError, match="--to THƯ-MỤC"):
        bring_back(wanted)
    with reading(engine) as session:
        assert session.get_one(Item, item_id).title == "Nhầm"


def test_files_of_pages_that_are_missing_are_made_again(engine, item_id, wanted, bring_back):
    wanted.tables["page"][0]["words"] = "e" * 64
    bring_back(wanted)
    with reading(engine) as session:
        assert [file.digest for file in lost_files.lost_files(session, 9)] == ["e" * 64]


def test_a_file_of_something_else_is_refused(tmp_path):
    (tmp_path / "rows.json").write_text('{"item": []}')
    with pytest.raises(RowsNotReadError):
        item_rows.read_file(tmp_path)


def test_articles_and_instructions_made_since_are_taken_back(engine, bring_back):
    with work(engine) as session:
        fill_every_table(session.connection())
        tables = item_rows.read_rows(session.connection(), ITEM_ID).tables
    made_since = {"article_list": [], "instruction": []}
    of_earlier_version = {name: tables[name] for name in tables.keys() - made_since.keys()}
    assert not bring_back(item_rows.ItemRows(ITEM_ID, of_earlier_version))[0].changes
    bring_back(item_rows.ItemRows(ITEM_ID, tables | made_since))
    remaining = _rows_without_time(engine, ITEM_ID)
    assert remaining["article_list"] == remaining["instruction"] == []


def test_a_span_silenced_since_hides_what_comes_back(settings, engine, item_id, bring_back):
    with work(engine) as session:
        item = session.get_one(Item, item_id)
        make_recording(session, settings, item)
        add_words(session, item, (Cue(0, 1000, "ông Bí ốm"),))
    with engine.connect() as connection:
        wanted = item_rows.read_rows(connection, item_id)
    with work(engine) as session:
        item = session.get_one(Item, item_id)
        mark(session, item, "a" * 64, SpanFacts(0, 500, SilenceReason.HEALTH), BY)
    bring_back(wanted)
    with reading(engine) as session:
        page = session.scalars(select(Page).where(Page.number == 3)).one()
        assert page.derivatives == []
        assert session.get_one(PageText, page.id).text == HIDDEN_TEXT


def test_pictures_and_maps_go_back(engine, item_id, bring_back):
    with work(engine) as session:
        front, back = session.scalars(select(Page).where(Page.item_id == item_id))
        describe(session, front, {"caption": "Chợ", "persons": "Bà Lợi\nÔng Tam"}, BY)
        describe(session, back, {"back_of": "1"}, BY)
        place(session, front)
    expected = _rows_without_time(engine, item_id)
    with engine.connect() as connection:
        wanted = item_rows.read_rows(connection, item_id)
    with work(engine) as session:
        page = session.scalars(select(Page).where(Page.item_id == item_id, Page.number == 1)).one()
        describe(session, page, {"caption": "Nhầm", "persons": "X\nY\nZ"}, BY)
        place(session, page, version=1, west=106.2)
    bring_back(wanted)
    restored = _rows_without_time(engine, item_id)
    assert [row.pop("version") for row in restored["map_placement"]] == [3]
    assert [row.pop("version") for row in expected["map_placement"]] == [1]
    for name in ("page_text", "picture", "named_person", "map_placement"):
        assert restored[name] == expected[name]


def test_a_row_of_every_table_of_an_item_comes_back(engine, bring_back, tmp_path):
    with work(engine) as session:
        fill_every_table(session.connection())
    with engine.connect() as connection:
        item_rows.write_rows(item_rows.read_rows(connection, ITEM_ID), tmp_path)
        expected = _rows_without_time(engine, ITEM_ID)
    assert [name for name, rows in expected.items() if not rows] == []
    wanted = item_rows.read_file(tmp_path)
    assert put_back.preview(engine, wanted).changes == ()
    with work(engine) as session:
        for model in (Item, Accession):  # corrections outlive their item
            session.execute(delete(model))
    planned, former_version = bring_back(wanted)
    assert "nay không còn" in next(put_back.sentences(planned, None))
    assert former_version is None
    assert "reader_id" not in expected["reader_report"][0]
    restored = _rows_without_time(engine, ITEM_ID)
    restored["item_authority"] = expected["item_authority"]
    assert restored == expected
