"""Recordings: the player of a stretch, its sources and captions, and what counts as a use."""

import pytest

from library.catalogue import index_queue
from library.catalogue.access.reading_conditions import Conditions, to_text
from library.catalogue.cataloguing import publish
from library.catalogue.models import Access, Item, Page
from library.database import reading, work
from library.recordings.cues import Cue
from library.recordings.models import Transcript, TranscriptKind
from library.recordings.transcribing import save_transcript
from points.usage.models import ItemUse
from points.use_kind import UseKind
from tests.makers import make_item
from tests.recordings import MINUTE, add_words, make_recording

_FILE = "a" * 64
_CUES = (
    Cue(4000, 8000, "Pú đẩm <chựa> slấn", "Bà Lợi"),
    Cue(6 * MINUTE, 6 * MINUTE + 5000, "Lằng Slửa mừa mường"),
)


@pytest.fixture
def recording(engine, settings, index):
    """Return a function that enters and indexes a sound of eleven minutes with two cues."""

    def entered(access=Access.PUBLIC, **described):
        with work(engine) as session:
            described = {"texts": (), "published": False, "access": access, **described}
            item = make_item(session, "Then cổ Lạng Sơn", **described)
            make_recording(session, settings, item)
            shown = Transcript(
                item_id=item.id, file=_FILE, kind=TranscriptKind.SPEECH, language="tyz"
            )
            shown.version, shown.cues = 0, ""
            save_transcript(session, shown, _CUES, "kiểm thử")
            publish(session, item, "kiểm thử")
        index()
        return f"/tai-lieu/{item.id}/trang"

    return entered


def _sources(page):
    return [source.get("src") for source in page.all("source")]


def _uses(engine):
    with reading(engine) as session:
        return [row.kind for row in session.query(ItemUse).order_by(ItemUse.id)]


def test_a_stretch_is_played_from_its_beginning(browser, recording):
    pages = recording()
    first, second = browser.visit(f"{pages}/1"), browser.visit(f"{pages}/2")
    assert [source.get("type") for source in first.all("source")] == ["audio/webm", "audio/mp4"]
    assert not any("#t=" in source for source in _sources(first))
    assert all(source.endswith("#t=300.0") for source in _sources(second))
    assert "Từ 5:00 đến 10:00" in second.words


def test_each_budget_plays_a_copy_of_its_own(browser, recording):
    pages = recording()
    played = {*_sources(browser.visit(f"{pages}/1"))}
    for budget in ("tiet-kiem", "dep"):
        page = browser.visit(f"/luong-du-lieu/{budget}?tiep={pages}/1")
        assert played.isdisjoint(_sources(page))
        played.update(_sources(page))
    assert len(played) == 6


def test_words_are_shown_with_time_and_speaker(browser, recording):
    page = browser.visit(f"{recording()}/1")
    assert "Bà Lợi: Pú đẩm <chựa> slấn" in page.words
    assert "Lằng Slửa" not in page.words
    assert "Tiếng Tày" in page.words


def test_a_hit_is_marked_and_played_from_its_second(browser, recording):
    pages = recording()
    (hit,) = [
        link.get("href")
        for link in browser.visit("/tra-cuu?q=lang+slua").all("a")
        if f"{pages}/2" in (link.get("href") or "")
    ][:1]
    page = browser.visit(hit)
    assert page.says("mark") == ["Lằng", "Slửa"]
    assert all(source.endswith("#t=360.0") for source in _sources(page))


def test_a_word_of_the_phrase_said_earlier_is_no_hit(browser, recording, engine):
    pages = recording()
    with work(engine) as session:
        earlier = (Cue(5 * MINUTE + 9000, 5 * MINUTE + 9900, "Slửa ấy"),)
        add_words(session, session.query(Item).one(), earlier)
    page = browser.visit(f"{pages}/2?q=%22lang+slua%22")
    assert page.says("mark") == ["Lằng", "Slửa"]
    assert all(source.endswith("#t=360.0") for source in _sources(page))


