"""The commands of the card index: search, and the upkeep of the index."""

from dataclasses import asdict
from html import unescape

import click

from library.catalogue.profiles import profile_of, read_profiles
from library.click_vietnamese import as_json_option, cli_command, emit, say
from library.errors import CollectionNotFoundError
from library.installation import installation
from library.settings import Settings, read_settings
from search_index import sync
from search_index.documents import ItemHit, ResultPage, SearchRequest
from search_index.explain import Reason
from search_index.search_service import SearchService

_Because = dict[str, tuple[Reason, ...]]
_SHOWN = ("source_id", "title", "collection", "page", "snippet", "score")


@click.command(help="Tìm trong thư viện; mỗi tài liệu tìm thấy kèm trang sát nhất.")
@click.argument("query")
@click.option("--collection", help="Chỉ tìm trong sưu tập này.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@click.option("--explain", is_flag=True, help="Nói vì sao mỗi tài liệu đứng ở chỗ của nó.")
@as_json_option
@cli_command
def search(query: str, collection: str | None, limit: int, explain: bool, as_json: bool) -> None:
    """Answer one question, after what is due was indexed."""
    settings = read_settings()
    if collection is not None:
        _must_be_there(settings, collection)
    with installation(settings) as database:
        sync.drain(settings, database, _progress)
        desk = SearchService(settings, database)
        request = SearchRequest(query, collection=collection, size=limit)
        found = desk.search(request)
        because = desk.explain(request) if explain else {}
        desk.close()
    told = {"total": found.total, "hits": [_told(hit, because) for hit in found.hits]}
    emit(told, _sentences(found, because), as_json=as_json)


@click.group(help="Chỉ mục tìm kiếm.")
def index() -> None:
    """Hold the commands on the index."""


@index.command(help="Làm lại chỉ mục từ cơ sở dữ liệu; chỉ mục cũ vẫn phục vụ cho đến khi xong.")
@cli_command
def rebuild() -> None:
    """Make the index again."""
    settings = read_settings()
    with installation(settings) as database:
        sync.rebuild(settings, database, _progress)
    say("Đã làm lại chỉ mục.")


@index.command(help="So chỉ mục với cơ sở dữ liệu và sửa chỗ lệch.")
@cli_command
def check() -> None:
    """Compare and mend."""
    settings = read_settings()
    with installation(settings) as database:
        mended = sync.check(settings, database)
    say(f"Đã sửa {mended} tài liệu lệch." if mended else "Chỉ mục khớp với cơ sở dữ liệu.")


@index.command(help="Đưa ngay những thay đổi đang chờ vào chỉ mục.")
@cli_command
def drain() -> None:
    """Index what is due."""
    settings = read_settings()
    with installation(settings) as database:
        settled = sync.drain(settings, database, _progress)
    say(f"Đã cập nhật {settled} thay đổi.")


def _must_be_there(settings: Settings, collection: str) -> None:
    try:
        profile_of(read_profiles(settings.collections), collection)
    except CollectionNotFoundError as error:
        raise click.BadParameter(str(error)) from error


def _progress(done: int, total: int) -> None:
    say(f"Đang lập chỉ mục: {done}/{total} trang")


def _told(hit: ItemHit, because: _Because) -> dict[str, object]:
    told = asdict(hit)
    why = [asdict(reason) for reason in because.get(hit.item_id, ())]
    explained = {"because": why} if because else {}
    return {"item": hit.item_id, **{name: told[name] for name in _SHOWN}, **explained}


def _sentences(found: ResultPage, because: _Because) -> str:
    lines = [f"Tìm thấy {found.total} tài liệu."]
    if found.also:
        more = f" và {found.also_more} tên nữa" if found.also_more else ""
        lines.append(f"Cũng tìm: {', '.join(found.also)}{more}.")
    if found.meant:
        lines.append(f"Có phải bạn tìm: {found.meant}?")
    for place, hit in enumerate(found.hits, start=1):
        page = f", trang {hit.page}" if hit.page else ""
        plain = click.style(hit.title, bold=True)
        lines.append(f"{place}. {plain} ({hit.item_id}{page})\n   {_on_screen(hit.snippet)}")
        why = because.get(hit.item_id, ())
        lines += [f"   {reason.score:7.2f}  {reason.because}" for reason in why]
    return "\n".join(lines)


def _on_screen(snippet: str) -> str:
    return unescape(snippet.replace("<mark>", "[").replace("</mark>", "]"))
