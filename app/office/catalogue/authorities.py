"""Authority records in the office: list, edit and create."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.accounts.unsaved_forms import reopens
from app.office.field_problems import at_field
from app.office.lists.list_form import Choice, ListForm, read_list
from app.services import services
from app.web.form_versions import merge_form, stop_if_reopened
from app.web.formats import number
from app.web.remedies import linked
from app.web.url_converters import text_param
from library.catalogue.authorities import authority_lists, authority_records, edit_records
from library.catalogue.authorities.authority_lists import AuthorityFilter
from library.catalogue.authorities.authority_records import AuthorityRecord
from library.catalogue.authorities.edit_records import AuthorityDetails
from library.catalogue.authorities.extract_names import ALPHABET, OTHER_LETTERS
from library.catalogue.authorities.lifetimes import read_time, time_in_words
from library.catalogue.authorities.models import AuthorityKind
from library.catalogue.authorities.problems import BadAuthorityFormError
from library.database import reading, work
from library.errors import LibraryError
from library.places.edition import current_history
from library.places.lines import lines_named

SCREEN = 100
_ITEMS = 20
_LETTERS = (*ALPHABET, "#", OTHER_LETTERS)
KIND_NAMES = {
    AuthorityKind.PERSON: "Người",
    AuthorityKind.BODY: "Cơ quan, tổ chức",
    AuthorityKind.SUBJECT: "Đề mục",
    AuthorityKind.PLACE: "Địa danh",
}
_TIMES = {"begins": "bắt đầu", "ends": "kết thúc"}
_FIELD_LABELS = {
    "name": "Tên chuẩn",
    "kind": "Loại",
    "variants": "Tên khác",
    "begins": "Bắt đầu",
    "ends": "Kết thúc",
    "note": "Ghi chú",
    "source": "Nguồn",
}
_MAX_LENGTHS = {"name": 500, "note": 5000, "source": 1000, "variants": 20_000}


def show_all() -> str:
    """Show authority records, filtered by kind, initial letter or part of a name."""
    with reading(services().database) as session:
        listing = read_list(session, _list_form(session))
        kind = _kind(listing.chosen.get("loai"))
        criteria = AuthorityFilter(
            kinds=(kind,) if kind else tuple(AuthorityKind),
            letter=listing.chosen.get("chu"),
            name_part=listing.words,
            only_open=False,
            unchecked="chua-xem" in listing.chosen,
        )
        records = authority_lists.list_records(
            session, criteria, first=listing.first, count=listing.count
        )
    return render_template(
        "office/catalogue/authorities.html",
        records=records,
        listing=listing.counted(records.total),
        kind=kind,
        kinds=KIND_NAMES,
    )


def _list_form(session: Session) -> ListForm:
    numbers = authority_lists.counts_by_kind(session)
    kinds = {
        kind.value: f"{name} ({number(numbers.get(kind, 0))})" for kind, name in KIND_NAMES.items()
    }
    return ListForm(
        "office.authorities",
        choices=(
            Choice("loai", "Loại", kinds),
            Choice("chu", "Chữ cái", {letter: letter for letter in _LETTERS}),
            Choice("chua-xem", "Đã xem", {"1": "chưa ai xem"}),
        ),
        search_help="Tên chuẩn và tên khác. Không cần gõ dấu.",
        size=SCREEN,
    )


def show(number: int) -> ResponseReturnValue:
    """Show the form of a record, or redirect to the record it was merged into."""
    with reading(services().database) as session:
        record = authority_records.record(session, number)
        if record.id != number:
            return redirect(url_for("office.authority", number=record.id), code=303)
        return _form(session, record, _as_typed(record))


@reopens
def save(number: int) -> ResponseReturnValue:
    """Save a record, or show the form again with the error."""
    try:
        with work(services().database) as session:
            current = _as_typed(authority_records.record(session, number))
            merge_note = merge_form(current, _FIELD_LABELS, lists=("variants",))
            details = _read(_typed())
            record = edit_records.find(session, number)
            with at_field("name"):
                items = edit_records.edit(session, record, details, current_user.name)
    except LibraryError as error:
        with reading(services().database) as session:
            record = authority_records.record(session, number)
            return _form(session, record, _typed(), linked(error)), error.status
    items_note = f" {items} tài liệu đổi theo." if items else ""
    flash(f"Đã lưu “{details.name}”.{items_note}{merge_note}", "good")
    return redirect(url_for("office.authority", number=number), code=303)


def show_new() -> str:
    """Show the form for a new record."""
    kind = _kind(request.args.get("loai")) or AuthorityKind.PERSON
    return _new_form({"name": text_param("ten"), "kind": kind.value})


@reopens
def enter() -> ResponseReturnValue:
    """Create a record that no item refers to yet."""
    try:
        stop_if_reopened()
        details = _read(_typed())
        with work(services().database) as session, at_field("name"):
            number = edit_records.enter(session, details, current_user.name).id
    except LibraryError as error:
        return _new_form(_typed(), linked(error)), error.status
    flash(f"Đã thêm “{details.name}”.", "good")
    return redirect(url_for("office.authority", number=number), code=303)


def _form(
    session: Session,
    record: AuthorityRecord,
    texts: Mapping[str, str],
    problem: str = "",
) -> str:
    is_place = record.kind is AuthorityKind.PLACE
    return render_template(
        "office/catalogue/authority.html",
        record=record,
        field_values=texts,
        problem=problem,
        current=_as_typed(record),
        kinds=_possible_kinds(record.kind),
        named=authority_records.all_items_of(session, record.id, _ITEMS),
        units=lines_named(current_history(session), record.name) if is_place else (),
        is_open=authority_records.is_known_to_readers(session, record.id),
    )


def _new_form(texts: Mapping[str, str], problem: str = "") -> str:
    return render_template(
        "office/catalogue/authority_new.html", field_values=texts, problem=problem, kinds=KIND_NAMES
    )


def _possible_kinds(kind: AuthorityKind) -> dict[AuthorityKind, str]:
    """Return the kinds to which a record of this kind may be changed."""
    agents = (AuthorityKind.PERSON, AuthorityKind.BODY)
    return {option: KIND_NAMES[option] for option in (agents if kind in agents else (kind,))}


def _as_typed(record: AuthorityRecord) -> dict[str, str]:
    return {
        "name": record.name,
        "kind": record.kind.value,
        "begins": time_in_words(record.begins),
        "ends": time_in_words(record.ends),
        "note": record.note or "",
        "source": record.source or "",
        "variants": "\n".join(record.variants),
    }


def _typed() -> dict[str, str]:
    return {name: request.form.get(name, "").strip() for name in _FIELD_LABELS}


def _read(texts: Mapping[str, str]) -> AuthorityDetails:
    """Return the parsed form; raise BadAuthorityFormError."""
    times = {}
    for name, label in _TIMES.items():
        try:
            times[name] = read_time(texts[name]) if texts[name] else None
        except ValueError as error:
            with at_field(name):
                raise BadAuthorityFormError(
                    f"Không hiểu thời điểm {label} “{texts[name][:40]}”. "
                    "Hãy ghi như 1911, 25/8/1911, khoảng 1911, 1911?, 191? hoặc thế kỷ 19."
                ) from error
    kind = _kind(texts["kind"])
    if kind is None:
        with at_field("kind"):
            raise BadAuthorityFormError("Hãy chọn loại của bản ghi.")
    for name, longest in _MAX_LENGTHS.items():
        if len(texts[name]) > longest:
            with at_field(name):
                raise BadAuthorityFormError(f"Chữ quá dài: nhiều nhất {longest} chữ một ô.")
    variants = tuple(filter(None, (line.strip() for line in texts["variants"].splitlines())))
    return AuthorityDetails(
        name=texts["name"],
        kind=kind,
        note=texts["note"],
        source=texts["source"],
        variants=variants,
        **times,
    )


def _kind(value: str | None) -> AuthorityKind | None:
    return AuthorityKind(value) if value in tuple(AuthorityKind) else None
