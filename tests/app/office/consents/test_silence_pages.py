"""Silenced spans through the pages of the office and of readers."""

import pytest
from sqlalchemy import select

from library import clock
from library.accessions.models import AccessionState
from library.catalogue.cataloguing import publish
from library.catalogue.models import Item
from library.database import reading, work
from library.recordings.cues import Cue
from library.recordings.models import SilencedSpan, Stretch, Transcript
from library.staff.models import AuditEntry
from library.storage.stores import master_store
from search_index.index.sync import drain
from tests.makers import BY, make_accession, make_item
from tests.recordings import add_words, make_recording

_SPAN = {"tu": "0:05", "den": "0:09", "ly-do": "health", "ghi-chu": "bệnh của ông"}


@pytest.fixture
def place(engine, settings):
    """Enter a published recording whose master is kept; return the address of its spans."""
    file = master_store(settings).put(b"RIFF" + b"tieng goc " * 99)
    with work(engine) as session:
        item = make_item(session, "Then cổ", texts=(), published=False)
        make_recording(session, settings, item, file=file)
        cues = (Cue(1000, 4000, "lời đầu"), Cue(5000, 9000, "ôngkín ốm"), Cue(9000, 9900, "cuối"))
        add_words(session, item, cues, file=file)
        publish(session, item, BY)
    return f"/can-bo/tai-lieu/{item.id}/trang/1/giu-kin"


def _item_id(place):
    return place.split("/")[3]


def _copies(page):
    return [part.split('"')[0] for part in page.html.split('source src="')[1:]]


def test_a_marked_span_leaves_every_door(settings, engine, office, browser, place):
    item_id = _item_id(place)
    address = f"/tai-lieu/{item_id}/trang/1"
    open_page = browser.visit(address)
    copy = _copies(open_page)[0].split("#")[0]
    assert browser.fetch(copy).status_code == 200
    page = office.send(place, place, _SPAN)
    assert ("0:05 – 0:09" in page.words, "đang được làm lại" in page.words) == (True, True)
    drain(settings, engine)
    shown = browser.visit(address)
    assert ("ôngkín" in shown.html, "[đoạn được giữ kín]" in shown.html) == (False, True)
    assert "Băng này đang được chuẩn bị" in shown.words
    assert browser.fetch(copy).status_code == 404
    for door in (f"{address}/loi/vi.vtt", f"{address}/tai-ve/van-ban.txt", "/tra-cuu?q=ôngkín"):
        assert "ôngkín ốm" not in browser.fetch(door).get_data(as_text=True)
    assert "ôngkín" not in office.visit(place.replace("giu-kin", "sua")).html


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param({"den": "0:02"}, "kết thúc sau khi bắt đầu", id="reversed"),
        pytest.param({"den": "12:00"}, "băng chỉ dài 11:00", id="beyond the end"),
        pytest.param({"tu": "-0:05"}, "không phải mốc thời gian", id="negative"),
        pytest.param({"ly-do": "khác"}, "Hãy chọn lý do", id="a reason not in the list"),
    ],
)
def test_a_refused_span_comes_back_as_typed(office, place, typed, sentence):
    page = office.send(place, place, _SPAN | typed, status=400)
    assert sentence in page.words
    form = page.form(place)
    assert {name: form.get(name) for name in ("tu", "den", "ghi-chu")} == {
        name: (_SPAN | typed)[name] for name in ("tu", "den", "ghi-chu")
    }


def test_the_sealed_original_is_heard_by_staff_alone_and_each_hearing_is_noted(
    engine, office, browser, place
):
    office.send(place, place, _SPAN)
    sealed = f"/can-bo/tai-lieu/{_item_id(place)}/ban-goc-giu-kin/1"
    assert office.fetch(sealed).status_code == 403
    page = office.send(place, f"{place}/1/nghe", {})
    assert "ôngkín ốm" in page.words
    assert office.fetch(sealed).data.startswith(b"RIFF")
    assert office.fetch(sealed).headers["Cache-Control"] == "no-store"
    assert not browser.fetch(sealed).data.startswith(b"RIFF")
    with reading(engine) as session:
        hearings = session.query(AuditEntry).filter_by(action="silence.hear").all()
        assert [entry.subject for entry in hearings] == [_item_id(place)]


def test_typing_beside_a_span_keeps_the_sealed_words(engine, office, place):
    office.send(place, place, _SPAN)
    form = place.replace("giu-kin", "sua")
    typed = office.visit(form).form(f"{form}/loi")
    assert "ôngkín" not in typed["loi"]
    typed["loi"] = typed["loi"].replace("lời đầu", "lời mới")
    office.send(form, f"{form}/loi", typed)
    with reading(engine) as session:
        cues = session.query(Transcript.cues).scalar()
        assert ("lời mới" in cues, "ôngkín ốm" in cues) == (True, True)


def test_lifting_asks_for_a_reason_and_gives_the_words_back(engine, office, browser, place):
    office.send(place, place, _SPAN)
    assert "vì sao" in office.send(place, f"{place}/1/thoi", {"vi-sao": " "}, status=400).words
    page = office.send(place, f"{place}/1/thoi", {"vi-sao": "gia đình đồng ý"})
    assert "gia đình đồng ý" in page.words
    assert "ôngkín ốm" in browser.visit(f"/tai-lieu/{_item_id(place)}/trang/1").words
    with reading(engine) as session:
        assert session.query(SilencedSpan).count() == 1
        entries = session.query(AuditEntry).filter(AuditEntry.action.startswith("silence"))
        assert {entry.action for entry in entries} == {"silence.mark", "silence.lift"}
        assert "ôngkín" not in str([(entry.before, entry.after) for entry in entries])


def test_a_span_of_another_item_is_not_found(engine, office, place):
    office.send(place, place, _SPAN)
    with work(engine) as session:
        other = make_item(session, "Khác").id
    assert office.fetch(f"/can-bo/tai-lieu/{other}/ban-goc-giu-kin/1").status_code == 404
    with reading(engine) as session:
        assert session.get(Item, other) is not None


def test_another_item_with_the_same_recording_is_named(settings, engine, office, place):
    assert "Băng này còn ở tài liệu khác" not in office.visit(place).words
    with work(engine) as session:
        file = session.scalar(select(Stretch.file))
        other = make_item(session, "Then cổ, bản hai", texts=(), published=False)
        make_recording(session, settings, other, file=file)
        address = f"/can-bo/tai-lieu/{other.id}/trang/1/giu-kin"
    page = office.visit(place)
    assert ("Hãy đánh dấu cả ở: Then cổ, bản hai" in page.words, address in page.html) == (
        True,
        True,
    )


def test_copies_that_could_not_be_made_are_said(engine, office, place):
    office.send(place, place, _SPAN)
    with work(engine) as session:
        item = session.get_one(Item, _item_id(place))
        delivery = make_accession(session, item_id=item.id, state=AccessionState.PARTIAL)
        delivery.message, delivery.settled = "Đĩa đầy.", clock.now()
        item.accession_id = delivery.id
    page = office.visit(place)
    assert "Chưa làm lại được bản nghe: Đĩa đầy." in page.words
    assert f"Xem lần nhập {delivery.number}" in page.words
