"""Files of imported records, delivered in one ZIP file after the import."""

from collections.abc import Iterator, Sequence

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.office.ingest.group_files import group_files
from app.office.ingest.upload_names import base_name
from app.services import services
from app.web.body_limits import receives_files
from library.accessions.register import DeliveredFile, Delivery
from library.catalogue import cataloguing
from library.database import reading, work
from library.errors import LibraryError
from library.incoming import import_plan
from library.incoming.item_files import ItemFiles, open_item_files
from library.jobs import late_scans

_MAX_PROBLEMS = 10
_SEVERAL = "có nhiều tài liệu trong thư mục của nó; hãy nộp từng tệp ở trang của biểu ghi"


@receives_files
def receive(change_id: int) -> ResponseReturnValue:
    """Enter the files of a ZIP file as deliveries for the records of an import."""
    upload = request.files.get("tep")
    if upload is None or not upload.filename:
        flash("Hãy chọn tệp ZIP.", "bad")
        return _back(change_id)
    with reading(services().database) as session:
        sources = import_plan.sources_of(session, change_id)
    with open_item_files(upload.stream, base_name(upload.filename)) as files:
        entered_count, problems = _enter_all(files, sources)
    flash(_summary(entered_count, len(sources)), "good" if entered_count else "bad")
    for problem in problems[:_MAX_PROBLEMS]:
        flash(problem, "bad")
    return _back(change_id)


def _enter_all(files: ItemFiles, sources: Sequence[tuple[str, str]]) -> tuple[int, list[str]]:
    """Return the number of records that got their files, and the problems of the others."""
    entered_count, problems = 0, []
    for item_id, source in sources:
        if not (members := files.members_of(source)):
            continue
        try:
            _enter(item_id, tuple(_stored(files, members)))
            entered_count += 1
        except LibraryError as error:
            problems.append(f"{source}: {error}")
    return entered_count, problems


def _stored(files: ItemFiles, members: tuple[str, ...]) -> Iterator[DeliveredFile]:
    for member in members:
        with files.open(member) as content:
            digest = services().masters.put_stream(content)
        yield DeliveredFile(base_name(member), digest, files.size(member))


def _enter(item_id: str, delivered_files: tuple[DeliveredFile, ...]) -> None:
    groups = group_files(delivered_files, "", services().masters)
    if len(groups.deliveries) != 1:
        raise SeveralDocumentsError(_SEVERAL)
    with work(services().database) as session:
        _enter_for(session, item_id, groups.deliveries[0])


def _enter_for(session: Session, item_id: str, delivery: Delivery) -> None:
    item = cataloguing.find_item(session, item_id)
    late_scans.enter_for(session, item, delivery, by=current_user.name)


def _summary(entered_count: int, total: int) -> str:
    return (
        f"Đã nhận tệp cho {entered_count} trên {total} biểu ghi; xưởng đang làm. "
        "Biểu ghi đã có trang thì không hoàn tác được cùng lần nhập."
        if entered_count
        else "Không tệp nào trong ZIP mang tên hay mã của các biểu ghi này."
    )


def _back(change_id: int) -> ResponseReturnValue:
    return redirect(url_for("office.bulk_change", change_id=change_id), code=303)


class SeveralDocumentsError(LibraryError):
    """The files of one record are several documents."""

    message = "{0}"
    status = 422
