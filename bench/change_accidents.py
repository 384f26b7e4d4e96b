"""Benchmark of changes: twenty kinds of accidents of two people, and what is lost or wrong."""

import io
import sys
from collections.abc import Callable, Iterator

from sqlalchemy import delete
from werkzeug.datastructures import FileStorage

from bench.form import Row, json_parser, report
from bench.office_people import (
    OFFICE,
    Answer,
    Office,
    Person,
    Press,
    at_once,
    filled,
    served_office,
)
from library.catalogue.authorities.models import Authority
from library.catalogue.description import holdings
from library.catalogue.description.holdings import Copy
from library.catalogue.models import Holding, Item, ItemState, Page
from library.changes.models import ChangeSet, ChangeState
from library.database import work
from library.recordings.models import Transcript
from library.staff.models import AuditEntry, StaffSession
from tests.makers import BY

_ITEM, _NAME, _BULK, _BIN = (f"{OFFICE}/{p}" for p in ("tai-lieu", "ten", "hang-loat", "thung-rac"))
_DECIDE = f"{OFFICE}/cho-duyet/thay-doi"
_MERGED_RECORDS = 120
_KILLS_AFTER_SECONDS = (0.02, 0.1, 0.25, 0.5, 0.9)


def _wrong(**checks: bool) -> int:
    """Return the number of things lost or wrong, and name them."""
    names = [name for name, holds in checks.items() if not holds]
    if names:
        print(f"  {sys._getframe(1).f_code.co_name}: {', '.join(names)}", file=sys.stderr)
    return len(names)


def _rename(person: Person, number: int, **fields: str) -> Press:
    return filled(person, f"{_NAME}/{number}", f"{_NAME}/{number}", fields)


def _caption(person: Person, item: str, text: str) -> Press:
    return filled(person, *(f"{_ITEM}/{item}/trang/1/anh",) * 2, {"caption": text})


def _words(person: Person, tape: str, text: str) -> Press:
    page = f"{_ITEM}/{tape}/trang/1/sua"
    return filled(person, page, f"{page}/loi", {"loi": f"0:01 | {text}\n0:05 | lời cuối"})


def _merge(person: Person, loser: int, winner: int) -> Press:
    action = f"{_NAME}/{loser}/gop"
    return filled(person, f"{action}?vao={winner}", action, {"vao": str(winner)})


def _undo(person: Person, number: int) -> Press:
    """Return the newest undo button of the history of a name."""
    history = f"{OFFICE}/lich-su/ten/{number}"
    return filled(person, history, person.open(history).actions(f"{OFFICE}/lich-su/")[0], {})


def _arrange(office: Office, person: Person, item: str, act: str, number: int) -> Press:
    page = f"{_ITEM}/{item}/trang"
    id_ = office.value(Page.id, item_id=item, number=number)
    return filled(person, page, page, {"viec": act, "trang": str(id_), "truoc": "0"})


def _decide(person: Person, number: str, act: str) -> Press:
    return Press(person, _DECIDE, {**person.token(), "so": number, "viec": act})


def rename_twice(office: Office) -> int:
    """Two people rename one name at the same moment."""
    number, _, records = office.name(2)
    names = ("Vi Hồng A", "Vi Hồng B")
    presses = _rename(office.an, number, name=names[0]), _rename(office.binh, number, name=names[1])
    answers = dict(zip(names, at_once(*presses), strict=True))
    name = office.value(Authority.name, id=number)
    (refused,) = (answer for typed, answer in answers.items() if typed != name)
    return _wrong(
        records_follow=office.creators(records) == {name},
        other_is_refused_with_both=refused.status == 409 and refused.says(*names),
    )


