"""People of the office who press the buttons of a served site over HTTP, without a browser."""

import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException
from http.cookiejar import CookieJar
from itertools import count
from pathlib import Path
from threading import Barrier, Thread
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, Request, build_opener

from lxml import html
from sqlalchemy import Engine, select
from sqlalchemy.orm import InstrumentedAttribute
from werkzeug.test import encode_multipart

from app.accounts.passwords import hash_password
from bench.running_site import RunningCommand
from library.catalogue.authorities.models import Authority
from library.catalogue.cataloguing import publish
from library.catalogue.models import Item, Page
from library.catalogue.pictures.models import Picture
from library.changes.models import ChangeSet
from library.database import reading, work
from library.installation import open_installation, set_up
from library.recordings.cues import Cue
from library.settings import Settings
from library.staff.staff_accounts import add_staff
from tests.app.browser import AGENT, field_values, text_of
from tests.makers import BY, make_collections, make_item, make_settings
from tests.recordings import add_words, make_recording

PASSWORD = "mật khẩu của phép đo"  # noqa: S105  (of a temporary installation)
OFFICE = "/can-bo"
Fields = Mapping[str, object]

_NAMES = ("an", "binh", "chi")
_TIMEOUT_SECONDS = 120
_TYPED = "//main//input[not(@type='hidden')]/@value"


class Answer:
    """A page that the site sent."""

    def __init__(self, status: int, address: str, content: bytes) -> None:
        self.status, self.address = status, address
        self.tree = html.fromstring(content or b"<html/>")
        self._text = " ".join((text_of(self.tree), *self.tree.xpath(_TYPED)))

    def says(self, *texts: str) -> bool:
        """Return True if the page shows all of these texts, or has them in fields."""
        return all(text in self._text for text in texts)

    def form(self, action: str) -> dict[str, list[object]]:
        """Return the fields of the form with this action, as a browser would send them."""
        forms = [form for form in self.tree.iter("form") if form.get("action") == action]
        fields: dict[str, list[object]] = {}
        for form in sorted(forms, key=lambda form: form.get("method") == "get")[:1]:
            for name, value in field_values(form):
                fields.setdefault(name, []).append(value)
        return fields

    def actions(self, part: str) -> list[str]:
        """Return the actions of the forms whose action has this part, in their order."""
        actions = (form.get("action", "") for form in self.tree.iter("form"))
        return [action for action in actions if part in action]


class Person:
    """A member of staff with the cookies of one browser."""

    def __init__(self, address: str, name: str) -> None:
        self._address, self._fields = address, {"ten": name, "mat-khau": PASSWORD}
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))
        self.sign_in()

    def sign_in(self) -> None:
        """Sign in."""
        filled(self, *(f"{OFFICE}/dang-nhap",) * 2, self._fields)()

    def open(self, path: str, fields: Fields | None = None) -> Answer:
        """Open a page, or send fields to it."""
        request = Request(self._address + path, headers={"User-Agent": AGENT})  # noqa: S310
        if fields is not None:
            boundary, request.data = encode_multipart(fields)
            request.add_header("Content-Type", f"multipart/form-data; boundary={boundary}")
        try:
            with self._opener.open(request, timeout=_TIMEOUT_SECONDS) as answer:
                return Answer(answer.status, answer.url, answer.read())
        except HTTPError as error:
            return Answer(error.code, error.url, error.read())

    def token(self) -> Fields:
        """Return the field without which no form is taken."""
        page = self.open(f"{OFFICE}/tai-khoan")
        return {"csrf_token": page.tree.xpath("//input[@name='csrf_token']/@value")[0]}

    def reopen(self, refusal: Answer) -> Answer:
        """Sign in on the page that asks to, and open the form that was kept meanwhile."""
        (action,) = refusal.actions(f"{OFFICE}/dang-nhap")
        page = self.open(action, {**refusal.form(action), **self._fields})
        for form in page.tree.xpath("//form[.//button[@name='mo-lai']]"):
            (number,) = form.xpath(".//button[@name='mo-lai']/@value")
            return self.open(form.get("action"), {**dict(field_values(form)), "mo-lai": number})
        return page


@dataclass(frozen=True, slots=True)
class Press:
    """A filled form, sent when it is called, however long ago its page was opened."""

    person: Person
    action: str
    fields: Fields

    def __call__(self) -> Answer:
        return self.person.open(self.action, self.fields)


