"""Phone packs made by the pipeline service: which are due, what they hold."""

from dataclasses import replace
from datetime import date

import pytest

from kit.phone import phone_rounds
from kit.phone.phone_files import file_of, is_lasting, read_pack
from kit.phone.phone_rounds import make_due, make_pack
from kit.phone.phone_subjects import SubjectKind, find_subject
from kit.phone.problems import UnknownPhoneSubjectError
from library import clock
from library.catalogue.cataloguing import withdraw
from library.catalogue.models import Item
from library.database import reading, work
from search_index.index.sync import drain
from tests.kit.phone.makers import SUBJECT
from tests.makers import BY, make_item


@pytest.fixture(autouse=True)
def _one_subject(monkeypatch):
    """Let the rounds know one collection: the province has 65 communes."""
    monkeypatch.setattr(phone_rounds, "all_subjects", lambda _engine: iter([SUBJECT]))


@pytest.fixture
def today(monkeypatch):
    """Set the day."""

    def set_day(text: str) -> None:
        monkeypatch.setattr(clock, "today", lambda: date.fromisoformat(text))

    set_day("2026-11-30")
    return set_day


def _pack(settings):
    return read_pack(settings, SUBJECT.name)


def _withdraw(engine, item):
    with work(engine) as session:
        withdraw(session, session.get(Item, item.id), BY, "sai")


@pytest.fixture
def item(engine) -> Item:
    """A public item of the collection."""
    with work(engine) as session:
        return make_item(session, "Chợ Kỳ Lừa")


@pytest.mark.usefixtures("today", "item")
def test_a_pack_whose_file_another_making_removed_is_made_again(settings, engine):
    make_due(settings, engine)
    file = file_of(settings, _pack(settings))
    file.unlink()
    assert _pack(settings) is None
    make_due(settings, engine)
    assert file.exists()


def test_a_pack_is_made_once_a_day_at_most_when_something_changed(settings, engine, today, item):
    make_due(settings, engine)
    first = _pack(settings)
    with work(engine) as session:
        make_item(session, "Hoa hồi")
    make_due(settings, engine)
    assert _pack(settings) == first
    today("2026-12-01")
    make_due(settings, engine)
    assert "Hoa hồi" in file_of(settings, _pack(settings)).read_text(encoding="utf-8")


def test_an_unchanged_pack_is_made_again_after_a_month(settings, engine, today, item):
    make_due(settings, engine)
    today("2026-12-29")
    make_due(settings, engine)
    assert _pack(settings).day == "2026-11-30"
    today("2026-12-30")
    make_due(settings, engine)
    assert _pack(settings).day == "2026-12-30"


def test_a_withdrawn_item_leaves_its_pack_on_the_same_day(settings, engine, today, item):
    with work(engine) as session:
        make_item(session, "Hoa hồi")
    make_due(settings, engine)
    former = file_of(settings, _pack(settings))
    _withdraw(engine, item)
    with reading(engine) as session:
        assert not is_lasting(session, _pack(settings), "2026-11-30")
    make_due(settings, engine)
    assert not former.exists()
    assert "Chợ Kỳ Lừa" not in file_of(settings, _pack(settings)).read_text(encoding="utf-8")


def test_a_collection_without_public_items_has_no_file(settings, engine, today, item):
    _withdraw(engine, item)
    pack = make_pack(settings, engine, SUBJECT)
    assert pack.bytes == 0
    assert not file_of(settings, pack).exists()


def test_the_pack_of_a_commune_holds_the_pages_that_speak_of_it(settings, engine, today):
    with work(engine) as session:
        make_item(session, "Sổ tay", texts=["Chuyện khác.", "Chợ phiên ở xã Tân Văn. " * 3])
        make_item(session, "Sách khác", texts=["Không nói đến."])
    drain(settings, engine)
    commune = find_subject(engine, SubjectKind.COMMUNE, "x-tan-van--2025")
    html = file_of(settings, make_pack(settings, engine, commune)).read_text(encoding="utf-8")
    assert "Chợ phiên" in html
    assert "Chuyện khác" not in html
    assert "Sách khác" not in html


def test_the_pack_of_a_commune_has_no_pages_of_another_of_its_name(settings, engine, today):
    names = ("Xã Hồng Phong, huyện Bình Gia", "Xã Hồng Phong, huyện Văn Lãng", "Xã Hồng Phong")
    with work(engine) as session:
        for title, name in zip(("Sổ nhất", "Sổ nhì", "Sổ ba"), names, strict=True):
            make_item(session, title, date="1975", texts=[f"Uỷ ban {name}, tỉnh Lạng Sơn họp."])
    drain(settings, engine)
    commune = find_subject(engine, SubjectKind.COMMUNE, "x-hong-phong--2025")
    html = file_of(settings, make_pack(settings, engine, commune)).read_text(encoding="utf-8")
    titles = [title for title in ("Sổ nhất", "Sổ nhì", "Sổ ba") if title in html]
    assert titles == ["Sổ nhất", "Sổ ba"]


def test_an_older_name_of_a_commune_leads_to_it(engine):
    commune = find_subject(engine, SubjectKind.COMMUNE, "xa-tan-van")
    assert (commune.slug, commune.name) == ("x-tan-van--2025", "xa-x-tan-van--2025")


def test_an_unknown_subject_is_refused(engine):
    with pytest.raises(UnknownPhoneSubjectError, match="xa-khong-co"):
        find_subject(engine, SubjectKind.COMMUNE, "xa-khong-co")


def test_a_pack_says_where_the_new_one_is(settings):
    site = replace(settings, hosts=("thu-vien.vn",), https=True)
    assert phone_rounds.address_of(site, SUBJECT) == "https://thu-vien.vn/suu-tap/dia-chi"