def rename_what_is_merged(office: Office) -> int:
    """A name is renamed, or its note written, while somebody merges it."""
    wrong = 0
    for values in ({"name": "Vi Đổi Tên", "note": "Ghi chú mới"}, {"note": "Ghi chú một mình"}):
        (loser, _, records), (winner, name, _) = office.name(2), office.name()
        rename = _rename(office.an, loser, **values)
        _merge(office.binh, loser, winner)()
        answer = rename()
        is_stored = office.value(Authority.note, id=winner) == values["note"]
        wrong += _wrong(
            merge_stands=office.creators(records) == {name},
            winner_keeps_its_name=office.value(Authority.name, id=winner) == name,
            loser_stays_merged=office.value(Authority.merged_into, id=loser) == winner,
            text_is_stored_or_shown=is_stored or answer.says(*values.values()),
            no_false_success=is_stored or not answer.says("Đã lưu"),
        )
    return wrong


def undo_what_another_renamed(office: Office) -> int:
    """A renaming is undone after somebody renamed again."""
    number, _, records = office.name()
    _rename(office.an, number, name=f"Vi Một {number}")()
    undo = _undo(office.an, number)
    _rename(office.binh, number, name=f"Vi Hai {number}")()
    answer = undo()
    return _wrong(
        other_name_stays=office.creators(records) == {f"Vi Hai {number}"},
        person_is_named=answer.says("binh đã sửa"),
    )


def undo_pressed_by_two(office: Office) -> int:
    """Two people press the same undo at the same moment."""
    number, old_name, _ = office.name()
    _rename(office.an, number, name=f"Vi Mới {number}")()
    answers = at_once(*(_undo(person, number) for person in (office.an, office.binh)))
    actions = office.values(AuditEntry.action, subject=f"authority:{number}")
    return _wrong(
        old_name_is_back=office.value(Authority.name, id=number) == old_name,
        done_once=actions.count("authority.edit.undo") == 1,
        not_redone="authority.edit.redo" not in actions,
        no_fault=all(answer.status < 500 for answer in answers),
    )


def undo_merge_after_edit(office: Office) -> int:
    """A merge is undone after somebody edited one of its records: its title, its creator."""
    wrong = 0
    for column, text in ((Item.title, "Của Bình"), (Item.creator, f"B {next(office.serial)}")):
        (loser, old_name, records), (winner, name, _) = office.name(3), office.name()
        _merge(office.an, loser, winner)()
        undo, page = _undo(office.an, loser), f"{_ITEM}/{records[0]}"
        filled(office.binh, page, page, {column.key: text})()
        answer, creators = undo(), office.creators(records[1:])
        wrong += _wrong(
            edit_stays=office.value(column, id=records[0]) == text,
            undone_or_explained=creators == {old_name} or answer.says("Để nguyên"),
            all_or_nothing=creators in ({old_name}, {name}),
        )
    return wrong


def undo_the_undo_next_day(office: Office) -> int:
    """An undo is undone a day later, when all sessions have ended."""
    number, old_name, records = office.name()
    _rename(office.an, number, name=f"Vi Mai {number}")()
    _undo(office.an, number)()
    was_undone = office.creators(records) == {old_name}
    office.restart(days_later=1)
    office.binh.sign_in()
    _undo(office.binh, number)()
    office.restart()
    for person in (office.an, office.binh, office.chi):
        person.sign_in()
    is_redone = office.creators(records) == {f"Vi Mai {number}"}
    return _wrong(undone=was_undone, redone_next_day=is_redone)


def caption_what_is_hidden(office: Office) -> int:
    """A caption is saved while somebody hides its page."""
    item = office.item()
    caption = _caption(office.an, item, "Chợ Kỳ Lừa")
    _arrange(office, office.binh, item, "bo", 1)()
    caption()
    return _wrong(stored=office.caption(item) == "Chợ Kỳ Lừa", hidden=office.is_hidden(item, 1))


def caption_twice(office: Office) -> int:
    """Two people write captions of one picture at the same moment."""
    item, texts = office.item(), ("Chợ Kỳ Lừa ngày phiên", "Phố chợ năm 1952")
    presses = _caption(office.an, item, texts[0]), _caption(office.binh, item, texts[1])
    answers = dict(zip(texts, at_once(*presses), strict=True))
    (refused,) = (answer for text, answer in answers.items() if text != office.caption(item))
    return _wrong(other_is_refused_with_both=refused.status == 409 and refused.says(*texts))


