"""Line-by-line correction of a page, including concurrent edits."""

import pytest
from sqlalchemy import select

from library.catalogue.models import Page, PageText
from library.catalogue.text.words import pack, unpack
from library.corrections.models import ReadingOutcome
from library.corrections.page_edits.edit import EditContext
from library.corrections.second_readings import BY as BY_MACHINE
from library.corrections.second_readings import SecondReadingResult, store_result
from library.database import reading, work
from library.staff.models import AuditEntry
from library.storage.content_store import ContentStore
from tests.app.scans import make_scan
from tests.library.corrections.changes import change_of
from tests.library.corrections.pages import set_lines, texts
from tests.makers import make_item, make_page


@pytest.fixture
def address(engine, settings):
    """Enter a page of two lines with doubtful words; return the address of its editor."""
    with work(engine) as session:
        item = make_item(session, "Quyển sổ", texts=(), published=False)
        row = make_scan(session, settings, item, "-")
        words = set_lines("Ủy ban câp tỉnh", "Lạng Sơn câp huyện")
        row.words = ContentStore(settings.derivatives).put(pack(words))
    return f"/can-bo/tai-lieu/{item.id}/trang/1/sua"


@pytest.fixture
def shelf(engine, settings):
    """Return a function that reads the current words and text of the page."""

    def read_now():
        with reading(engine) as session:
            page = session.scalars(select(Page)).one()
            words = unpack(ContentStore(settings.derivatives).read(page.words))
            return texts(words), session.scalar(select(PageText.text)), page

    return read_now


def _send(browser, address, status=200, **fields):
    named = {name.replace("_", "-"): text for name, text in fields.items()}
    return browser.send(address, address, named, status=status)


def test_each_line_is_shown_under_its_image(office, address):
    page = office.visit(address)
    assert len(page.all("svg", class_="line__crop")) == 2
    assert page.form(address)["dong-0"] == "Ủy ban câp tỉnh"


def test_a_doubtful_word_shows_suggestions(office, address):
    (word, _) = office.visit(address).all("span", class_="word--impossible")
    assert "cấp" in word.get("data-proposals").split("|")


def test_each_line_has_its_language_attribute(office, engine, settings):
    lines = (
        "Le territoire de Lang-Son est situé dans le nord du Tonkin, sur la frontière de Chine.",
        "Chợ Kỳ Lừa họp ngày hai và ngày bảy.",
        "諒山 省",
    )
    with work(engine) as session:
        item = make_item(session, texts=(), published=False)
        row = make_scan(session, settings, item, lines[0])
        row.words = ContentStore(settings.derivatives).put(pack(set_lines(*lines)))
    page = office.visit(f"/can-bo/tai-lieu/{item.id}/trang/1/sua")
    typed = [line.get("lang") for line in page.all("input", class_="line__text")]
    assert typed == ["fr", "vi", "zh-Hant"]


def test_typed_text_is_saved_as_words_and_as_text(office, address, shelf):
    _send(office, address, dong_0="Ủy ban cấp tỉnh")
    lines, text, _ = shelf()
    assert lines == ["Ủy ban cấp tỉnh", "Lạng Sơn câp huyện"]
    assert text.startswith("Ủy ban cấp tỉnh")


def test_a_corrected_word_is_no_longer_doubtful(office, address):
    result = _send(office, address, dong_0="Ủy ban cấp tỉnh")
    assert len(result.all("span", class_="word--impossible")) == 1


def test_a_confirmed_word_is_no_longer_doubtful(office, address, shelf):
    assert len(_send(office, address, giu="2").all("span", class_="word--impossible")) == 1
    assert shelf()[0][0] == "Ủy ban câp tỉnh"


def test_confirming_the_whole_page_confirms_all_its_words(office, address):
    assert not _send(office, address, het="1").all("span", class_="word--impossible")


def test_the_quality_of_the_page_rises(office, address, shelf):
    previous = shelf()[2].quality
    _send(office, address, dong_0="Ủy ban cấp tỉnh", dong_1="Lạng Sơn cấp huyện")
    assert shelf()[2].quality > previous


def test_a_missing_line_is_added(office, address, shelf):
    _send(office, address, them="Số 12", them_sau="0")
    assert shelf()[0] == ["Ủy ban câp tỉnh", "Số 12", "Lạng Sơn câp huyện"]


def test_a_reader_finds_the_new_word_with_its_place_on_the_image(office, browser, address, index):
    item = address.split("/")[3]
    office.send(f"/can-bo/tai-lieu/{item}", f"/can-bo/tai-lieu/{item}", {"viec": "cong-bo"})
    index()
    _send(office, address, dong_0="Ủy ban Nguyễn tỉnh")
    index()
    assert browser.visit("/tra-cuu?q=Nguyễn").has_link_to(
        f"/tai-lieu/{item}/trang/1?q=Nguy%E1%BB%85n"
    )
    (mark,) = browser.visit(f"/tai-lieu/{item}/trang/1?q=Nguyễn").all("rect")
    assert mark.get("x") == "170"


