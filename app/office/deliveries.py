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
    for source, files in _sorted_out(chosen, request.form.get("ten", "")):
        _enter(Delivery(source, files), collection, publish)
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
    return [(compose(name).strip() or images[0].name, tuple(images)), *others]


def _enter(delivery: Delivery, collection: str, publish: bool) -> None:
    try:
        with work(house().database) as session:
            accession = enter(
                session, delivery, collection=collection, by=current_user.name, publish=publish
            )
    except EmptyDeliveryError as error:
        flash(str(error), "bad")
        return
    flash(f"Đã nhận “{accession.source}”, số đăng ký {accession.number}.", "good")


def _name(file: FileStorage) -> str:
    """Return the last part of a file's name: some browsers send the whole path."""
    return PurePosixPath((file.filename or "").replace("\\", "/")).name or "không tên"


def _is_image(file: DeliveredFile) -> bool:
    return PurePosixPath(file.name).suffix.lower() in IMAGE_SUFFIXES
