"""Plans: who may read what, and what comes first where space is short."""

from datetime import date

import pytest
from sqlalchemy import update

from kit.packs.plan import plan_for
from library.catalogue.models import Access, Derivative
from library.database import work
from points.usage.rollups.models import ItemMonth
from tests.kit.packs.province import make_scanned_item, make_station
from tests.makers import make_item, profile_text, save_profile

TODAY = date(2026, 11, 30)


def _plan(session, **columns):
    return plan_for(session, make_station(session, **columns), TODAY)


@pytest.mark.parametrize(
    ("columns", "goes", "with_pages"),
    [
        pytest.param({}, True, True, id="open to everybody"),
        pytest.param({"access": Access.LIBRARY}, True, True, id="read in the room"),
        pytest.param({"access": Access.COPY}, False, False, id="library copy"),
        pytest.param({"access": Access.STAFF}, False, False, id="for staff"),
        pytest.param({"opens": "2027-02-28"}, True, True, id="opens in ninety days"),
        pytest.param({"opens": "2027-03-01"}, True, False, id="opens later"),
        pytest.param({"conditions": '{"attended": true}'}, True, False, id="beside a person"),
        pytest.param({"conditions": '{"warning": "Khóc"}'}, True, True, id="word of warning"),
    ],
)
def test_what_readers_may_see_goes(session, columns, goes, with_pages):
    item = make_item(session)
    for name, value in columns.items():
        setattr(item, name, value)
    session.flush()
    selection = _plan(session).selection
    assert (item.id in selection.items, item.id in selection.with_pages) == (goes, with_pages)


def test_drafts_stay(session):
    make_item(session, published=False)
    assert not _plan(session).selection.items


def test_a_moving_wall_closes_the_pages(engine):
    save_profile(engine, "van-ban", f"moving_wall = 50\n{profile_text(engine, 'van-ban')}")
    with work(engine) as session:
        make_item(session, collection="van-ban", date="2020")
        plan = _plan(session)
    assert (len(plan.selection.with_pages), len(plan.guarded)) == (0, 1)


def test_named_collections_come_first_then_the_place_then_what_is_used(engine):
    with work(engine) as session:
        other = make_item(session, "Thành nhà Mạc").id
        used = make_item(session, "Chợ Kỳ Lừa").id
        local = make_item(session, "Khởi nghĩa Bắc Sơn").id
        named = make_item(session, "Báo Lạng Sơn", collection="van-ban").id
        month = {"month": date(2026, 10, 1), "inside": False, "total_requests": 9}
        session.add(ItemMonth(item_id=used, **month))
        plan = _plan(session, collections=["van-ban"])
    assert plan.order == (named, local, used, other)


def test_small_images_come_before_large_ones(session, settings):
    ids = {make_scanned_item(session, settings, f"Tài liệu {number}").id for number in range(3)}
    session.execute(update(Derivative).values(bytes=Derivative.width * 1000))
    plan = _plan(session, size_limit_mb=3)
    counts = [len(plan.selection.images[step]) for step in ("thumbnails", "small", "reading")]
    assert counts == [len(ids), len(ids), 0]
    assert plan.without_images == len(ids)


def test_text_comes_before_images(session, settings):
    make_scanned_item(session, settings, "Khởi nghĩa Bắc Sơn")
    session.execute(update(Derivative).values(bytes=10_000_000))
    make_item(session, "Thành nhà Mạc")
    plan = _plan(session, size_limit_mb=1)
    assert (plan.left_out, plan.without_images) == (0, 1 + 1 + 1)


@pytest.mark.parametrize(
    ("tier", "steps"),
    [
        pytest.param("none", set(), id="text alone"),
        pytest.param("small", {"thumbnails", "small"}, id="small images"),
    ],
)
def test_a_station_gets_the_images_of_its_tier(session, settings, tier, steps):
    make_scanned_item(session, settings, "Khởi nghĩa Bắc Sơn")
    assert {step for step, ids in _plan(session, images=tier).selection.images.items() if ids} == (
        steps
    )


def test_an_empty_library_makes_an_empty_plan(session):
    assert not _plan(session).selection.items
