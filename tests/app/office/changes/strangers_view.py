"""A published book, its staff, and the view that a stranger has of it."""

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from library.accessions import register
from library.accessions.models import AccessionState
from library.catalogue import cataloguing
from library.catalogue.description import holdings
from library.catalogue.description.holdings import Copy
from library.catalogue.models import Item, Page
from library.catalogue.text.words import pack
from library.database import reading, work
from library.settings import Settings
from library.storage.content_store import ContentStore
from library.triage import survey
from library.triage.survey import PageSurvey
from tests.app.browser import Browser
from tests.app.browser import Page as Shown
from tests.app.scans import make_scan
from tests.library.corrections.pages import set_lines
from tests.library.triage.test_fingerprints import make_signature
from tests.makers import BY, make_accession, make_item
from tests.presses import pressed

VAN_LANG = "x-hong-phong--van-lang"
BULK = "/can-bo/hang-loat"
CHANGE = f"{BULK}/lan/1"
_REVIEW = "/can-bo/cho-duyet"
_SEEN = (
    *(f"/tai-lieu/{{0}}{tail}" for tail in ("", "/marc.xml", "/dublin-core.xml", "/trich-dan.bib")),
    *(f"/tai-lieu/{{0}}/trang/{place}" for place in (1, 2, 3, 4, "1/loi/vi.vtt", "1/bai/1")),
    *("/tai-lieu/{0}/tai-ve/van-ban.txt", "/api/v1/items/{0}", "/api/v1/items/{0}/pages"),
    *("/iiif/3/{0}", "/iiif/3/{0}/canvas/1/georef", "/ten/1", f"/dia-danh/{VAN_LANG}"),
    "/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:diachi.invalid:{0}",
)
_NOISE = re.compile(
    r'name="csrf_token"[^>]*|<responseDate>[^<]*|<datestamp>[^<]*|<controlfield tag="005">[^<]*'
    r'|"(?:changed|updated|modified)": ?"[^"]*"'
)
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]*)"')
_CLOSED = re.compile(r'status="deleted"|<error code=')


