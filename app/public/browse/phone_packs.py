"""Phone packs offered by the pages of communes and collections."""

from flask import Response

from app.services import services
from app.web.attachments import file_name, send_made_file
from kit.phone.phone_files import PhonePack, file_of, is_lasting, read_pack
from kit.phone.phone_subjects import SubjectKind, find_subject, pack_name
from kit.phone.problems import PhonePackNotReadyError
from library import clock
from library.database import reading


def offered_pack(kind: SubjectKind, slug: str) -> PhonePack | None:
    """Return the pack that the pipeline has made; None if there is none to hand out."""
    pack = read_pack(services().settings, pack_name(kind, slug))
    return pack if pack and pack.bytes else None


def send(kind: str, slug: str) -> Response:
    """Send a pack to be opened from the phone; one that must be recalled is not sent any more."""
    settings, database = services().settings, services().database
    subject = find_subject(database, SubjectKind(kind), slug)
    pack = offered_pack(subject.kind, subject.slug)
    with reading(database) as session:
        if pack is None or not is_lasting(session, pack, clock.today().isoformat()):
            raise PhonePackNotReadyError
    name = file_name(f"Gói quê em {subject.title}", "html")
    return send_made_file(file_of(settings, pack), "text/html", name)
