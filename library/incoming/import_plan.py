"""Plan for importing foreign rows: new drafts, and changes of the items that they describe."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.bulk.models import BulkLine, ChangeKind, Verdict
from library.bulk.planned_changes import Plan, PlannedLine, refused_line
from library.catalogue.description.holdings import Copy
from library.catalogue.models import Item, ItemState
from library.catalogue.profiles import Profile
from library.exchange.list_rows import ParsedList, Row
from library.exchange.records import draft_copies, item_values
from library.exchange.records.draft_copies import COPY_LIST
from library.exchange.records.item_batches import id_batches
from library.exchange.records.record_drafts import (
    GivenRights,
    draft_of,
    identity,
    items_by_name,
    with_direct_names,
)
from library.incoming.matches import Key, Match, Matcher, Rule, isbns, same_title, title_key

_NO_TITLE = "Biểu ghi không có nhan đề."
_ALREADY_HELD = "Đã có tài liệu này: “{0}” ({1})."
_WITHDRAWN = "Tài liệu này đã gỡ khỏi thư viện: “{0}” ({1}); hãy sửa ở trang của tài liệu."
_OTHER_TITLE = (
    "Mã của dòng này đã là mã của một tài liệu có nhan đề khác: “{0}” ({1}); "
    "hãy sửa nhan đề, hoặc giữ cột mã ở thông tin khác."
)
_TWICE = (
    "Biểu ghi này giống biểu ghi {0} trong tệp; nếu là bản khác của cùng một sách, "
    "hãy ghi số ĐKCB, hoặc sửa số bản ở dòng {0}."
)
_JOINED = "Gộp với dòng {0}: cùng một sách, nhiều bản."
_NEVER_CHANGED = frozenset({"access", "opens", "licence", "kind", "language"})
"""Fields that a list gives to new drafts only: it never opens or closes an item."""


@dataclass(frozen=True, slots=True)
class Target:
    """Destination of rows: collection, rights of those that state none, rules of matches.

    Without rules a row whose record came before is refused, and no other match is sought.
    """

    profile: Profile
    rights: GivenRights
    rules: Mapping[Key, Rule] = field(default_factory=dict)


def plan(session: Session, records: ParsedList, target: Target, file: str) -> Plan:
    """Return the plan for importing records; those that cannot be imported are refused.

    Inverted names of persons are written in the order of the authority file.
    """
    rows = with_direct_names(session, records.rows)
    matches = _matches(session, rows, target)
    changes = _Changes(session, {match.item_id for match in matches if match})
    new, refused_lines, withdrawn = _NewRows(), [], changes.withdrawn
    for row, match in zip(draft_copies.with_free_numbers(session, rows), matches, strict=True):
        rule = target.rules.get(match.key, Rule.SKIP) if match else Rule.SKIP
        if problem := _problem(row, match, rule, withdrawn):
            item_id, title = match.item_id if match else None, row.told.get("title", "")
            refused_lines.append(refused_line(row.number, problem, item_id, title))
        elif match:
            changes.add(row, match, rule)
        elif first := new.add(row, target.profile):
            problem = _TWICE.format(first)
            refused_lines.append(refused_line(row.number, problem, None, row.told["title"]))
    lines = (*refused_lines, *changes.lines.values(), *new.lines(target))
    ordered = tuple(sorted(lines, key=lambda line: line.row))
    summary = f"{file} → {target.profile.title}"
    return Plan(ChangeKind.RECORDS, summary, ordered, changes.same, records.remarks)


def _problem(row: Row, match: Match | None, rule: Rule, withdrawn: Collection[str]) -> str:
    if not row.told.get("title"):
        return _NO_TITLE
    if match is None:
        return ""
    if rule is Rule.SKIP:
        problem = _ALREADY_HELD
    elif match.item_id in withdrawn:
        problem = _WITHDRAWN
    elif (
        match.key is Key.NUMBER
        and rule is not Rule.REPLACE
        and not same_title(match.title, row.told["title"])
    ):
        problem = _OTHER_TITLE  # another library counted from 1, too
    else:
        return ""
    return problem.format(match.title, match.item_id)


class _NewRows:
    """Rows that make drafts; rows of one book with copies of their own are joined."""

    def __init__(self) -> None:
        self._rows: dict[str, Row] = {}
        self._sources: dict[str, str | None] = {}
        self._ids: dict[str, str] = {}
        self._seen: set[tuple[object, ...]] = set()

    def add(self, row: Row, profile: Profile) -> int | None:
        """Add a row; return the number of the row that it repeats, or None."""
        identifier, source = identity(row, profile)
        isbn = next(iter(isbns(row.told.get("isbn") or row.other.get("isbn"))), "")
        book = isbn, title_key(row.told["title"]), row.told.get("number", "")
        key = " ".join(book) if isbn else identifier
        first = self._rows.get(self._ids.setdefault(key, identifier))
        content = (identifier, *sorted({**row.told, **row.other}.items()), *row.copies)
        if first is None:
            self._rows[identifier], self._sources[identifier] = row, source
            self._seen.add(content)
            return None
        if not row.copies or content in self._seen:
            return first.number
        remark = _JOINED.format(row.number)
        remarks = (*first.remarks, remark, *row.remarks)
        self._seen.add(content)
        joined = replace(first, copies=(*first.copies, *row.copies), remarks=remarks)
        self._rows[self._ids[key]] = joined
        return None

    def lines(self, target: Target) -> list[PlannedLine]:
        """Return a line for each draft."""
        drafts = (
            (row, draft_of(row, id_, self._sources[id_], target.profile, target.rights))
            for id_, row in self._rows.items()
        )
        return [
            PlannedLine(
                *(row.number, draft.item_id, draft.title, Verdict.NEW),
                after=draft.after,
                problem=draft.remarks,
            )
            for row, draft in drafts
        ]


class _Changes:
    """Changes of items by the rows that describe them, joined to one line an item."""

    def __init__(self, session: Session, item_ids: Collection[str]) -> None:
        self._items: dict[str, Item] = {}
        self._copies: dict[str, list[Copy]] = {}
        for ids in id_batches(tuple(item_ids)):
            items = session.scalars(select(Item).where(Item.id.in_(ids)))
            self._items |= {item.id: item for item in items}
            self._copies |= draft_copies.copies_by_item(session, list(ids))
        self.lines: dict[str, PlannedLine] = {}
        self.same = 0

    @property
    def withdrawn(self) -> frozenset[str]:
        """Return the items that were withdrawn, which no list changes."""
        states = ((item.id, item.state) for item in self._items.values())
        return frozenset(id_ for id_, state in states if state is ItemState.WITHDRAWN)

    def add(self, row: Row, match: Match, rule: Rule) -> None:
        """Add what a row changes of its item; it may change nothing."""
        item = self._items[match.item_id]
        line = self.lines.get(item.id)
        old_values = dict(line.before) if line else {}
        after = dict(line.after) if line else {}
        for name, text in {**row.other, **row.told}.items() if rule is not Rule.COPIES else ():
            value = after.get(name, item_values.read(item, name))
            if name not in _NEVER_CHANGED and value != text and (not value or rule is Rule.REPLACE):
                old_values.setdefault(name, value)
                after[name] = text
        held = self._copies.get(item.id, ())
        if copies := [copy for copy in row.copies if copy.code or copy not in held]:
            stored = draft_copies.as_cells(held)
            old_values[COPY_LIST] = stored
            after[COPY_LIST] = [*after.get(COPY_LIST, stored), *draft_copies.as_cells(copies)]
        if after == (line.after if line else {}):
            self.same += 1
            return
        remarks = " ".join(filter(None, (line.problem if line else None, *row.remarks))) or None
        number = line.row if line else row.number
        self.lines[item.id] = PlannedLine(
            number, item.id, item.title, Verdict.CHANGE, old_values, after, remarks
        )


def _matches(session: Session, rows: Sequence[Row], target: Target) -> list[Match | None]:
    """Return the item of each row: the one that came from it, else one that it describes."""
    identifiers = [identity(row, target.profile) for row in rows]
    names = {name for pair in identifiers for name in pair if name}
    held_items = items_by_name(session, names, target.profile.slug)
    matcher = Matcher(session, rows) if target.rules else None
    matches: list[Match | None] = []
    for row, (identifier, source) in zip(rows, identifiers, strict=True):
        held = held_items.get(identifier) or held_items.get(source or "")
        if held:
            matches.append(Match(held[1], held[0], Key.NUMBER))
        else:
            matches.append(matcher.find(row) if matcher else None)
    return matches


def sources_of(session: Session, change_id: int) -> tuple[tuple[str, str], ...]:
    """Return the item id and source identifier of the drafts that an import made."""
    rows = (
        select(Item.id, Item.source_id)
        .join(BulkLine, BulkLine.item_id == Item.id)
        .where(BulkLine.change_id == change_id, BulkLine.verdict == Verdict.NEW)
        .where(BulkLine.undone.is_(False), Item.source_id.is_not(None))
    )
    return tuple(map(tuple, session.execute(rows.order_by(BulkLine.row))))
