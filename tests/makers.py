"""Factories for test objects; each call states only what matters to the test."""

import shutil
from collections.abc import Sequence
from datetime import datetime
from itertools import count
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from library.accessions.models import Accession
from library.accessions.register import DeliveredFile, Delivery, enter
from library.catalogue import cataloguing, profile_versions
from library.catalogue.models import Access, Item, Page, PageState, PageText
from library.catalogue.profile_cache import OPTION, ProfileCache
from library.catalogue.profile_files import ProfileFile
from library.catalogue.profiles import Profile
from library.database import open_database, reading, work
from library.identifiers import item_id
from library.installation import make_secret_key
from library.places import place_records as records
from library.places.place_records import HistoryCache
from library.settings import Settings, read_settings
from library.staff.models import StaffMember
from library.staff.staff_accounts import add_staff
from tests.databases import DATABASES

BY = "kiểm thử"
_SERIAL = count(1)


def make_settings(home: Path, **chosen: str) -> Settings:
    """Return settings for `home`; `chosen` holds DIACHI_* names in lower case."""
    environ = {f"DIACHI_{name.upper()}": value for name, value in chosen.items()}
    return read_settings({**make_environment(home), "DIACHI_WORKERS": "1", **environ})


def make_environment(home: Path) -> dict[str, str]:
    """Return the variables with which a command works on the installation in `home`."""
    return {"DIACHI_HOME": str(home), "DIACHI_DATABASE_URL": DATABASES.url(home)}


def make_database(settings: Settings, like: Settings | None = None) -> Engine:
    """Return an empty, migrated database; the caller disposes of it.

    With `like` it holds the rows of that installation, and its folders the same files.
    """
    for folder in (settings.masters, settings.derivatives, settings.temporary):
        folder.mkdir(parents=True, exist_ok=True)
    if like is None:
        DATABASES.create(settings)
    else:
        DATABASES.copy(like, settings)
        shutil.copytree(like.derivatives, settings.derivatives, dirs_exist_ok=True)
    engine = open_database(settings.database_url)
    engine.update_execution_options(**{OPTION: ProfileCache(), records.OPTION: HistoryCache()})
    profile_versions.import_once(engine, settings.collections)
    make_secret_key(settings, engine)
    return engine


def make_collections(folder: Path, **files: str) -> Path:
    """Write the profile files of collections, by slug, and return their folder."""
    for slug, text in files.items():
        (folder / slug).mkdir(parents=True)
        (folder / slug / "profile.toml").write_text(text, encoding="utf-8")
    return folder


def save_profile(engine: Engine, slug: str, text: str) -> None:
    """Create or replace the profile of a collection."""
    with work(engine) as session:
        profile_versions.store(session, slug, ProfileFile(text, ""), BY)


def profile_text(engine: Engine, slug: str) -> str:
    """Return the profile of a collection."""
    with reading(engine) as session:
        return profile_versions.read(session, slug).text


def make_profile(slug: str = "van-ban", **fields: object) -> Profile:
    """Return the profile of a collection."""
    rules = {
        "title": "Văn bản",
        "summary": "",
        "introduction": "",
        "access": Access.PUBLIC,
        "kind": None,
        "licence": None,
        "languages": ("vie",),
        "fields": (),
        "order": 10,
    }
    return Profile(slug=slug, **{**rules, **fields})


def make_item(
    session: Session,
    title: str = "Lịch sử thành nhà Mạc",
    *,
    texts: Sequence[str] = ("Thành nhà Mạc ở Lạng Sơn.",),
    collection: str = "dia-chi",
    published: bool = True,
    **description: object,
) -> Item:
    """Create an item with one page per text; `description` holds description fields."""
    item = cataloguing.make_item(session, item_id(str(next(_SERIAL))), collection, title, BY)
    cataloguing.describe(session, item, description, BY)
    pages = tuple(cataloguing.TextPage(n, text) for n, text in enumerate(texts, start=1))
    cataloguing.write_pages(session, item, pages)
    if published:
        cataloguing.publish(session, item, BY)
    session.flush()
    return item


def make_page(session: Session, item: Item, text: str | None = None, **columns: object) -> Page:
    """Append a page to an item; without text it is waiting for OCR."""
    item.page_count += 1
    state = PageState.WAITING if text is None else PageState.DONE
    page = Page(item_id=item.id, number=item.page_count, **{"state": state, **columns})
    session.add(page)
    session.flush()
    if text is not None:
        session.add(PageText(page_id=page.id, text=text))
        session.flush()
    return page


def make_accession(
    session: Session, source: str = "quyển 1.pdf", content: str = "quyển 1", **columns: object
) -> Accession:
    """Register a delivery of one file without storing it; `columns` are set on the accession."""
    digest = item_id(content)
    delivery = Delivery(source, (DeliveredFile(source, digest, len(content)),))
    accession = enter(session, delivery, collection="van-ban", by=BY)
    for name, value in columns.items():
        setattr(accession, name, value)
    session.flush()
    return accession


def make_staff(
    session: Session, name: str = "lan", role: str = "cataloguer", password_hash: str = "-"
) -> StaffMember:
    """Create a staff account."""
    return add_staff(session, name, password_hash, role, by=BY)


def make_moment(text: str) -> datetime:
    """Parse a time in UTC written as 2026-11-24 08:30."""
    return datetime.fromisoformat(f"{text}+00:00")
