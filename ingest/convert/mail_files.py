"""E-mails (EML): head, text with its pictures, and attached files."""

from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from pathlib import Path, PurePosixPath

from ingest.convert import html_text, text_files
from ingest.convert.html_text import parse_mail
from ingest.convert.plain_odf import Paragraph
from ingest.problems import BrokenFileError, TextTooLongError, TooManyFilesError
from ingest.tools.inline_pictures import InlinePicture, PictureMaker
from library.vietnamese.letters import compose

_MAX_MEGABYTES, _MAX_ATTACHMENTS = 64, 200
_HEAD_FIELDS = {"From": "Từ", "To": "Đến", "Cc": "Đồng gửi", "Date": "Ngày"}
_UNTITLED = "(không có tiêu đề)"


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that was read."""

    subject: str
    head: tuple[tuple[str, str], ...]
    text: bytes
    is_web: bool
    pictures: dict[str, bytes]
    """Pictures shown in the text, by their identifiers."""
    attachments: tuple[tuple[str, bytes], ...]
    """Names and contents of the attached files."""

    def paragraphs(self) -> tuple[list[Paragraph], frozenset[str]]:
        """Return the head and the text, and the legacy encodings found in it."""
        names = "; ".join(name for name, _ in self.attachments)
        head = [*self.head, *([("Đính kèm", names)] if names else ())]
        lines = [Paragraph(self.subject, heading=True)]
        lines += [Paragraph(f"{label}: {value}") for label, value in head]
        text, encoding = text_files.decode_text(self.text)
        if self.is_web:
            body, encodings = html_text.read_paragraphs(text, self._picture_finder())
        else:
            texts, encodings = text_files.lines_to_unicode(text_files.split_lines(text))
            body = tuple(map(Paragraph, texts))
        return [*lines, *body], encodings | ({encoding} if encoding else frozenset())

    def _picture_finder(self) -> html_text.PictureFinder:
        maker = PictureMaker()

        def find(address: str) -> InlinePicture | None:
            content = self.pictures.get(address.removeprefix("cid:"))
            return maker.make(content) if content else None

        return find


def read(path: Path, name: str) -> Mail:
    """Return a mail; raise a ProblemError if it cannot be opened."""
    megabytes = path.stat().st_size >> 20
    if megabytes > _MAX_MEGABYTES:
        raise TextTooLongError(name, megabytes, _MAX_MEGABYTES)
    try:
        return _mail(parse_mail(path.read_bytes()), name)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise BrokenFileError(name) from error  # nested or damaged beyond what the parser expects


def _mail(message: Message, name: str) -> Mail:
    if not message.keys():
        raise BrokenFileError(name)
    parts = list(_leaves(message))
    bodies = {part.get_content_type(): part for part in reversed(parts) if _is_body(part)}
    body = bodies.get("text/html") or bodies.get("text/plain")
    text = _utf8_text(body) if body is not None else b""
    is_web = body is not None and body is bodies.get("text/html")
    pictures = {
        identifier: part
        for part in parts
        if is_web
        and (identifier := part.get("Content-ID", "").strip("<> \t\r\n"))
        and f"cid:{identifier}".encode() in text
    }
    shown = {id(part) for part in pictures.values()}
    attached = [part for part in parts if not _is_body(part) and id(part) not in shown]
    if len(attached) > _MAX_ATTACHMENTS:
        raise TooManyFilesError(name, len(attached), _MAX_ATTACHMENTS)
    return Mail(
        _decoded(message.get("Subject", "")) or _UNTITLED,
        tuple(_head(message)),
        text,
        is_web,
        {identifier: _content(part) for identifier, part in pictures.items()},
        tuple(_attachments(attached)),
    )


def _leaves(message: Message) -> Iterator[Message]:
    """Yield the parts that hold something; a mail in the mail is one part."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting.extend(reversed(part.get_payload()))
        else:
            yield part


def _is_body(part: Message) -> bool:
    is_text = part.get_content_type() in ("text/plain", "text/html")
    return is_text and part.get_content_disposition() != "attachment" and not part.get_filename()


def _head(message: Message) -> Iterator[tuple[str, str]]:
    for field, label in _HEAD_FIELDS.items():
        if value := _decoded(message.get(field, "")):
            yield label, value


def _attachments(parts: list[Message]) -> Iterator[tuple[str, bytes]]:
    for number, part in enumerate(parts, start=1):
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload(0)
            name = f"{_decoded(inner.get('Subject', '')) or _UNTITLED}.eml"
            yield _file_name(name, number), inner.as_bytes()
        elif content := _content(part):
            yield _file_name(_decoded(part.get_filename() or ""), number), content


def _file_name(name: str, number: int) -> str:
    name = PurePosixPath(name.replace("\\", "/").replace("/", " ") if ":" in name else name).name
    return "".join(filter(str.isprintable, name)).strip() or f"đính kèm {number}"


def _content(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _utf8_text(part: Message) -> bytes:
    """Return the text of a part in UTF-8; as it is if its encoding is not as stated."""
    content = _content(part)
    try:
        return content.decode(part.get_content_charset("utf-8")).encode()
    except (LookupError, UnicodeError):
        return content


def _decoded(value: object) -> str:
    """Return a header as text, whatever encodings its words have."""
    try:
        words = decode_header(str(value))
    except HeaderParseError:
        return compose(str(value))
    texts = (
        word if isinstance(word, str) else _text_of(word, encoding or "utf-8")
        for word, encoding in words
    )
    return compose(" ".join("".join(texts).split()))


def _text_of(word: bytes, encoding: str) -> str:
    try:
        return word.decode(encoding)
    except (LookupError, UnicodeError):
        return word.decode("utf-8", "replace")