@dataclass
class Library:
    """A published book of a collection, with review ("mat") or without ("mo")."""

    engine: Engine
    settings: Settings
    slug: str
    stranger: Browser
    by: Callable[[str], Browser]
    """Function that returns the browser of the person with a role."""
    index: Callable[[], int]
    book: str = ""
    delivery: str = ""
    old_view: dict[str, str] = field(default_factory=dict)

    def settle(self, book: str = "") -> None:
        """Store the stranger's view of the book, or of another one, to compare with later."""
        self.book = book or self.book
        self.old_view = self.view()

    def view(self) -> dict[str, str]:
        """Return the texts that a stranger gets, by address; closed addresses are left out."""
        texts = {}
        for address in (tail.format(self.book) for tail in _SEEN):
            answer = self.stranger.fetch(address)
            assert answer.status_code != 500, address
            text = _NOISE.sub("", answer.get_data(as_text=True))
            if answer.status_code < 400 and not _CLOSED.search(text):
                texts[address] = text
        return texts

    def news(self) -> list[str]:
        """Return the addresses at which a stranger sees something other than before."""
        return [at for at, text in self.view().items() if self.old_view.get(at) != text]

    def enter(self, title: str, **fields: object) -> str:
        """Enter another published item; return its id."""
        with work(self.engine) as session:
            return make_item(session, title, **{"collection": self.slug, **fields}).id

    def change(self, act: Callable[[Session, Item], object], *, settles: bool = True) -> None:
        """Change the book without the office, by default as work that strangers see already."""
        with work(self.engine) as session, pressed(session):
            act(session, session.get_one(Item, self.book))
        if settles:
            self.settle()

    def set(self, **columns: object) -> None:
        """Set columns of the book; what strangers saw before stays the state to compare with."""
        self.change(
            lambda _, item: [setattr(item, *column) for column in columns.items()], settles=False
        )

    def send(
        self, tail: str, fields: Mapping[str, object], to: str = "", role: str = "reviewer"
    ) -> Shown:
        """Send a form on an office page of the book."""
        page = f"/can-bo/tai-lieu/{self.book}{tail}"
        action = f"/can-bo/tai-lieu/{self.book}{to}" if to else page
        return self.by(role).send(page, action, fields)

    def press(self, address: str, fields: Mapping[str, object], role: str = "reviewer") -> int:
        """Send fields that the page may no longer offer; return the status of the answer."""
        form = self.by(role).fetch("/can-bo/tai-khoan").get_data(as_text=True)
        data = {"csrf_token": _TOKEN.search(form)[1], **fields}
        with self.by(role).client.post(address, data=data, follow_redirects=True) as answer:
            assert answer.status_code < 500, address
            return answer.status_code

    def page_ids(self) -> dict[int, int]:
        """Return the ids of the pages by number."""
        with reading(self.engine) as session:
            query = select(Page.number, Page.id).where(Page.item_id == self.book)
            return {number: id_ for number, id_ in session.execute(query)}  # noqa: C416

    def arrange(self, act: str, *numbers: int, **fields: str) -> None:
        """Press a button of the page order."""
        ids = self.page_ids()
        chosen = {"viec": act, "trang": [str(ids[number]) for number in numbers]}
        self.send("/trang", {**chosen, "truoc": str(ids[1]), **fields})

    def approve(self, number: int = 1, role: str = "administrator") -> None:
        """Let a person approve a set of changes that waits."""
        if self.slug == "mat":
            fields = {"so": str(number), "viec": "duyet"}
            self.by(role).send(_REVIEW, f"{_REVIEW}/thay-doi", fields)

    def plan(self, act: str, **fields: str) -> None:
        """Plan a bulk change of the book alone and apply it."""
        names = {name.replace("_", "-"): text for name, text in fields.items()}
        self.by("reviewer").send(BULK, f"{BULK}/chon", {"tai-lieu": self.book})
        self.by("reviewer").send(f"{BULK}/chon/1", f"{BULK}/chon/1/{act}", names)
        self.apply()

    def apply(self, role: str = "reviewer") -> None:
        """Apply the planned bulk change."""
        self.by(role).send(CHANGE, f"{CHANGE}/ap-dung", {"bo-qua": "1", "nhap": "1"})

    def take_in(self, address: str, name: str, content: str, **fields: str) -> None:
        """Hand a file in for bulk work as a cataloguer, and apply the plan."""
        field_name = "bang" if address.endswith("/bang") else "tep"
        file = (io.BytesIO(content.encode()), name)
        self.by("cataloguer").send(address, address, {**fields, field_name: file})
        self.apply("cataloguer")

    def survey(self, number: str, *seeds: int) -> None:
        """Store what the survey saw of the pages of a delivery."""
        thumbnail = ContentStore(self.settings.derivatives).put(b"RIFF")
        looks = [
            PageSurvey(place, False, make_signature(seed), thumbnail, 160, 226)
            for place, seed in enumerate(seeds, start=1)
        ]
        with work(self.engine) as session:
            survey.store(session, register.find(session, number).id, looks)


def enter_book(library: Library) -> None:
    """Enter a published book of three scans, with a copy and an earlier title."""
    with work(library.engine) as session:
        fields = {"collection": library.slug, "creator": "Vi Hong", "published": False}
        item = make_item(session, "Sổ cũ", texts=(), **fields)
        cataloguing.describe(session, item, {"title": "Sổ địa bạ"}, "lan")
        for number in range(3):
            text = f"trang {number} câp"
            page = make_scan(session, library.settings, item, text)
            page.words = ContentStore(library.settings.derivatives).put(pack(set_lines(text)))
            page.taken_from = f"a:{number} 0.0-1.0"
        holdings.replace_copies(session, item, (Copy(call_number="DC.01", location="Kho"),), BY)
        entry = make_accession(session, "sổ.pdf", state=AccessionState.DONE, item_id=item.id)
        item.accession_id, library.delivery = entry.id, entry.number
        cataloguing.publish(session, item, BY)
    library.settle(item.id)