def words_while_restored(office: Office) -> int:
    """The words of a recording are typed while somebody restores an earlier version."""
    tape = office.tape()
    _words(office.binh, tape, "lời khác")()
    typing, page = _words(office.an, tape, "lời của An"), f"{_ITEM}/{tape}/trang/1/sua"
    filled(office.binh, page, f"{page}/loi/ban", {"ban": "1"})()
    answer, stored = typing(), str(office.value(Transcript.cues, item_id=tape))
    return _wrong(
        mine_is_shown=answer.says("lời của An"),
        theirs_is_stored_or_shown="lời đầu" in stored or answer.says("lời đầu"),
        refused_or_stored=answer.status == 409 or "lời của An" in stored,
    )


def _forms(office: Office) -> Iterator[tuple[str, Press, Callable[[], bool]]]:
    """Yield four filled forms: the typed text, the press, and whether it was done once."""
    item, tape, (number, old_name, _), an = office.item(), office.tape(), office.name(), office.an
    text, new_name, words = f"Chợ phiên {number}", f"Vi Gõ {number}", f"lời thứ {number}"
    names, cues = (lambda: office.value(Authority.name, id=number)), Transcript.cues
    subject, undo = f"authority:{number}", "authority.edit.undo"
    yield text, _caption(an, item, text), lambda: office.caption(item) == text
    yield words, _words(an, tape, words), lambda: words in office.value(cues, item_id=tape)
    yield new_name, _rename(an, number, name=new_name), lambda: names() == new_name
    undone = lambda: len(office.values(AuditEntry.id, subject=subject, action=undo)) == 1  # noqa: E731
    yield "", _undo(an, number), lambda: names() == old_name and undone()


def session_ends(office: Office) -> int:
    """The session ends between form and press: caption, words of a recording, name, undo."""
    wrong = 0
    for text, press, is_done in _forms(office):
        with work(office.engine) as session:
            session.execute(delete(StaffSession))
        refusal = press()
        was_done, page = is_done(), office.an.reopen(refusal)
        fields = page.form(press.action) or {**press.fields, **office.an.token()}
        Press(office.an, press.action, fields)()
        wrong += _wrong(
            text_is_shown=page.says(text), not_done_by_strangers=not was_done, done=is_done()
        )
    for person in (office.an, office.binh, office.chi):
        person.sign_in()
    return wrong


def server_restarts(office: Office) -> int:
    """The server is restarted between form and press."""
    wrong = 0
    for _, press, is_done in _forms(office):
        office.restart()
        press()
        wrong += _wrong(done=is_done())
    return wrong


def killed_merge(office: Office) -> int:
    """The server is killed in the middle of a merge of many records."""
    wrong = 0
    for seconds in _KILLS_AFTER_SECONDS:
        (loser, old_name, records), (winner, name, _) = office.name(_MERGED_RECORDS), office.name()
        merge = _merge(office.an, loser, winner)
        office.kill_during(merge, seconds)
        is_merged = office.value(Authority.merged_into, id=loser) is not None
        wrong += _wrong(whole=office.creators(records) == {name if is_merged else old_name})
        if not is_merged:
            merge()
        _undo(office.an, loser)()
        wrong += _wrong(undone_as_a_whole=office.creators(records) == {old_name})
    return wrong


def killed_undo(office: Office) -> int:
    """The server is killed in the middle of the undo of a merge."""
    wrong = 0
    for seconds in _KILLS_AFTER_SECONDS:
        (loser, old_name, records), (winner, name, _) = office.name(_MERGED_RECORDS), office.name()
        _merge(office.an, loser, winner)()
        office.kill_during(_undo(office.an, loser), seconds)
        is_merged = office.value(Authority.merged_into, id=loser) is not None
        wrong += _wrong(whole=office.creators(records) == {name if is_merged else old_name})
        _undo(office.an, loser)()
        wrong += _wrong(turned=office.creators(records) == {old_name if is_merged else name})
    return wrong


