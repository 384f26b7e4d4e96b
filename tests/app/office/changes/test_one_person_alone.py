"""One person alone tries every door that changes what strangers see of a reviewed collection.

Each way is also tried without review, where a stranger does see the change.
"""

import pytest

from library.catalogue.pictures.describing import describe, page_of
from library.consents import consents
from library.consents.consents import ConsentFacts
from library.consents.models import ConsentWay
from tests.app.browser import Browser
from tests.app.office.changes import ways_of_one_person as ways
from tests.app.office.changes.strangers_view import Library, enter_book
from tests.ingest.days import run_pipeline
from tests.makers import BY

pytestmark = pytest.mark.slow
_LIST = "Tên sách,ISBN,Số ĐKCB,Nơi giữ\nSách số,978-604-2-00001-1,VN.7,Kho giả\n"
_RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Description><dc:title>Sổ giả</dc:title>'
    "<dc:identifier>urn:isbn:9786042000011</dc:identifier></rdf:Description></rdf:RDF>"
)


_WAITING = {
    "an old edit is undone": ways.undo_description,
    "an empty field is filled in": lambda library: library.send("", {"description": "Giả"}),
    "a line of MARC with a field of its own": ways.add_marc("082", "$a959.711"),
    "an edited table comes back": ways.send_table_back,
    "an imported record replaces one": ways.take_in("replace", "a.xml", _RDF),
    "an approved bulk edit is undone": ways.undo_approved_bulk_edit,
    "a part of the collection goes into the book": ways.put_into_book(""),
    "merged names are split": ways.split_authorities,
    "a name gets another life": lambda library: library.by("cataloguer").send(
        "/can-bo/ten/1", "/can-bo/ten/1", {"begins": "1911", "note": "Giả"}
    ),
    "an approved move of a page is undone": ways.undo_order,
    "two scans are joined": lambda library: library.arrange("ghep", 2, 3),
    "a hidden page is shown by the triage": ways.show_by_triage,
    "a list of captions comes in": ways.take_in_picture_list,
    "an earlier caption is brought back": ways.restore_picture,
    "the words of a page are edited under embargo": ways.edit_under_embargo,
    "a reader's report is accepted": ways.accept_report,
    "a misreading is corrected everywhere": ways.correct_everywhere,
    "words of a tape come from a file": ways.take_in_words,
    "a map goes back to an earlier place": ways.move_map_back,
    "conditions of a community are lifted": ways.lift_conditions,
    "an undone withdrawal with another caption": ways.after_withdrawal(
        lambda library: library.send("/trang/1/anh", {"caption": "Giả"})
    ),
    "an undone withdrawal with another copy": ways.after_withdrawal(
        lambda library: library.send("/ban", {"location": "Kho giả"})
    ),
    "a duplicate is taken back with another title": ways.after_dropping(
        lambda library: library.send("", {"title": "Sổ giả"})
    ),
    "a withdrawn book is sent and published by one": ways.publish_alone,
    "a copy is elsewhere": lambda library: library.send(
        "/ban", {"location": "Kho giả"}, role="cataloguer"
    ),
    "a removed copy comes out of the bin": ways.restore_copy,
    "an imported list adds a copy": ways.take_in("copies", "a.csv", _LIST),
    "a part of another collection goes into the book": ways.put_into_book("khac"),
    "a page becomes the table of contents": lambda library: library.arrange(
        "loai", 2, loai="contents"
    ),
    "a hard page is accepted": ways.accept_hard_page,
    "the book goes into another collection": lambda library: library.plan("chuyen", bst="khac"),
    "a line of MARC without a field of its own": ways.add_marc("505", "$aChương giả"),
    "a copy is added in MARC": ways.add_marc("852", "$bKho giả$hDC.77"),
    "an undone withdrawal with other words of a page": ways.after_withdrawal(ways.correct),
    "an undone withdrawal with pages in another order": ways.after_withdrawal(
        lambda library: library.arrange("chuyen", 3)
    ),
    "an undone withdrawal with a page that was hidden": ways.show_page_while_withdrawn,
    "an undone withdrawal with a span that was silenced": ways.lift_silence_while_withdrawn,
    "an undone withdrawal with other words of a tape": ways.take_in_words_while_withdrawn,
    "a duplicate is taken back with another text": ways.after_dropping(
        lambda library: library.send("/trang/1/sua", {"chu": "Giả"}, "/trang/1/sua/ca-trang")
    ),
    "the meaning of a place is decided": ways.decide_place,
    "a decided place is undone": ways.undo_place,
}
_THROUGH_THE_PIPELINE = {
    "a rescan replaces a page": ways.hand_rescan_in("thay", 2),
    "a rescan adds a page": ways.hand_rescan_in("chen-cuoi"),
    "a page is read in another language": ways.read_again,
    "scans come to a record of paper": ways.scan_paper,
    "files come to an imported record": ways.add_files_to_imported_record,
}


