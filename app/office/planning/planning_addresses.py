"""URLs of planning, each with the permission that it requires."""

from collections import Counter
from datetime import date, timedelta

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.charts import draw, thin_labels
from app.office.bulk.bulk_collections import collection_titles
from app.office.planning import batch_pages, rule_pages
from app.services import services
from app.web.actions import action
from app.web.formats import day, moment
from app.web.url_converters import screen_param
from library import clock
from library.catalogue.models import Item, ItemState
from library.database import reading, work
from library.planning import backlogs, staff_work
from library.planning import description_quality as quality
from library.planning.backlogs import Backlog
from library.planning.description_quality import MISTAKE_NAMES
from library.planning.forecasts import WEEKS
from library.planning.models import MistakeKind
from library.planning.staff_work import WORK_NAMES, monday_of
from library.staff.permissions import Permission
from library.vietnamese.letters import compose
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


def show_week() -> str:
    """Show the documents of a week or a month by person and kind of work."""
    (first, following), person = _period(), own_name()
    with reading(services().database) as session:
        people = staff_work.people_between(session, first, following, person)
        described = staff_work.described_weekly(session, person)
    return render_template(
        "office/planning/week.html",
        people=people,
        kinds=WORK_NAMES,
        first=first,
        last=following - timedelta(days=1),
        is_month=first.day == 1 and following.day == 1,
        previous=first - timedelta(days=1),
        following=following if following <= clock.today() else None,
        person=person,
        drawing=draw(week_labels(), described, (), ()),
    )


def send_week() -> Response:
    """Send the work of a week or a month as XLSX."""
    first, following = _period()
    with reading(services().database) as session:
        people = staff_work.people_between(session, first, following, own_name())
    rows = tuple(
        (person.name, *(person.counts.get(kind, 0) for kind in WORK_NAMES)) for person in people
    )
    title = f"Việc từ {first:%d-%m-%Y} trước {following:%d-%m-%Y}"
    return batch_pages.send_table(title, ("Người", *WORK_NAMES.values()), rows)


def _period() -> tuple[date, date]:
    """Return the first day of the week or month that the address names, and the next one's.

    The address names it by any of its days; it is this week if it names none.
    """
    name = "thang" if "thang" in request.args else "tuan"
    try:
        chosen = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        chosen = clock.today()
    chosen = min(max(chosen, date(2000, 1, 3)), clock.today())
    if name == "thang":
        first = chosen.replace(day=1)
        return first, (first + timedelta(days=31)).replace(day=1)
    return monday_of(chosen), monday_of(chosen) + timedelta(weeks=1)


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
    return batch_pages.send_table("Tồn đọng", headings, rows)


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
    return batch_pages.send_table("Chưa ai đọc", ("Mã", "Nhan đề", "Sưu tập", "Công bố lúc"), rows)


def _published(session: Session) -> Counter[str]:
    query = select(Item.collection, func.count()).where(Item.state == ItemState.PUBLISHED)
    return Counter(dict(map(tuple, session.execute(query.group_by(Item.collection)))))


_PERIODS = {30: "30 ngày", 90: "90 ngày", 365: "1 năm"}
_SIZES = (10, 20, 50)
_SHOWN = 30
_SHORT_NAMES = ("nhan đề", "tên", "ngày", "số, nơi", "đề mục", "quyền", "trang", "chữ", "khác")


def show() -> str:
    """Show the mistakes of a period by kind and person, and the sample that waits."""
    days, person = _days(), own_name()
    with reading(services().database) as session:
        checks = quality.checks(session, days, person)
        waiting = quality.checks(session, days, waiting=True) if person is None else ()
    by_kind = quality.mistakes_by_kind(checks)
    people = sorted({check.described_by for check in checks if check.described_by})
    return render_template(
        "office/planning/quality.html",
        checks=checks[:_SHOWN],
        waiting=waiting[:_SHOWN],
        waiting_count=len(waiting),
        result=quality.sample_result(checks),
        by_kind=by_kind,
        by_person=[(name, _counts(checks, name)) for name in people],
        mistakes=MISTAKE_NAMES,
        days=days,
        periods=_PERIODS,
        sizes=_SIZES,
        person=person,
        drawing=draw(_SHORT_NAMES, [by_kind[kind] for kind in MISTAKE_NAMES], (), ()),
    )


def _counts(checks: tuple[quality.CheckedItem, ...], name: str) -> tuple[int, int]:
    """Return the mistakes of a person, and the sound descriptions in samples."""
    own = [check for check in checks if check.described_by == name]
    return sum(check.mistake is not None for check in own), quality.sample_result(own).sound