def _propose_copy(office: Office) -> tuple[str, str]:
    """Let a person add a copy in a collection with review; return the record and the set."""
    item = office.item("mat")
    page = f"{_ITEM}/{item}/ban"
    filled(office.an, page, page, {"call_number": "DC.02", "location": "Kho"})()
    return item, office.waiting(item)[0]


def approve_what_is_taken_back(office: Office) -> int:
    """A waiting set is approved at the moment at which its author takes it back."""
    item, number = _propose_copy(office)
    answers = at_once(_decide(office.binh, number, "duyet"), _decide(office.an, number, "bo"))
    is_approved = office.value(ChangeSet.state, id=int(number)) is ChangeState.APPROVED
    copies = office.values(Holding.call_number, item_id=item)
    return _wrong(
        decided_once=sorted(answer.status for answer in answers) == [200, 409],
        written_if_approved=copies == (["DC.02"] if is_approved else []),
        other_is_told=any(answer.says("được duyệt, trả lại hay rút rồi") for answer in answers),
    )


def approve_twice(office: Office) -> int:
    """Two people approve a set at the same moment."""
    item, number = _propose_copy(office)
    answers = at_once(*(_decide(p, number, "duyet") for p in (office.binh, office.chi)))
    return _wrong(
        written_once=office.values(Holding.call_number, item_id=item) == ["DC.02"],
        noted_once=len(office.values(AuditEntry.id, subject=item, action="change.approve")) == 1,
        second_is_told=sorted(answer.status for answer in answers) == [200, 409],
    )


def show_alone(office: Office) -> int:
    """A page that one person hid is shown again by one alone, in a collection with review."""
    item = office.item("mat")
    _arrange(office, office.an, item, "bo", 2)()
    is_hidden_at_once = office.is_hidden(item, 2) and not office.waiting(item)
    _arrange(office, office.an, item, "dua-lai", 2)()
    number, waits = "".join(office.waiting(item)), office.is_hidden(item, 2)
    own = _decide(office.an, number, "duyet")()
    stays_hidden = office.is_hidden(item, 2)
    _decide(office.binh, number, "duyet")()
    return _wrong(
        closing_never_waits=is_hidden_at_once,
        showing_waits=waits and bool(number),
        author_cannot_approve=own.status >= 400 and stays_hidden,
        second_person_shows=not office.is_hidden(item, 2),
    )


def undo_hiding_after_move(office: Office) -> int:
    """The hiding of a page is undone on an old page of the order, after somebody moved it."""
    item = office.item()
    _arrange(office, office.an, item, "bo", 2)()
    undo = _arrange(office, office.an, item, "hoan-tac", 2)
    _arrange(office, office.binh, item, "chuyen", 2)()
    answer = undo()
    return _wrong(
        move_of_the_other_stays=office.value(Page.place, item_id=item, number=2) == 3,
        undone_or_explained=not office.is_hidden(item, 2) or answer.says("binh"),
    )


def restore_by_two(office: Office) -> int:
    """A copy is deleted, and two people take it out of the bin at the same moment."""
    item = office.item()
    numbers = [f"DC.{item[-4:]}{letter}" for letter in "AB"]
    for kept_numbers in (numbers, numbers[:1]):
        copies = tuple(Copy(call_number=number) for number in kept_numbers)
        with work(office.engine) as session:
            holdings.replace_copies(session, session.get_one(Item, item), copies, BY)
    entry = office.an.open(_BIN).tree.xpath("//button[@name='muc']/@value")[0]
    people = (office.an, office.binh)
    answers = at_once(*(Press(p, _BIN, {**p.token(), "muc": entry}) for p in people))
    return _wrong(
        back_once=office.values(Holding.call_number, item_id=item) == numbers,
        restored_by_one=sum(answer.says("Đã khôi phục 1") for answer in answers) == 1,
        no_fault=all(answer.status < 500 for answer in answers),
    )


def _apply(person: Person, plan: Answer) -> str:
    """Apply the bulk change that was planned; return its address."""
    address = plan.address[plan.address.index(_BULK) :]
    filled(person, address, f"{address}/ap-dung", {"bo-qua": "1", "nhap": "1"})()
    return address


