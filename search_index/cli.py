"""Command line: search and maintenance of the search index."""

from dataclasses import asdict
from html import unescape
from typing import TextIO

import click
from sqlalchemy import Engine

from library.catalogue.access.rights import Audience
from library.catalogue.profile_cache import usable_profiles
from library.catalogue.profiles import profile_of
from library.click_vietnamese import as_json_option, cli_command, emit, say
from library.errors import CollectionNotFoundError
from library.installation import installation
from library.settings import read_settings
from search_index.documents import ItemHit, ResultPage, SearchRequest
from search_index.index import sync
from search_index.query.parser import asks_nothing
from search_index.results.score_reasons import Reason
from search_index.search_service import SearchService

_Explanations = dict[str, tuple[Reason, ...]]
_MAX_ANSWERS = 1000
_ITEM_FIELDS = ("source_id", "title", "collection")
_HIT_FIELDS = ("page", "snippet", "score")


@click.command(help="Tìm trong thư viện; mỗi tài liệu tìm thấy kèm trang sát nhất.")
@click.argument("query")
@click.option("--collection", help="Chỉ tìm trong sưu tập này.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@click.option("--explain", is_flag=True, help="Nói vì sao mỗi tài liệu đứng ở chỗ của nó.")
@as_json_option
@cli_command
def search(query: str, collection: str | None, limit: int, explain: bool, as_json: bool) -> None:
    """Index pending changes, then run one query."""
    settings = read_settings()
    with installation(settings) as database:
        if collection is not None:
            _check_collection(database, collection)
        sync.drain(settings, database, _progress)
        service = SearchService(settings, database)
        request = SearchRequest(query, collection=collection, size=limit, audience=Audience.STAFF)
        results = service.search(request)
        explanations = service.explain(request) if explain else {}
        service.close()
    answer = {
        "total": results.total,
        "hits": [_hit_fields(hit, explanations) for hit in results.hits],
        "near": [_hit_fields(hit, explanations) for hit in results.near],
        "answered_query": results.answered_query,
        "corrected_query": results.corrected_query,
    }
    emit(answer, _format_results(query, results, explanations), as_json=as_json)


@click.group(help="Chỉ mục tìm kiếm.")
def index() -> None:
    """Group the commands for the search index."""


@index.command(help="Làm lại chỉ mục từ cơ sở dữ liệu; chỉ mục cũ vẫn phục vụ cho đến khi xong.")
@cli_command
def rebuild() -> None:
    """Rebuild the index."""
    settings = read_settings()
    with installation(settings) as database:
        sync.rebuild(settings, database, _progress)
    say("Đã làm lại chỉ mục.")


@index.command(help="So chỉ mục với cơ sở dữ liệu và sửa chỗ lệch.")
@cli_command
def check() -> None:
    """Compare the index with the database and repair differences."""
    settings = read_settings()
    with installation(settings) as database:
        repairs = sync.check(settings, database)
    say(f"Đã sửa {repairs} tài liệu lệch." if repairs else "Chỉ mục khớp với cơ sở dữ liệu.")


@index.command(help="Đưa ngay những thay đổi đang chờ vào chỉ mục.")
@cli_command
def drain() -> None:
    """Index pending changes."""
    settings = read_settings()
    with installation(settings) as database:
        changes = sync.drain(settings, database, _progress)
    say(f"Đã cập nhật {changes} thay đổi.")


@index.command(help="Trả lời mỗi dòng của tệp QUESTIONS bằng mã của mọi tài liệu tìm thấy.")
@click.argument("questions", type=click.File(encoding="utf-8"))
@cli_command
def answer(questions: TextIO) -> None:
    """Print the items found for each question as JSON lines, then those that come close."""
    settings = read_settings()
    with installation(settings) as database:
        sync.drain(settings, database, _progress)
        service = SearchService(settings, database)
        for line in questions:
            question = line.rstrip("\n")
            request = SearchRequest(question, size=_MAX_ANSWERS, audience=Audience.STAFF)
            results = service.search(request)
            items = [hit.item_id for hit in results.in_order]
            answer = {"query": question, "total": results.total, "items": items}
            emit(answer, "", as_json=True)
        service.close()


def _check_collection(database: Engine, collection: str) -> None:
    try:
        profile_of(usable_profiles(database), collection)
    except CollectionNotFoundError as error:
        raise click.BadParameter(str(error)) from error


def _progress(indexed_pages: int, total: int) -> None:
    say(f"Đang lập chỉ mục: {indexed_pages}/{total} trang")


def _hit_fields(hit: ItemHit, explanations: _Explanations) -> dict[str, object]:
    item = {name: getattr(hit.item, name) for name in _ITEM_FIELDS}
    fields = {name: getattr(hit, name) for name in _HIT_FIELDS}
    reasons = [asdict(reason) for reason in explanations.get(hit.item_id, ())]
    explanation = {"because": reasons} if explanations else {}
    return {"item": hit.item_id, **item, **fields, **explanation}


def _format_results(query: str, results: ResultPage, explanations: _Explanations) -> str:
    if asks_nothing(query):
        return "Chưa có chữ nào để tìm: * và ? thay cho chữ chưa rõ, như thổ c*m."
    lines = [f"Tìm thấy {results.total} tài liệu."]
    if results.also:
        more = f" và {results.also_more} tên nữa" if results.also_more else ""
        lines.append(f"Cũng tìm: {', '.join(results.also)}{more}.")
    if results.corrected_query:
        lines.append(f"Có phải bạn tìm: {results.corrected_query}?")
    if results.answered_query:
        lines.append(f"Không thấy đúng chữ đã gõ; đây là kết quả cho: {results.answered_query}.")
    for place, hit in enumerate((*results.hits, *results.near), start=1):
        if place == len(results.hits) + 1:
            lines.append("Gần đúng:")
        page = f", trang {hit.page}" if hit.page else ""
        title = click.style(hit.item.title, bold=True)
        snippet = unescape(hit.snippet.replace("<mark>", "[").replace("</mark>", "]"))
        lines.append(f"{place}. {title} ({hit.item_id}{page})\n   {snippet}")
        reasons = explanations.get(hit.item_id, ())
        lines += [f"   {reason.score:7.2f}  {reason.because}" for reason in reasons]
    return "\n".join(lines)
