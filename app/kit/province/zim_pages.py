"""ZIM files in the office: ordered, watched while they are written, downloaded, made again."""

from importlib.util import find_spec

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.office.bulk import choose_items
from app.services import profiles, services
from app.web.attachments import send_made_file
from app.web.caching import NO_STORE, set_policy
from kit.handouts.problems import NothingToHandOutError, ZimFileNotFoundError, ZimRecalledError
from kit.zim import zim_orders
from kit.zim.zim_contents import SELECTION_TITLE, recalled_count
from kit.zim.zim_entries import PictureSize
from kit.zim.zim_orders import ZimNote
from library.database import reading, work
from library.errors import LibraryError
from library.staff import saved_views
from library.staff.audit import note as note_action
from library.vietnamese.letters import compose

SIZE_NAMES = {
    PictureSize.SMALL: "ảnh vừa để đọc",
    PictureSize.READING: "ảnh rộng nhất",
    PictureSize.THUMBNAILS: "ảnh nhỏ",
    PictureSize.NONE: "chỉ có chữ",
}
_COLLECTION, _SELECTION, _VIEW = "bst", "chon", "xem"
_LIST = "office.bulk"
_ZIM = "application/vnd.openzim"
_MAX_TITLE = 60
_MAX_ID = 2**31 - 1


def show() -> str:
    """Show the files and the form for another one."""
    return _page()


def order() -> ResponseReturnValue:
    """Order a file."""
    try:
        with reading(services().database) as session:
            draft, item_ids = _draft(session)
        zim_orders.place(services().settings, draft, item_ids)
    except LibraryError as error:
        return _page(str(error)), error.status
    return _note_and_go_back(
        "zim.order", draft.title, "Đã nhận. Xưởng bắt đầu viết trong vòng vài phút."
    )


def order_again(note_id: str) -> ResponseReturnValue:
    """Order a file anew: with what its collection or list holds now, or the same chosen items."""
    settings = services().settings
    try:
        note = zim_orders.find(settings, note_id)
        with reading(services().database) as session:
            item_ids = choose_items.ids_of_list(session, note.view) if note.view else ()
        if note.view and not item_ids:
            raise NothingToHandOutError
        zim_orders.order_again(settings, note_id, current_user.name, item_ids)
    except LibraryError as error:
        return _page(str(error)), error.status
    return _note_and_go_back(
        "zim.order", note.title, "Đã nhận. Tệp cũ còn tải được cho đến khi tệp mới xong."
    )


def cancel(note_id: str) -> ResponseReturnValue:
    """End an order that waits or is being worked on."""
    note = zim_orders.find(services().settings, note_id)
    zim_orders.cancel(services().settings, note_id)
    return _note_and_go_back("zim.cancel", note.title, f"Đã thôi viết tệp “{note.title}”.")


def remove(note_id: str) -> ResponseReturnValue:
    """Remove a file."""
    note = zim_orders.find(services().settings, note_id)
    zim_orders.remove(services().settings, note_id)
    return _note_and_go_back("zim.remove", note.title, f"Đã xóa tệp “{note.title}”.")


def send(note_id: str) -> ResponseReturnValue:
    """Send a whole file, or the range of it that is asked for."""
    settings = services().settings
    note = zim_orders.find(settings, note_id)
    file = zim_orders.file_of(settings, note)
    if file is None:
        raise ZimFileNotFoundError
    with reading(services().database) as session:
        recalled = recalled_count(settings, session, note)
    if recalled:
        raise ZimRecalledError(recalled)
    name = f"dia-chi-{note.collection or 'chon-loc'}-{note.contents_at[:10]}.zim"
    return set_policy(send_made_file(file, _ZIM, name), NO_STORE)


def _page(problem: str = "") -> str:
    settings = services().settings
    notes = zim_orders.all_notes(settings)
    with reading(services().database) as session:
        recalled = {note.id: recalled_count(settings, session, note) for note in notes if note.file}
        contents = _contents(session)
    return render_template(
        "kit/province/zim.html",
        notes=notes,
        recalled=recalled,
        contents=contents,
        sizes={size.value: name for size, name in SIZE_NAMES.items()},
        chosen=request.form.get("noi-dung") or f"{_SELECTION}:{_selection_id() or ''}",
        title=request.form.get("ten", ""),
        size=request.form.get("anh", PictureSize.SMALL.value),
        problem=problem,
        is_installed=find_spec("libzim") is not None,
        in_work=any(note.is_open for note in notes),
    )


def _contents(session: Session) -> dict[str, str]:
    """Return the possible contents of a file: a selection, saved lists, and collections."""
    contents = {}
    if selection_id := _selection_id():
        count = len(choose_items.ids_of_selection(session, selection_id))
        contents[f"{_SELECTION}:{selection_id}"] = f"{count} tài liệu vừa chọn"
    views = saved_views.views_of(session, current_user.id, _LIST)
    contents |= {f"{_VIEW}:{view.id}": f"Danh sách đã ghi: {view.name}" for view in views}
    slugs = sorted(profiles().items(), key=lambda profile: profile[1].title)
    return contents | {f"{_COLLECTION}:{slug}": f"Sưu tập {p.title}" for slug, p in slugs}


def _draft(session: Session) -> tuple[ZimNote, tuple[str, ...]]:
    """Return the note of the order in the form, and its items; a collection names its own."""
    kind, _, key = request.form.get("noi-dung", "").partition(":")
    images = request.form.get("anh", "")
    images = images if images in {size.value for size in PictureSize} else PictureSize.SMALL.value
    title = " ".join(compose(request.form.get("ten", "")).split())[:_MAX_TITLE]
    by = current_user.name
    if kind == _COLLECTION and key in profiles():
        title = title or profiles()[key].title
        return zim_orders.new_note(title, images, by, collection=key), ()
    view = next((v for v in _views(session) if kind == _VIEW and str(v.id) == key), None)
    if view is not None:
        ids = choose_items.ids_of_list(session, view.parameters)
        fields = {"view": view.parameters, "chosen": len(ids)}
        title = title or view.name
    elif kind == _SELECTION and _is_id(key):
        ids = choose_items.ids_of_selection(session, int(key))
        fields = {"chosen": len(ids)}
        title = title or SELECTION_TITLE
    else:
        raise NothingToHandOutError
    if not ids:
        raise NothingToHandOutError
    return zim_orders.new_note(title, images, by, **fields), ids


def _views(session: Session) -> tuple[saved_views.View, ...]:
    return saved_views.views_of(session, current_user.id, _LIST)


def _selection_id() -> int | None:
    """Return the selection that the address or the form names."""
    typed = request.args.get("chon") or request.form.get("noi-dung", "").removeprefix("chon:")
    return int(typed) if _is_id(typed) else None


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 10 and 0 < int(text) <= _MAX_ID


def _note_and_go_back(action: str, subject: str, sentence: str) -> ResponseReturnValue:
    with work(services().database) as session:
        note_action(session, current_user.name, action, subject)
    flash(sentence, "good")
    return redirect(url_for("office.zim_files"), code=303)
