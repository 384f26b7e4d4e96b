"""Answers for the head of department: work of a week, backlogs, items that nobody has read."""

from collections import Counter
from datetime import date, timedelta

from flask import Response, render_template, request
from flask_login import current_user
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.charts import draw, thin_labels
from app.office.bulk.bulk_collections import collection_titles
from app.services import services
from app.web.attachments import XLSX, as_download
from app.web.formats import day, moment
from app.web.url_converters import screen_param
from library import clock
from library.catalogue.models import Item, ItemState
from library.database import reading
from library.exchange.workbooks import Table, to_xlsx
from library.planning import backlogs, staff_work
from library.planning.backlogs import Backlog
from library.planning.forecasts import WEEKS
from library.planning.staff_work import WORK_NAMES, monday_of
from library.staff.permissions import Permission
from points.item_use import never_used

_ITEMS = 40
_MAX_BARS = 16


def own_name() -> str | None:
    """Return the name of this person, who sees only own work; None for who sees everybody's."""
    return None if current_user.may(Permission.PLANNING) else current_user.name


def week_labels() -> tuple[str, ...]:
    """Return the labels of the last weeks: the day on which each ends."""
    today = clock.today()
    ends = (today - timedelta(weeks=weeks) for weeks in range(WEEKS - 1, -1, -1))
    return tuple(f"{end.day}/{end.month}" for end in ends)


def send_table(title: str, headings: tuple[str, ...], rows: tuple[tuple, ...]) -> Response:
    """Send a table as XLSX."""
    response = Response(to_xlsx((Table(title, headings, rows),)), mimetype=XLSX)
    return as_download(response, f"{title} {clock.today():%d-%m-%Y}.xlsx")


def show_week() -> str:
    """Show the documents of a week by person and kind of work."""
    monday, person = _monday(), own_name()
    with reading(services().database) as session:
        people = staff_work.people_of_week(session, monday, person)
        described = staff_work.described_weekly(session, person)
    return render_template(
        "office/planning/week.html",
        people=people,
        kinds=WORK_NAMES,
        monday=monday,
        sunday=monday + timedelta(days=6),
        previous=monday - timedelta(weeks=1),
        following=monday + timedelta(weeks=1) if monday < monday_of(clock.today()) else None,
        person=person,
        drawing=draw(week_labels(), described, (), ()),
    )


def send_week() -> Response:
    """Send the work of a week as XLSX."""
    monday = _monday()
    with reading(services().database) as session:
        people = staff_work.people_of_week(session, monday, own_name())
    rows = tuple(
        (person.name, *(person.counts.get(kind, 0) for kind in WORK_NAMES)) for person in people
    )
    return send_table(f"Việc tuần {monday:%d-%m-%Y}", ("Người", *WORK_NAMES.values()), rows)


def _monday() -> date:
    """Return the Monday of the week that the address names, of this week if it names none."""
    try:
        chosen = date.fromisoformat(request.args.get("tuan", ""))
    except ValueError:
        chosen = clock.today()
    return monday_of(min(max(chosen, date(2000, 1, 3)), clock.today()))


def show_backlogs() -> str:
    """Show the backlogs with their pace and their end."""
    with reading(services().database) as session:
        rows = backlogs.backlogs(session)
    drawings = [draw(week_labels(), row.departures, row.arrivals, ()) for row in rows]
    return render_template(
        "office/planning/backlogs.html",
        rows=rows,
        drawings=drawings,
        labels=week_labels(),
    )


def send_backlogs() -> Response:
    """Send the backlogs as XLSX."""
    with reading(services().database) as session:
        rows = tuple(_backlog_row(row) for row in backlogs.backlogs(session))
    headings = (
        *("Tồn", "Đang chờ", "Lâu nhất từ", f"Đến trong {WEEKS} tuần", f"Xong trong {WEEKS} tuần"),
        *("Sớm nhất", "Dự kiến hết", "Muộn nhất"),
    )
    return send_table("Tồn đọng", headings, rows)


def _backlog_row(row: Backlog) -> tuple[str | int | None, ...]:
    end = row.forecast
    days = (end.earliest, end.expected, end.latest) if end else (None, None, None)
    since = row.waiting.since and moment(row.waiting.since)
    sums = (sum(row.arrivals), sum(row.departures))
    return (
        *(row.name, row.waiting.count, since, *sums),
        *(date and day(date.isoformat()) for date in days),
    )


def show_unread() -> str:
    """Show the published items that nobody has opened, by collection."""
    screen = screen_param()
    with reading(services().database) as session:
        items, published = never_used(session), _published(session)
    unread = Counter(collection for _, _, collection, _ in items)
    names = [slug for slug, _ in published.most_common(_MAX_BARS)]
    titles = collection_titles()
    drawing = draw(
        thin_labels([titles.get(slug, slug)[:12] for slug in names]),
        [unread[slug] for slug in names],
        [published[slug] for slug in names],
        (),
    )
    first = (screen - 1) * _ITEMS
    return render_template(
        "office/planning/unread.html",
        items=items[first : first + _ITEMS],
        total=len(items),
        screen=screen,
        last=-(-len(items) // _ITEMS),
        counts=[(titles.get(slug, slug), unread[slug], published[slug]) for slug in names],
        titles=titles,
        drawing=drawing,
    )


def send_unread() -> Response:
    """Send the items that nobody has opened as XLSX."""
    titles = collection_titles()
    with reading(services().database) as session:
        rows = tuple(
            (item_id, title, titles.get(collection, collection), published and moment(published))
            for item_id, title, collection, published in never_used(session)
        )
    return send_table("Chưa ai đọc", ("Mã", "Nhan đề", "Sưu tập", "Công bố lúc"), rows)


def _published(session: Session) -> Counter[str]:
    query = select(Item.collection, func.count()).where(Item.state == ItemState.PUBLISHED)
    return Counter(dict(map(tuple, session.execute(query.group_by(Item.collection)))))