def test_the_line_with_most_words_is_shown_not_a_single_word_said_earlier(
    browser, recording, engine, index
):
    pages = recording()
    with work(engine) as session:
        earlier = (Cue(5 * MINUTE + 9000, 5 * MINUTE + 9900, "Slửa ấy"),)
        add_words(session, session.query(Item).one(), earlier)
    index()
    results = browser.visit("/tra-cuu?q=lang+slua")
    assert results.has_link_to(f"{pages}/2?q=lang+slua&tu={6 * MINUTE}#dau")
    assert "Nghe từ 6:00" in results.words
    (line,) = browser.visit(f"{pages}/2?q=lang+slua&tu={6 * MINUTE}").all("li", id="dau")
    assert "Lằng Slửa mừa mường" in "".join(line.itertext())


def test_a_view_of_many_pages_shows_the_stretch_that_was_asked_for(browser, recording):
    pages = recording()
    page, screen = (browser.visit(f"{pages}/2{view}") for view in ("", "?xem=anh-nho"))
    assert page.says("title") == screen.says("title")
    turned = [[link.get("rel") for link in seen.all("link")] for seen in (page, screen)]
    assert turned[0] == turned[1]


def test_a_correction_queues_the_changed_stretch_alone(recording, engine):
    recording()
    with work(engine) as session:
        row = session.query(Transcript).one()
        shown = Transcript(item_id=row.item_id, file=_FILE, kind=row.kind, language="tyz")
        shown.version, shown.cues = row.version, row.cues
        save_transcript(session, shown, (_CUES[0], _CUES[1]._replace(text="mùa")), "kiểm thử")
        assert [due.page_number for due in index_queue.waiting(session)] == [2]


def test_captions_are_the_words_of_the_whole_recording(browser, recording):
    response = browser.fetch(f"{recording()}/2/loi/tyz.vtt")
    assert response.mimetype == "text/vtt"
    assert response.text.count("-->") == 2
    assert "<v Bà Lợi>Pú đẩm &lt;chựa&gt; slấn" in response.text


def test_a_play_counts_once_and_a_later_range_does_not(app, browser, recording, engine):
    pages = recording()
    address = _sources(browser.visit(f"{pages}/1"))[0]
    beginning = browser.fetch(address, headers={"Range": "bytes=0-"})
    later = browser.fetch(address, headers={"Range": "bytes=100-200"})
    app.extensions["services"].usage_writer.catch_up()
    assert (beginning.status_code, later.status_code, len(later.data)) == (206, 206, 101)
    assert _uses(engine) == [UseKind.INVESTIGATION, UseKind.REQUEST]


@pytest.mark.parametrize(
    ("header", "status", "part"),
    [
        ("bytes=-5", 206, slice(-5, None)),
        ("bytes=4-99999", 206, slice(4, None)),
        ("bytes=99999-", 416, None),
        ("bytes=0-1,5-6", 200, slice(None)),
        ("bytes=5-1", 200, slice(None)),
        ("items=0-4", 200, slice(None)),
        (f"bytes={'9' * 5000}-", 200, slice(None)),
    ],
)
def test_a_range_is_sent_or_the_whole_file(browser, recording, header, status, part):
    address = _sources(browser.visit(f"{recording()}/1"))[0]
    content = browser.fetch(address).data
    answer = browser.fetch(address, headers={"Range": header})
    assert (answer.status_code, part is None or answer.data == content[part]) == (status, True)


_CLOSED = ({"access": Access.STAFF}, {"access": Access.LIBRARY}, {"opens": "2099-01-01"})


@pytest.mark.parametrize("described", _CLOSED, ids=["for staff", "in the library", "embargo"])
@pytest.mark.parametrize("part", ["", "/bang/{digest}", "/loi/tyz.vtt", "/anh/{digest}"])
def test_nobody_hears_what_is_not_open(browser, recording, part, described):
    pages = recording()
    digest = _sources(browser.visit(f"{pages}/1"))[0].rsplit("/", 1)[1]
    closed = recording(**described)
    assert browser.fetch(f"{closed}/1{part.format(digest=digest)}").status_code in (403, 404)


def test_a_copy_of_another_recording_is_not_found(browser, recording):
    assert browser.fetch(f"{recording()}/1/bang/{'0' * 64}").status_code == 404
    assert browser.fetch(f"{recording()}/1/loi/fr.vtt").status_code == 404