def test_concurrent_edits_of_different_words_are_both_saved(office, staff, address, shelf):
    base = office.visit(address).form(address)["tren"]
    _send(staff("cataloguer"), address, dong_0="Ủy ban cấp tỉnh")
    _send(office, address, tren=base, dong_0="Ủy ban câp tỉnh", dong_1="Lạng Sơn cấp huyện")
    assert shelf()[0] == ["Ủy ban cấp tỉnh", "Lạng Sơn cấp huyện"]


@pytest.fixture
def clash(office, staff, address):
    """Save a word as one person while another edits it; return the page the other one sees."""
    base = office.visit(address).form(address)["tren"]
    _send(staff("cataloguer"), address, dong_0="Ủy ban cấp tỉnh")
    typed = {"tren": base, "dong_0": "Ủy ban cập tỉnh", "dong_1": "Lạng Sơn cấp huyện"}
    return _send(office, address, status=409, **typed)


def test_a_later_save_never_overwrites_an_earlier_one(clash, shelf):
    assert shelf()[0] == ["Ủy ban cấp tỉnh", "Lạng Sơn câp huyện"]


def test_a_conflict_shows_both_versions_and_keeps_the_typed_text(clash, address):
    assert "Người khác đã sửa thành: Ủy ban cấp tỉnh" in clash.words
    form = clash.form(address)
    assert (form["dong-0"], form["dong-1"]) == ("Ủy ban cập tỉnh", "Lạng Sơn cấp huyện")


def test_after_a_conflict_the_page_can_be_saved(clash, office, address, shelf):
    with office.client.post(address, data=clash.form(address)) as response:
        assert response.status_code == 303
    assert shelf()[0] == ["Ủy ban cập tỉnh", "Lạng Sơn cấp huyện"]


def test_every_correction_is_in_the_audit_log(office, address, engine):
    _send(office, address, dong_0="Ủy ban cấp tỉnh")
    with reading(engine) as session:
        notes = session.scalars(select(AuditEntry).where(AuditEntry.action == "page.correct"))
        assert [(note.who, note.detail) for note in notes] == [
            ("administrator", "trang 1: câp → cấp")
        ]


def test_a_correction_can_be_undone_and_redone(office, address, shelf):
    _send(office, address, dong_0="Ủy ban cấp tỉnh")
    history = f"{address}/lich-su"
    office.send(history, history, {"viec": "huy"})
    assert shelf()[0][0] == "Ủy ban câp tỉnh"
    office.send(history, history, {"viec": "lam-lai"})
    assert shelf()[0][0] == "Ủy ban cấp tỉnh"


def test_a_correction_and_all_later_ones_can_be_undone(office, address, shelf):
    _send(office, address, dong_0="Ủy ban cấp tỉnh")
    _send(office, address, dong_1="Lạng Sơn cấp huyện")
    history = f"{address}/lich-su"
    office.send(history, history, {"viec": "ve-truoc", "sua": "1"})
    assert shelf()[0] == ["Ủy ban câp tỉnh", "Lạng Sơn câp huyện"]


def test_changes_by_the_second_reader_show_both_confidences_and_can_be_undone(
    office, address, shelf, engine, settings
):
    store = ContentStore(settings.derivatives)
    with work(engine) as session:
        page = session.scalars(select(Page)).one()
        change = change_of(unpack(store.read(page.words)), "huyện", "Huyện")
        result = SecondReadingResult(page.words, "m.1", ReadingOutcome.READ, changes=(change,))
        store_result(EditContext(session, store, BY_MACHINE, ("vie",)), page.id, result)
    history = f"{address}/lich-su"
    shown = " ".join(office.visit(history).words.split())
    assert "máy đọc thứ hai đọc lại những chữ còn ngờ" in shown
    assert "huyện (70 %) → Huyện (96 %)" in shown
    office.send(history, history, {"viec": "huy"})
    assert shelf()[0][1] == "Lạng Sơn câp huyện"


def test_corrections_by_others_are_suggested_first(office, address):
    _send(office, address, dong_0="Ủy ban cắp tỉnh")
    (word,) = office.visit(address).all("span", class_="word--impossible")
    assert word.get("data-proposals").split("|")[0] == "cắp"


@pytest.mark.parametrize("base", ["", "x", "0" * 63 + "/"])
def test_a_form_with_an_unknown_base_is_refused(office, address, base):
    _send(office, address, status=400, tren=base)


def test_no_input_causes_a_server_error(office, address):
    page = _send(office, address, **{"dong-x": "a", "dong-99999999": "b", "giu": "x"})
    assert "Không có gì thay đổi" in page.words


def test_a_page_without_text_shows_a_message(office, engine):
    with work(engine) as session:
        item = make_item(session, texts=(), published=False)
        make_page(session, item)
    page = office.visit(f"/can-bo/tai-lieu/{item.id}/trang/1/sua", status=409)
    assert "chưa được xử lý xong" in page.words