def undo_bulk_edit_after_edit(office: Office) -> int:
    """A bulk edit is undone after somebody edited one of its records."""
    items, fields = [office.item() for _ in range(3)], {"o": "place", "cach": "fill"}
    chosen = filled(office.an, _BULK, f"{_BULK}/chon", {"tai-lieu": items})().address
    page = chosen[chosen.index(_BULK) :]
    plan = filled(office.an, page, f"{page}/doi-o", {**fields, "noi-dung": "Lạng Sơn"})()
    change = _apply(office.an, plan)
    undo, record = filled(office.an, change, f"{change}/hoan-tac", {}), f"{_ITEM}/{items[0]}"
    filled(office.binh, record, record, {"place": "Cao Bằng"})()
    answer = undo()
    Press(office.an, undo.action, answer.form(undo.action))()
    return _wrong(
        edited_record_stays=office.value(Item.place, id=items[0]) == "Cao Bằng",
        others_are_undone=[office.value(Item.place, id=item) for item in items[1:]] == [None] * 2,
        record_is_named=answer.status == 409 and answer.says(office.value(Item.title, id=items[0])),
    )


def undo_import_while_published(office: Office) -> int:
    """An import is undone at the moment at which somebody publishes one of its records."""
    titles = [f"Sách nhập {next(office.serial)} {letter}" for letter in "ABC"]
    table = FileStorage(io.BytesIO("\n".join(("Tên sách", *titles)).encode()), "a.csv")
    fields, page = {"tep": table, "bst": "mo", "noi-doc": "public"}, f"{_BULK}/bieu-ghi"
    change = _apply(office.an, filled(office.an, page, page, fields)())
    item = office.value(Item.id, title=titles[0])
    undo = filled(office.an, change, f"{change}/hoan-tac", {})
    publication = filled(office.binh, f"{_ITEM}/{item}", f"{_ITEM}/{item}/cong-bo", {})
    answer, undone = at_once(publication, undo)
    if undone.status == 409:
        Press(office.an, undo.action, undone.form(undo.action))()
    is_public = office.value(Item.state, id=item) is ItemState.PUBLISHED
    return _wrong(
        published_or_gone=is_public or office.value(Item.id, id=item) is None,
        others_are_gone=not any(office.value(Item.id, title=title) for title in titles[1:]),
        publisher_is_told=answer.status < 400 if is_public else 400 <= answer.status < 500,
        undoer_is_told=undone.status < 500 and (not is_public or undone.says(titles[0])),
    )


ACCIDENTS = (
    *(rename_twice, rename_what_is_merged, undo_what_another_renamed, undo_pressed_by_two),
    *(undo_merge_after_edit, undo_the_undo_next_day, caption_what_is_hidden, caption_twice),
    *(words_while_restored, session_ends, server_restarts, killed_merge, killed_undo),
    *(approve_what_is_taken_back, approve_twice, show_alone, undo_hiding_after_move),
    *(restore_by_two, undo_bulk_edit_after_edit, undo_import_while_published),
)


def main() -> None:
    """Measure, print and exit with 0 only if nothing was lost or wrong."""
    parser = json_parser(__doc__)
    parser.add_argument("--only", default="", help="part of the names of accidents to run")
    args = parser.parse_args()
    report("change accidents", tuple(_measure(args.only)), as_json=args.json)


def _measure(only: str) -> Iterator[Row]:
    total, accidents = 0, [accident for accident in ACCIDENTS if only in accident.__name__]
    with served_office() as office:
        for accident in accidents:
            try:
                wrong = accident(office)
            except (LookupError, ValueError) as error:  # a page lacks its form
                print(f"  {accident.__name__} stopped: {error!r}", file=sys.stderr)
                wrong = 1
            total += wrong
            yield Row(f"lost or wrong: {accident.__doc__.rstrip('.')}", wrong, "things")
    yield Row(f"lost or wrong in {len(accidents)} kinds of accidents", total, "things", 0)


if __name__ == "__main__":
    main()