def test_the_words_of_a_stretch_that_was_left_out_are_in_no_captions(engine, browser, recording):
    pages = recording()
    source = _sources(browser.visit(f"{pages}/2"))[0]
    with work(engine) as session:
        session.query(Page).filter_by(number=2).update({"left_out": True})
    page, response = browser.visit(f"{pages}/1"), browser.fetch(f"{pages}/1/loi/tyz.vtt")
    assert "Pú đẩm" in response.text
    assert "Lằng Slửa" not in response.text
    assert f"{pages}/2" not in [link.get("href") for link in page.all("a")]
    closed = (f"{pages}/2", f"{pages}/2/loi/tyz.vtt", source.partition("#")[0])
    assert [browser.fetch(address).status_code for address in closed] == [404, 404, 404]


def test_a_station_without_a_stretch_has_no_captions_of_it(engine, browser, recording):
    pages = recording()
    with work(engine) as session:
        session.delete(session.query(Page).filter_by(number=2).one())
    assert browser.fetch(f"{pages}/1/loi/tyz.vtt").text.count("-->") == 1


def test_the_record_of_a_recording_names_times_and_no_pages(browser, recording):
    page = browser.visit(recording().removesuffix("/trang"))
    assert "trang 1" not in page.words
    assert "3 trang" not in page.words
    assert "Nghe từ đầu" in page.words
    labels = [link.get("aria-label") for link in page.all("a") if "/trang/" in link.get("href")]
    assert [name for name in labels if name] == [
        "Đoạn 0:00–5:00",
        "Đoạn 5:00–10:00",
        "Đoạn 10:00–11:00",
    ]


def test_a_recording_among_books_offers_its_sound_and_no_book(browser, recording):
    item = recording(kind="Sách", place="Lạng Sơn").removesuffix("/trang")
    page, english = browser.visit(item), browser.visit(f"{item}?nn=en")
    assert not page.has_link_to(f"{item}/tai-ve/sach.epub")
    assert browser.fetch(f"{item}/tai-ve/sach.epub").status_code == 404
    sounds = [a for a in page.all("a") if "/bang/" in a.get("href") and a.get("download") == ""]
    assert len(sounds) == 6
    assert all(browser.fetch(a.get("href")).mimetype.startswith("audio/") for a in sounds)
    assert "Nơi ghi" in page.says("dt")
    assert "Place of recording" in english.says("dt")


def test_an_item_that_may_not_be_downloaded_offers_no_sound(browser, recording):
    page = browser.visit(
        recording(conditions=to_text(Conditions(no_download=True))).removesuffix("/trang")
    )
    assert "không tải về được" in page.words
    assert [a for a in page.all("a") if "/bang/" in a.get("href")] == []


def test_words_of_a_recording_have_an_english_heading(browser, recording):
    page = browser.visit(f"{recording()}/1?nn=en")
    assert "Tày transcript" in page.says("h2")


def test_the_place_of_a_map_is_no_place_of_issue_in_english(browser, engine):
    with work(engine) as session:
        item = make_item(session, "Tỉnh Lạng Sơn", kind="Bản đồ", place="Lạng Sơn")
    assert "Place shown" in browser.visit(f"/tai-lieu/{item.id}?nn=en").says("dt")


def test_a_reference_and_other_systems_name_the_medium(browser, recording):
    item = recording(kind="Sách").removesuffix("/trang")
    assert "TY  - SOUND" in browser.client.get(f"{item}/trich-dan.ris").text
    answer = browser.fetch(item)
    assert '"@type":"AudioObject"' in answer.text
    assert "Then cổ Lạng Sơn [Audio recording]" in answer.text
    assert 'audio/mp4"' in answer.headers["Link"]
    assert "application/epub+zip" not in answer.headers["Link"]
    assert (
        "<dc:type>Sound</dc:type>"
        in browser.fetch("/oai?verb=ListRecords&metadataPrefix=oai_dc").text
    )
    feed = browser.fetch("/opds/2/moi").get_json()["publications"]
    assert [link["type"].partition("/")[0] for link in feed[0]["links"]][:2] == ["audio", "audio"]


