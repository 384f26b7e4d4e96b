"""Receives what staff hand in through the browser."""

from pathlib import PurePosixPath

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from app.house import house, profiles
from library.accessions.register import (
    IMAGE_SUFFIXES,
    DeliveredFile,
    Delivery,
    deposit_stream,
    enter,
    make_room,
    natural_order,
)
from library.catalogue.profiles import profile_of
from library.database import work
from library.errors import EmptyDeliveryError
from library.people.permissions import Permission
from library.vietnamese import compose

_LONGEST_NAME = 300
_NAMED = 3
"""So many refused files are named; the rest are counted."""


def show() -> str:
    """Ask for files."""
    return render_template("office/deliver.html", collections=profiles().values())


def receive() -> ResponseReturnValue:
    """Put the files in the strong-room, then enter each delivery in the register."""
    collection = profile_of(profiles(), request.form.get("suu-tap", "")).slug
    publish = "cong-bo" in request.form and current_user.may(Permission.PUBLISH)
    make_room(house().settings.home, house().settings.free_mb, request.content_length or 0)
    chosen = [file for file in request.files.getlist("tep") if file.filename]
    if not chosen:
        flash("Chưa chọn tệp nào. Hãy chọn tệp PDF hoặc ảnh rồi nộp lại.", "bad")
        return redirect(url_for("office.delivery"), code=303)
    found = _sorted_out(chosen, request.form.get("ten", ""))
    entered = [_enter(Delivery(source, files), collection, publish) for source, files in found]
    _tell([source for source, _ in found], entered)
    return redirect(url_for("office.accessions"), code=303)


def _sorted_out(
    chosen: list[FileStorage], name: str
) -> list[tuple[str, tuple[DeliveredFile, ...]]]:
    """Return the deliveries in an upload: its images are one, each other file is another."""
    kept = [deposit_stream(house().masters, _name(file), file) for file in chosen]
    images = sorted(filter(_is_image, kept), key=lambda file: natural_order(file.name))
    others = [(file.name, (file,)) for file in kept if not _is_image(file)]
    if not images:
        return others
    title = compose(name).strip()[:_LONGEST_NAME]
    return [(title or images[0].name, tuple(images)), *others]


def _enter(delivery: Delivery, collection: str, publish: bool) -> bool:
    """Enter one delivery; say whether there was anything in it."""
    try:
        with work(house().database) as session:
            enter(session, delivery, collection=collection, by=current_user.name, publish=publish)
    except EmptyDeliveryError:
        return False
    return True


def _tell(sources: list[str], entered: list[bool]) -> None:
    # messages travel in the session cookie, which is small: one for all that went well
    empty = [source for source, kept in zip(sources, entered, strict=True) if not kept]
    if len(empty) < len(sources):
        flash(f"Đã nhận {len(sources) - len(empty)} lần nhập; đang chờ xử lý.", "good")
    if empty:
        named = ", ".join(f"“{source}”" for source in empty[:_NAMED])
        more = f" và {len(empty) - _NAMED} tệp khác" if len(empty) > _NAMED else ""
        flash(f"{named}{more} không có gì để nhập. Hãy kiểm tra lại tệp.", "bad")


def _name(file: FileStorage) -> str:
    """Return the last part of a file's name: some browsers send the whole path."""
    last = PurePosixPath((file.filename or "").replace("\\", "/")).name
    return "".join(filter(str.isprintable, last)) or "không tên"


def _is_image(file: DeliveredFile) -> bool:
    return PurePosixPath(file.name).suffix.lower() in IMAGE_SUFFIXES
