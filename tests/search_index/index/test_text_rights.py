"""Text that some people may not read: it is hidden from their searches, on every engine."""

from datetime import date

import pytest

from library import clock
from library.catalogue import cataloguing, index_queue
from library.catalogue.access.reading_conditions import Conditions, to_text
from library.catalogue.access.rights import Audience
from library.catalogue.models import Access
from library.database import work
from points import past_searches
from points.usage.models import PastSearch
from search_index.clauses import Layer
from search_index.documents import SearchRequest
from search_index.engine import hidden_pages
from search_index.index import sync
from search_index.index.generations import usable_generation
from search_index.index.writer import IndexUpdater
from search_index.search_service import SearchService
from tests.makers import BY, make_item, make_settings, save_profile
from tests.search_index.makers import page

_NO_MACHINES = to_text(Conditions(no_machines=True))
_WARNED = to_text(Conditions(warning="Có tiếng khóc"))
_CLOSED = (
    page("mat", "Bản khai của Vương Thị Xoan.", title="Sổ kín", hidden_from=(Audience.ANYONE,)),
    page("mat", "", number=None, title="Sổ kín", hidden_from=(Audience.AT_LIBRARY, Audience.STAFF)),
)
_WALLED = 'title = "Sổ"\nsummary = "Mở sau."\n'
_FAR = "2999-01-31"
_ALL = set(Audience)


@pytest.mark.parametrize(
    ("typed", "audience", "items"),
    [
        pytest.param("vuong thi xoan", Audience.ANYONE, [], id="words"),
        pytest.param('"bản khai của vương"', Audience.ANYONE, [], id="a phrase"),
        pytest.param("xo*", Audience.ANYONE, [], id="the beginning of a word"),
        pytest.param("sổ kín", Audience.ANYONE, ["mat"], id="the title"),
        pytest.param("sổ kín -xoan", Audience.ANYONE, ["mat"], id="the title without a word"),
        pytest.param("", Audience.ANYONE, ["mat"], id="everything"),
        pytest.param("vuong thi xoan", Audience.AT_LIBRARY, ["mat"], id="words at the library"),
        pytest.param("vuong thi xoan", Audience.STAFF, ["mat"], id="words for staff"),
        pytest.param("sổ kín", Audience.STAFF, ["mat"], id="the title for staff"),
        pytest.param("sổ kín -xoan", Audience.STAFF, [], id="without a word, for staff"),
    ],
)
def test_hidden_text_is_found_only_by_those_who_may_read_it(index, typed, audience, items):
    index.put(*_CLOSED)
    assert index.ask(typed, audience=audience) == items


@pytest.mark.parametrize("typed", ["sổ kín xoan", "vuong thi xoann", "bản khai lụt", "khai xoan"])
def test_what_comes_close_gives_no_hidden_text_away(index, typed):
    index.put(*_CLOSED, page("lut", "Trận lụt"), page("kin", "Vườn kín"))
    answer = index.answer(typed)
    assert answer.answered_query is None
    assert [item for item in answer.near if item.item_id == "mat" and item.page] == []


def test_a_hit_by_the_title_has_no_page(index):
    index.put(*_CLOSED)
    (hit,) = index.search("sổ kín").items
    assert (hit.page, hit.pages) == (None, ())


def test_hidden_text_counts_in_no_facet(index):
    index.put(*_CLOSED, page("lut", "Trận lụt", collection="sach", title="Lụt"))
    assert index.counts("")[Layer.COLLECTION] == {"bao": 1, "sach": 1}
    assert not any(index.counts("xoan").values())


def test_no_spelling_is_corrected_to_words_of_hidden_text(index):
    index.put(*(page(f"mat{n}", "Bản khai", hidden_from=(Audience.ANYONE,)) for n in range(9)))
    assert not index.corrected_words("bnả khai")
    index.put(page("mo", "Bản khai"))
    assert index.corrected_words("bnả khai") == "bản khai"


def test_words_of_removed_hidden_pages_correct_nothing(index):
    closed = [page(f"mat{n}", "Bản khai", hidden_from=(Audience.ANYONE,)) for n in range(9)]
    index.put(*closed, page("mo", "Sổ"))
    index.remove(*(document.item_id for document in closed[:5]))
    assert not index.corrected_words("bnả khai")


@pytest.fixture
def settings(tmp_path):
    """Return settings with one collection, whose profile can be edited."""
    folder = tmp_path / "sưu tập" / "so"
    folder.mkdir(parents=True)
    (folder / "profile.toml").write_text(_WALLED, encoding="utf-8")
    return make_settings(tmp_path / "nhà", collections=str(folder.parent))


@pytest.fixture
def enter(settings, engine):
    """Return a function that creates an item with one page and indexes it."""

    def make(**description):
        with work(engine) as session:
            item = make_item(
                session, "Sổ kín", texts=("Vương Thị Xoan khai.",), collection="so", **description
            )
        sync.drain(settings, engine)
        return item.id

    return make


@pytest.fixture
def finders(settings, engine):
    """Return a function that returns who finds the words of the page."""

    def audiences():
        service = SearchService(settings, engine)
        totals = {
            audience.value: service.search(SearchRequest("xoan", audience=audience)).total
            for audience in Audience
        }
        service.close()
        return {audience for audience, total in totals.items() if total}

    return audiences