def test_the_form_of_a_recording_asks_for_nothing_of_books(office, recording):
    item_id = recording(collection="dia-chi", kind="Băng tiếng").removesuffix("/trang")[10:]
    page = office.visit(f"/can-bo/tai-lieu/{item_id}")
    assert {"Thời lượng, số băng", "Nơi ghi"} <= set(page.says("label"))
    assert not {"ISBN", "Số trang, khổ", "Nơi xuất bản"} & set(page.says("label"))


def test_the_chapters_are_listed_and_the_present_one_is_marked(browser, recording, engine):
    pages = recording()
    chapters = Cue(0, 0, "Mở đầu"), Cue(6 * MINUTE, 6 * MINUTE, "Vào lễ")
    with work(engine) as session:
        item = session.query(Item).one()
        add_words(session, item, chapters, TranscriptKind.CHAPTERS)
    page = browser.visit(f"{pages}/2?tu={7 * MINUTE}")
    links = [link.get("href") for link in page.all("a") if link.get("href").endswith("tu=360000")]
    assert set(links) == {f"{pages}/2?tu={6 * MINUTE}"}
    (present,) = (row for row in page.all("li") if row.get("aria-current") == "true")
    assert "Vào lễ" in "".join(present.itertext())


def test_a_recording_with_a_stretch_left_out_is_not_played(browser, recording, engine):
    pages = recording()
    source = _sources(browser.visit(f"{pages}/1"))[0]
    with work(engine) as session:
        session.query(Page).filter_by(number=2).one().left_out = True
    page = browser.visit(f"{pages}/1")
    assert _sources(page) == []
    assert "không công bố một đoạn" in page.words
    assert browser.client.get(source).status_code == 404


def test_a_reader_reports_a_word_and_staff_correct_the_cue(browser, office, recording, engine):
    pages = recording()
    assert browser.visit(f"{pages}/2").has_link_to(f"{pages}/2/bao-loi")
    form = {"sai": "Slửa mừa", "dung": "Slửa mùa"}
    browser.send(f"{pages}/2/bao-loi", f"{pages}/2/bao-loi", form)
    browser.send(f"{pages}/1/bao-loi", f"{pages}/1/bao-loi", form, status=400)
    assert "6:00 Lằng Slửa mừa mường" in office.visit("/can-bo/ban-doc-bao").words
    office.send("/can-bo/ban-doc-bao", "/can-bo/ban-doc-bao/1", {"viec": "nhan"})
    assert "Lằng Slửa mùa mường" in browser.visit(f"{pages}/2").words
    with reading(engine) as session:
        assert session.query(Transcript).one().version == 2


def test_a_citation_of_a_stretch_names_its_time(browser, recording):
    pages = recording()
    words = browser.visit(f"{pages}/2").words
    assert "Then cổ Lạng Sơn, đoạn 5:00–10:00" in words
    assert "tr. 2" not in words
    reference = browser.client.get(f"{pages.removesuffix('/trang')}/trich-dan.ris?trang=2").text
    assert "N1  - 5:00–10:00" in reference
    assert "SP  -" not in reference


def test_hits_name_times_and_the_record_to_which_a_part_belongs(browser, recording, engine, index):
    item_id = recording().removesuffix("/trang").rpartition("/")[2]
    with work(engine) as session:
        host = make_item(session, "Lễ hội Lồng tồng", texts=("sách của lễ",))
        session.get_one(Item, item_id).part_of = host.id
    index()
    results = browser.visit("/tra-cuu?q=Lằng+Slửa+mừa")
    assert "Thuộc Lễ hội Lồng tồng" in results.words
    page = browser.visit(f"/tai-lieu/{host.id}?q=Lằng+Slửa+mừa")
    assert "Gồm: 1 trang · băng 11 phút" in page.words
    assert "6:00 Lằng Slửa" in page.words
    assert page.has_link_to(
        f"/tai-lieu/{item_id}/trang/2?q=L%E1%BA%B1ng+Sl%E1%BB%ADa+m%E1%BB%ABa&tu=360000#dau"
    )