def filled(person: Person, on: str, action: str, values: Fields) -> Press:
    """Return the form with an action on a page, filled in but not sent."""
    return Press(person, action, {**person.open(on).form(action), **values})


def at_once(*presses: Press) -> tuple[Answer, ...]:
    """Let all press at the same moment; return their answers."""
    start = Barrier(len(presses))

    def press_at_start(press: Press) -> Answer:
        start.wait()
        return press()

    with ThreadPoolExecutor(len(presses)) as pool:
        return tuple(pool.map(press_at_start, presses))


@dataclass(frozen=True, slots=True)
class Office:
    """A served library with three members of staff, and its database."""

    settings: Settings
    engine: Engine
    site: RunningCommand
    an: Person
    binh: Person
    chi: Person
    serial: Iterator[int]

    def item(self, collection: str = "mo", **fields: object) -> str:
        """Enter a published book of three pages; return its id."""
        with work(self.engine) as session:
            title, texts = f"Sổ {next(self.serial)}", ("một", "hai", "ba")
            return make_item(session, title, collection=collection, texts=texts, **fields).id

    def name(self, items: int = 1) -> tuple[int, str, list[str]]:
        """Enter a name with records; return its number, its text and the records."""
        text = f"Vi Văn {next(self.serial)}"
        records = [self.item(creator=text) for _ in range(items)]
        return self.value(Authority.id, name=text), text, records

    def tape(self) -> str:
        """Enter a published recording with words; return its id."""
        with work(self.engine) as session:
            file = f"{next(self.serial):064}"
            item = make_item(session, "Then", collection="mo", texts=(), published=False)
            make_recording(session, self.settings, item, file=file)
            cues = (Cue(1000, 4000, "lời đầu"), Cue(5000, 9000, "lời cuối"))
            add_words(session, item, cues, file=file)
            publish(session, item, BY)
            return item.id

    def values(self, column: InstrumentedAttribute, **filters: object) -> list:
        """Return a column of the rows with these values."""
        with reading(self.engine) as session:
            return list(session.scalars(select(column).filter_by(**filters).order_by(column)))

    def value(self, column: InstrumentedAttribute, **filters: object) -> object:
        """Return a column of the row with these values, or None."""
        return next(iter(self.values(column, **filters)), None)

    def creators(self, items: list[str]) -> set[str | None]:
        """Return the creators of records."""
        return {self.value(Item.creator, id=item) for item in items}

    def caption(self, item: str) -> str | None:
        """Return the caption of the first page."""
        return self.value(Picture.caption, page_id=self.value(Page.id, item_id=item, number=1))

    def is_hidden(self, item: str, number: int) -> bool:
        """Return True if a page is hidden."""
        return bool(self.value(Page.left_out, item_id=item, number=number))

    def waiting(self, item: str) -> list[str]:
        """Return the numbers of the sets that change a record, the oldest first."""
        sets = ((id_, self.value(ChangeSet.items, id=id_)) for id_ in self.values(ChangeSet.id))
        return [str(id_) for id_, items in sets if item in items]

    def kill_during(self, press: Press, seconds: float) -> None:
        """Press a button, and kill the server some seconds later."""

        def press_in_vain() -> None:
            with suppress(OSError, HTTPException):
                press()

        thread = Thread(target=press_in_vain)
        thread.start()
        time.sleep(seconds)
        self.site.kill()
        thread.join()
        self.site.start()

    def restart(self, days_later: int = 0) -> None:
        """Stop the server and start it again, with a clock that is some days fast."""
        self.site.stop()
        self.site.start(days_later)


@contextmanager
def served_office() -> Iterator[Office]:
    """Serve a library with three members of staff; collection "mat" needs two people."""
    folder = Path(tempfile.mkdtemp(prefix="diachi-bench-"))
    profile = 'title = "Đo"\nsummary = ""\n'
    collections = {"mo": profile, "mat": f"{profile}four_eyes = true\n"}
    collections_folder = make_collections(folder / "collections", **collections)
    settings = make_settings(folder / "home", collections=str(collections_folder))
    set_up(settings).dispose()
    engine = open_installation(settings)
    with work(engine) as session:
        for name in _NAMES:
            add_staff(session, name, hash_password(PASSWORD), "administrator", by=BY)
    site = RunningCommand(settings, "serve")
    try:
        people = (Person(f"http://127.0.0.1:{site.port}", name) for name in _NAMES)
        yield Office(settings, engine, site, *people, count(1))
    finally:
        site.kill()
        engine.dispose()
        shutil.rmtree(folder)