@pytest.mark.parametrize(
    ("description", "found_by"),
    [
        pytest.param({}, _ALL, id="open"),
        pytest.param({"access": Access.LIBRARY}, {"at-library", "staff"}, id="on-site reading"),
        pytest.param({"conditions": _NO_MACHINES}, _ALL - {"machine"}, id="not for machines"),
        pytest.param({"conditions": _WARNED}, _ALL - {"machine"}, id="word of warning"),
        pytest.param({"opens": _FAR}, {"staff"}, id="embargo"),
        pytest.param({"access": Access.STAFF}, set(), id="only staff, who use the office"),
    ],
)
def test_words_are_found_by_those_who_may_read_them(enter, finders, description, found_by):
    enter(**description)
    assert finders() == found_by


@pytest.mark.parametrize(
    ("rules", "description", "found_by"),
    [
        ("onsite", {"access": Access.LIBRARY}, _ALL),
        ("onsite", {"access": Access.LIBRARY, "opens": _FAR}, {"staff"}),
        ("embargoed", {"opens": _FAR}, _ALL),
        ("embargoed", {"access": Access.LIBRARY, "opens": _FAR}, {"at-library", "staff"}),
    ],
)
def test_a_collection_may_let_closed_text_be_found(
    engine, enter, finders, rules, description, found_by
):
    save_profile(engine, "so", f"{_WALLED}{rules}_text_is_found = true\n")
    enter(**description)
    assert finders() == found_by


def test_a_changed_right_is_indexed_like_any_change(settings, engine, enter, finders):
    item_id = enter()
    with work(engine) as session:
        item = cataloguing.find_item(session, item_id)
        cataloguing.describe(session, item, {"access": Access.LIBRARY}, BY)
    sync.drain(settings, engine)
    assert finders() == {"at-library", "staff"}


def test_a_corrected_page_of_a_closed_item_leaves_its_description(settings, engine, enter):
    item_id = enter(access=Access.LIBRARY)
    with work(engine) as session:
        index_queue.mark(session, item_id, 1)
    sync.drain(settings, engine)
    service = SearchService(settings, engine)
    assert [hit.item_id for hit in service.search(SearchRequest("sổ kín")).hits] == [item_id]
    service.close()


def test_the_index_follows_the_day_an_embargo_ends(settings, engine, enter, finders, monkeypatch):
    enter(opens="2030-05-02")
    with IndexUpdater(settings, engine) as updater:
        for day, everyone in ((1, {"staff"}), (2, _ALL)):
            monkeypatch.setattr(clock, "today", lambda day=day: date(2030, 5, day))
            updater.keep_up()
            assert finders() == everyone


def test_the_index_follows_a_moving_wall_in_the_profile(settings, engine, enter, finders):
    enter(date="2020")
    with IndexUpdater(settings, engine) as updater:
        updater.keep_up()
        save_profile(engine, "so", f"{_WALLED}moving_wall = 500\n")
        updater.keep_up()
    assert finders() == {"staff"}


def test_the_check_of_the_index_finds_outdated_rights(settings, engine, enter, monkeypatch):
    enter(opens="2030-05-02")
    monkeypatch.setattr(clock, "today", lambda: date(2030, 5, 2))
    assert (sync.check(settings, engine), sync.check(settings, engine)) == (1, 0)


def test_nothing_is_queued_when_no_right_changed(settings, engine, enter):
    for description in ({}, {"access": Access.LIBRARY}, {"opens": _FAR}):
        enter(**description)
    with IndexUpdater(settings, engine) as updater:
        assert updater.keep_up() == 0


def test_a_search_that_only_closed_text_answers_is_no_longer_suggested(settings, engine, enter):
    enter(date="2020")
    save_profile(engine, "so", f"{_WALLED}moving_wall = 500\n")
    with work(engine) as session:
        for text in ("xoan khai", "sổ kín"):
            session.add(PastSearch(digest=text, last_day=clock.today(), days=3, text=text))
    with IndexUpdater(settings, engine) as updater:
        updater.keep_up()
    with work(engine) as session:
        assert past_searches.common(session, 9) == ["sổ kín"]


def test_open_items_have_a_single_document_per_page(settings, engine, enter):
    enter()
    reader = usable_generation(settings).open_reader(settings)
    assert reader.items(hidden_pages(Audience.ANYONE)) == {}
    assert {tuple(pages) for pages in reader.pages().values()} == {(1,)}
    reader.close()


def test_machines_find_no_closed_text_in_an_index_that_does_not_know_them(index):
    index.put(*_CLOSED)
    assert index.ask("vuong thi xoan", audience=Audience.MACHINE) == []
    assert index.ask("sổ kín", audience=Audience.MACHINE) == ["mat"]


def test_machines_find_the_description_of_a_text_that_is_hidden_from_them_alone(index):
    people = tuple(audience for audience in Audience if audience is not Audience.MACHINE)
    index.put(
        page("mo", "Bản khai của Vương Thị Xoan.", title="Sổ", hidden_from=(Audience.MACHINE,)),
        page("mo", "", number=None, title="Sổ", hidden_from=people),
    )
    answers = [index.ask(typed, audience=Audience.MACHINE) for typed in ("vuong thi xoan", "sổ")]
    assert answers == [[], ["mo"]]