def send() -> Response:
    """Send the checks of a period as XLSX."""
    with reading(services().database) as session:
        rows = tuple(
            (
                *(check.item_id, check.title, check.described_by),
                "mẫu" if check.is_sample else "trả lại khi duyệt",
                MISTAKE_NAMES[check.mistake] if check.mistake else "đạt",
                *(check.remark, check.decided_by, check.decided and moment(check.decided)),
            )
            for check in quality.checks(session, _days(), own_name())
        )
    headings = ("Mã", "Nhan đề", "Người mô tả", "Từ", "Kết quả", "Lời nhắn", "Người kiểm", "Lúc")
    return batch_pages.send_table("Chất lượng mô tả", headings, rows)


@action("office.quality")
def draw_sample(session: Session) -> str:
    """Draw a sample of published items."""
    size = request.form.get("so", type=int)
    count = quality.draw(session, size if size in _SIZES else _SIZES[0], _days(), current_user.name)
    return f"Đã rút ngẫu nhiên {count} tài liệu. Mở từng tài liệu rồi ghi kết quả."


def decide(check_id: int) -> ResponseReturnValue:
    """Record the result of checking one description of a sample."""
    kinds = {kind.value: kind for kind in MistakeKind}
    outcome = request.form.get("ket-qua", "")
    if outcome != "dat" and outcome not in kinds:
        flash("Chưa ghi: hãy chọn đạt, hoặc loại sai sót.", "bad")
        return redirect(url_for("office.quality"), code=303)
    remark = compose(request.form.get("loi-nhan", "")).strip()[:500]
    with work(services().database) as session:
        quality.decide(session, check_id, kinds.get(outcome), remark, current_user.name)
    flash("Đã ghi kết quả kiểm.", "good")
    return redirect(url_for("office.quality"), code=303)


def _days() -> int:
    days = request.values.get("ngay", type=int)
    return days if days in _PERIODS else 90


_READ, _WRITE = ("GET",), ("POST",)
_BATCHES, _BATCH = "/lo", "/lo/<int:batch_id>"
_RULES, _RULE = "/quy-tac", "/quy-tac/<int:rule_id>"
_QUALITY = "/chat-luong"
_DELIVER, _CATALOGUE = Permission.DELIVER, Permission.CATALOGUE
_PLANNING = Permission.PLANNING
_PUBLISH = Permission.PUBLISH
ADDRESSES = (
    (_BATCHES, "batches", _DELIVER, batch_pages.show_board, _READ),
    (f"{_BATCHES}.xlsx", "batches_xlsx", _DELIVER, batch_pages.send_board, _READ),
    (f"{_BATCHES}/them", "new_batch", _PLANNING, batch_pages.show_new, _READ),
    (f"{_BATCHES}/them", "make_batch", _PLANNING, batch_pages.make, _WRITE),
    (_BATCH, "batch", _DELIVER, batch_pages.show, _READ),
    (_BATCH, "change_batch", _DELIVER, batch_pages.change, _WRITE),
    (f"{_BATCH}.xlsx", "batch_xlsx", _DELIVER, batch_pages.send, _READ),
    (f"{_BATCH}/them", "add_to_batch", _DELIVER, batch_pages.add, _WRITE),
    (f"{_BATCH}/bo", "remove_from_batch", _DELIVER, batch_pages.remove, _WRITE),
    (f"{_BATCH}/khep", "close_batch", _PLANNING, batch_pages.close, _WRITE),
    ("/viec-tuan", "week", _CATALOGUE, show_week, _READ),
    ("/viec-tuan.xlsx", "week_xlsx", _CATALOGUE, send_week, _READ),
    ("/ton-dong", "backlogs", _CATALOGUE, show_backlogs, _READ),
    ("/ton-dong.xlsx", "backlogs_xlsx", _CATALOGUE, send_backlogs, _READ),
    ("/chua-ai-doc", "unread_items", _CATALOGUE, show_unread, _READ),
    ("/chua-ai-doc.xlsx", "unread_items_xlsx", _CATALOGUE, send_unread, _READ),
    (_QUALITY, "quality", _CATALOGUE, show, _READ),
    (f"{_QUALITY}.xlsx", "quality_xlsx", _CATALOGUE, send, _READ),
    (f"{_QUALITY}/mau", "draw_sample", _PLANNING, draw_sample, _WRITE),
    (f"{_QUALITY}/<int:check_id>", "decide_check", _PUBLISH, decide, _WRITE),
    (_RULES, "rules", _PLANNING, rule_pages.show_all, _READ),
    (f"{_RULES}/them", "new_rule", _PLANNING, rule_pages.show, _READ),
    (f"{_RULES}/them", "make_rule", _PLANNING, rule_pages.make, _WRITE),
    (_RULE, "rule", _PLANNING, rule_pages.show, _READ),
    (_RULE, "save_rule", _PLANNING, rule_pages.save, _WRITE),
    (f"{_RULE}/<any(bat, tat, len):act>", "act_on_rule", _PLANNING, rule_pages.act, _WRITE),
)