@pytest.fixture
def library_of(engine, settings, browser, staff, index):
    """Return a function that enters a published book in a collection."""
    browsers: dict[str, Browser] = {}

    def by(role):
        browsers[role] = browsers.get(role) or staff(role)
        return browsers[role]

    def enter(slug):
        library = Library(engine, settings, slug, browser, by, index)
        enter_book(library)
        return library

    return enter


@pytest.mark.parametrize("way", _WAITING.values(), ids=_WAITING)
def test_one_person_alone_changes_nothing_that_strangers_see(library_of, way):
    library = library_of("mat")
    way(library)
    assert library.news() == []


@pytest.mark.parametrize("way", _WAITING.values(), ids=_WAITING)
def test_without_review_the_same_way_changes_what_strangers_see(library_of, way):
    library = library_of("mo")
    way(library)
    assert library.news() != []


@pytest.mark.parametrize("way", _THROUGH_THE_PIPELINE.values(), ids=_THROUGH_THE_PIPELINE)
def test_the_pipeline_shows_nothing_that_one_person_alone_asked_for(library_of, way, tmp_path):
    library = library_of("mat")
    way(library, tmp_path)
    run_pipeline(library.settings, library.engine)
    assert library.news() == []


@pytest.mark.parametrize("way", _THROUGH_THE_PIPELINE.values(), ids=_THROUGH_THE_PIPELINE)
def test_without_review_the_pipeline_shows_what_one_person_asked_for(library_of, way, tmp_path):
    library = library_of("mo")
    way(library, tmp_path)
    run_pipeline(library.settings, library.engine)
    assert library.news() != []


def test_an_author_approves_no_own_change_in_the_proposal_of_somebody_else(library_of):
    library = library_of("mat")
    library.send("", {"title": "Sổ giả"})
    library.send("", {"place": "Lạng Sơn"}, role="cataloguer")
    library.press(f"/can-bo/tai-lieu/{library.book}/mo-them", {"viec": "duyet"})
    assert "Sổ giả" not in library.stranger.visit(f"/tai-lieu/{library.book}").html


def test_an_author_approves_no_own_words_in_the_correction_of_somebody_else(library_of):
    library = library_of("mat")
    library.send("/trang/1/anh", {"caption": "Giả"})
    library.send("/trang/1/anh", {"date": "1952"}, role="cataloguer")
    library.approve(2, role="reviewer")
    page = library.stranger.visit(f"/tai-lieu/{library.book}/trang/1").html
    assert ("1952" in page, "Giả" in page) == (True, False)


def _end_consent(library):
    facts = ConsentFacts(
        person="Bà A",
        way=ConsentWay.WITNESSED,
        until=None,
        evidence="có người làm chứng",
        scan=None,
        scan_type=None,
        kept=True,
        onsite=True,
        published=True,
    )
    library.change(lambda session, item: consents.enter(session, item, facts, BY))
    library.send("/dong-y", {}, "/dong-y/1/thoi", role="cataloguer")


def _grant_withdrawal(library):
    page = f"/tai-lieu/{library.book}/xin-go"
    library.stranger.send(page, page, {"noi-dung": "Bà tôi không muốn"})
    library.by("reviewer").send("/can-bo/xin-go", "/can-bo/xin-go/1", {"viec": "go", "loi": "Vâng"})


def _close_while_a_change_waits(library):
    library.send("", {"title": "Sổ giả"}, role="cataloguer")
    library.send("", {"access": "staff", "title": "Sổ giả khác"}, role="cataloguer")


