"""Lets staff look through the names of the catalogue, correct them, and enter new ones."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.services import services
from app.web.url_converters import asked, asked_screen
from library.catalogue.authorities import authority_lists, authority_records, edit_records
from library.catalogue.authorities.authority_lists import Wanted
from library.catalogue.authorities.authority_records import AuthorityRecord
from library.catalogue.authorities.edit_records import Told
from library.catalogue.authorities.extract_names import ALPHABET, OTHERS
from library.catalogue.authorities.lifetimes import read_time, told_time
from library.catalogue.authorities.models import AuthorityKind
from library.catalogue.authorities.problems import ChangedMeanwhileError
from library.database import reading, work
from library.errors import LibraryError
from library.places.chronicle import eras_called

SCREEN = 100
_ITEMS = 20
_LETTERS = (*ALPHABET, "#", OTHERS)
KIND_NAMES = {
    AuthorityKind.PERSON: "Người",
    AuthorityKind.BODY: "Cơ quan, tổ chức",
    AuthorityKind.SUBJECT: "Đề mục",
    AuthorityKind.PLACE: "Địa danh",
}
_TIMES = {"begins": "bắt đầu", "ends": "kết thúc"}
_CALLED = {
    "name": "Tên được chọn",
    "variants": "Tên khác",
    "begins": "Bắt đầu",
    "ends": "Kết thúc",
    "note": "Ghi chú",
    "source": "Nguồn",
}
_LONGEST = {"name": 500, "note": 5000, "source": 1000, "variants": 20_000}


def show_all() -> str:
    """Show the names of the catalogue, of one kind or all, by letter or by part of a name."""
    kind = _kind(request.args.get("loai"))
    letter = request.args.get("chu") if request.args.get("chu") in _LETTERS else None
    wanted = Wanted(
        kinds=(kind,) if kind else tuple(AuthorityKind),
        letter=letter,
        sought=asked(),
        only_open=False,
        unchecked="chua-xem" in request.args,
    )
    screen = asked_screen()
    with reading(services().database) as session:
        return render_template(
            "office/catalogue/authorities.html",
            listing=authority_lists.listed(
                session, wanted, first=(screen - 1) * SCREEN, count=SCREEN
            ),
            how_many=authority_lists.how_many(session),
            kind=kind,
            wanted=wanted,
            letters=_LETTERS,
            kinds=KIND_NAMES,
            screen=screen,
            size=SCREEN,
        )


def show(number: int) -> ResponseReturnValue:
    """Show a record to be corrected, or lead to the one it was merged into."""
    with reading(services().database) as session:
        record = authority_records.record(session, number)
        if record.id != number:
            return redirect(url_for("office.authority", number=record.id), code=303)
        return _form(session, record, _as_typed(record))


def save(number: int) -> ResponseReturnValue:
    """Keep what was typed, or show it again with what is wrong."""
    typed = _typed()
    told, problem = _read(typed)
    if told is not None:
        try:
            with work(services().database) as session:
                record = edit_records.find(session, number)
                items = edit_records.edit(session, record, told, current_user.name, typed["seen"])
        except ChangedMeanwhileError as error:
            return _compare(number, typed, str(error))
        except LibraryError as error:
            problem = str(error)
        else:
            followed = f" {items} tài liệu đổi theo." if items else ""
            flash(f"Đã lưu “{told.name}”.{followed}", "good")
            return redirect(url_for("office.authority", number=number), code=303)
    with reading(services().database) as session:
        return _form(session, authority_records.record(session, number), typed, problem), 400


def _compare(number: int, typed: Mapping[str, str], said: str) -> tuple[str, int]:
    """Keep what was typed beside what stands now; who saves again has seen it."""
    with reading(services().database) as session:
        record = authority_records.record(session, number)
        now = {**typed, "seen": record.changed.isoformat()}
        return _form(session, record, now, said, _stands(record, typed)), 409


def _stands(record: AuthorityRecord, typed: Mapping[str, str]) -> dict[str, str]:
    """Return what somebody else wrote, where it is another thing."""
    now = _as_typed(record)
    return {called: now[name] for name, called in _CALLED.items() if now[name] != typed[name]}


def show_new() -> str:
    """Show an empty form."""
    kind = _kind(request.args.get("loai")) or AuthorityKind.PERSON
    return _new_form({"name": asked("ten"), "kind": kind.value})


def enter() -> ResponseReturnValue:
    """Enter a record that no item names yet."""
    typed = _typed()
    told, problem = _read(typed)
    if told is None:
        return _new_form(typed, problem), 400
    try:
        with work(services().database) as session:
            number = edit_records.enter(session, told, current_user.name).id
    except LibraryError as error:
        return _new_form(typed, str(error)), 400
    flash(f"Đã thêm “{told.name}”.", "good")
    return redirect(url_for("office.authority", number=number), code=303)


def _form(
    session: Session,
    record: AuthorityRecord,
    typed: Mapping[str, str],
    problem: str = "",
    stands: Mapping[str, str] | None = None,
) -> str:
    return render_template(
        "office/catalogue/authority.html",
        record=record,
        given=typed,
        problem=problem,
        stands=stands or {},
        kinds=_kinds_beside(record.kind),
        named=authority_records.all_items_of(session, record.id, _ITEMS),
        eras=eras_called(record.name) if record.kind is AuthorityKind.PLACE else (),
        is_open=authority_records.is_known_to_readers(session, record.id),
    )


def _new_form(typed: Mapping[str, str], problem: str = "") -> str:
    return render_template(
        "office/catalogue/authority_new.html", given=typed, problem=problem, kinds=KIND_NAMES
    )


def _kinds_beside(kind: AuthorityKind) -> dict[AuthorityKind, str]:
    """Return what a record of this kind may turn out to be."""
    agents = (AuthorityKind.PERSON, AuthorityKind.BODY)
    return {one: KIND_NAMES[one] for one in (agents if kind in agents else (kind,))}


def _as_typed(record: AuthorityRecord) -> dict[str, str]:
    return {
        "name": record.name,
        "kind": record.kind.value,
        "begins": told_time(record.begins),
        "ends": told_time(record.ends),
        "note": record.note or "",
        "source": record.source or "",
        "variants": "\n".join(record.variants),
        "seen": record.changed.isoformat(),
    }


def _typed() -> dict[str, str]:
    names = ("name", "kind", "begins", "ends", "note", "source", "variants", "seen")
    return {name: request.form.get(name, "").strip() for name in names}


def _read(typed: Mapping[str, str]) -> tuple[Told | None, str]:
    """Return what the form tells, or what is wrong with it."""
    times = {}
    for name, called in _TIMES.items():
        try:
            times[name] = read_time(typed[name]) if typed[name] else None
        except ValueError:
            return None, (
                f"Không hiểu thời điểm {called} “{typed[name][:40]}”. "
                "Hãy ghi như 1911, 25/8/1911, khoảng 1911, 1911?, 191? hoặc thế kỷ 19."
            )
    kind = _kind(typed["kind"])
    if kind is None:
        return None, "Hãy chọn loại của bản ghi."
    for name, longest in _LONGEST.items():
        if len(typed[name]) > longest:
            return None, f"Chữ quá dài: nhiều nhất {longest} chữ một ô."
    variants = tuple(filter(None, (line.strip() for line in typed["variants"].splitlines())))
    return (
        Told(
            name=typed["name"],
            kind=kind,
            note=typed["note"],
            source=typed["source"],
            variants=variants,
            **times,
        ),
        "",
    )


def _kind(said: str | None) -> AuthorityKind | None:
    return AuthorityKind(said) if said in tuple(AuthorityKind) else None