def _hide_page_that_waits_to_move(library):
    library.arrange("chuyen", 2, 3)
    library.arrange("bo", 1)


def _silence(library):
    ways.enter_tape(library)
    fields = {"tu": "0:01", "den": "0:09", "ly-do": "health"}
    library.send("/trang/1/giu-kin", fields, role="cataloguer")


_CLOSING = {
    "a consent ends": (_end_consent, "/trang/1"),
    "a family asks for withdrawal": (_grant_withdrawal, ""),
    "only staff may read, while a title waits": (_close_while_a_change_waits, ""),
    "a page is hidden, while its move waits": (_hide_page_that_waits_to_move, "/trang/1"),
    "an embargo is set in bulk": (
        lambda library: library.plan("doi-o", o="opens", cach="fill", noi_dung="1/1/2126"),
        "/trang/2",
    ),
    "books are withdrawn in bulk": (lambda library: library.plan("go", ly_do="nhầm"), ""),
    "a community forbids downloads": (
        lambda library: library.send("/dong-y", {"no_download": "on"}, "/dong-y/dieu-kien"),
        "/tai-ve/van-ban.txt",
    ),
    "a span of a tape is silenced": (_silence, "/trang/1/loi/vi.vtt"),
}


@pytest.mark.parametrize(("way", "tail"), _CLOSING.values(), ids=_CLOSING)
def test_what_only_closes_takes_effect_at_once(library_of, way, tail):
    library = library_of("mat")
    way(library)
    address = f"/tai-lieu/{library.book}{tail}"
    assert address in library.old_view
    assert "lời đầu" not in library.view().get(address, "")
    assert library.view().get(address, "") != library.old_view[address]


def test_an_answer_about_the_book_waits_and_is_hidden_at_once(library_of):
    library = library_of("mat")
    ways.publish_question(library)
    assert "Sổ giả?" not in library.stranger.visit("/hoi-dap").words
    library.approve()
    assert "Sổ giả?" in library.stranger.visit("/hoi-dap").words
    library.by("reviewer").send("/can-bo/hoi-thu-vien/1", "/can-bo/hoi-thu-vien/1/go", {})
    assert "Sổ giả?" not in library.stranger.visit("/hoi-dap").words


def test_the_name_of_a_person_leaves_a_picture_at_once(library_of):
    library = library_of("mat")
    fields = {"persons": "Bà Lợi", "caption": "Chợ"}
    library.change(lambda s, item: describe(s, page_of(s, item.id, 1), fields, BY))
    library.send("/trang/1/anh", {"persons": ""}, role="cataloguer")
    assert "Bà Lợi" not in library.stranger.visit(f"/tai-lieu/{library.book}/trang/1").html


def _rename_collection(library, name="Sưu tập giả", role="reviewer"):
    page = f"/can-bo/suu-tap/{library.slug}"
    library.by(role).send(page, page, {"title": name})


def test_the_profile_of_a_collection_waits_with_all_its_books(library_of):
    library = library_of("mat")
    _rename_collection(library)
    assert library.news() == []
    words = library.by("administrator").visit("/can-bo/cho-duyet").words
    assert "Bản hồ sơ sưu tập: Hồ sơ" in words
    library.approve()
    assert "Sưu tập giả" in library.stranger.visit(f"/tai-lieu/{library.book}").words


def test_a_profile_that_somebody_else_saved_since_is_not_overwritten(library_of):
    library = library_of("mat")
    _rename_collection(library)
    _rename_collection(library, "Sưu tập khác")
    library.approve(2)
    fields = {"so": "1", "viec": "duyet"}
    assert library.press("/can-bo/cho-duyet/thay-doi", fields, "administrator") == 409
    assert "Sưu tập khác" in library.stranger.visit(f"/tai-lieu/{library.book}").words


def test_the_end_of_review_alone_waits_for_nobody(library_of):
    library = library_of("mat")
    page, administrator = "/can-bo/suu-tap/mat", library.by("administrator")
    form = administrator.visit(page).form(page)
    assert form.pop("four_eyes")
    library.press(page, form, "administrator")
    assert "four_eyes" not in administrator.visit(page).form(page)
