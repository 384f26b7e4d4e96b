"""Commands `diachi kit plan` and `diachi kit make`: what a point may hold, and its pack."""

import shutil
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from kit.contact.stick_enrolment import OFFER, make_offer
from kit.models import Station
from kit.packs.editions import Held
from kit.packs.make import PART_MB, Making
from kit.packs.plan import Plan, plan_for
from kit.packs.problems import NoStationAtPointError
from kit.packs.target_editions import Purpose
from library import clock
from library.click_vietnamese import as_json_option, cli_command, emit, say
from library.database import reading
from library.installation import installation
from library.process.atomic_files import write_atomically
from library.settings import read_settings
from points.access_points import inventory

_MB = 1_000_000
_PLAN = (
    "Tài liệu: {items}, trong đó {items_with_pages} đọc được ({pages} trang), {items_with_images} "
    "có ảnh.\nTrên đĩa của trạm: mô tả và chữ khoảng {text_mb} MB, ảnh {image_mb} MB."
)
_NOTHING_NEW = "Trạm đã giữ mọi thứ: không có gói nào để làm."


@click.command("plan", help="In những gì trạm của một điểm được giữ, và cần bao nhiêu chỗ.")
@click.argument("point", metavar="ĐIỂM")
@as_json_option
@cli_command
def plan_command(point: str, as_json: bool) -> None:
    """Print the plan of the station of a point."""
    with installation(read_settings()) as engine, reading(engine) as session:
        plan = plan_for(session, _station_at(session, point), clock.today())
    chosen, images = plan.selection, frozenset().union(*plan.selection.images.values())
    facts = {
        "items": len(chosen.items),
        "items_with_pages": len(chosen.with_pages),
        "pages": sum(chosen.items[item_id] for item_id in chosen.with_pages),
        "items_with_images": len(images),
        "text_mb": -(-plan.text_bytes // _MB),
        "image_mb": -(-plan.image_bytes // _MB),
        "without_space": plan.left_out,
        "fewer_images": plan.without_images,
    }
    emit(facts, _PLAN.format(**facts) + _shortage(plan), as_json=as_json)


@click.command("make", help="Làm gói mang đến trạm của một điểm, vào một thư mục (ví dụ ổ USB).")
@click.argument("point", metavar="ĐIỂM")
@click.argument("folder", metavar="THƯ-MỤC", type=click.Path(file_okay=False, path_type=Path))
@click.option("--whole", "is_whole", is_flag=True, help="Gói đủ từ đầu, như thể trạm chưa giữ gì.")
@click.option("--part-mb", default=PART_MB, type=click.IntRange(1, 4000), help="Cỡ mỗi phần (MB).")
@as_json_option
@cli_command
def make_command(point: str, folder: Path, is_whole: bool, part_mb: int, as_json: bool) -> None:
    """Make the pack of the station of a point, from what it said it holds."""
    settings = read_settings()
    with installation(settings) as engine:
        with reading(engine) as session:
            station = _station_at(session, point)
        held = Held(station.held_number, None if is_whole else station.held_edition)
        place = folder / "diachi-tram" / station.id
        making = Making(settings, engine, station.id, held, None, part_mb, progress=say)
        number = making.make_first((Purpose.STICK,), place / "goi-{}").number
        with reading(engine) as session:
            offer = make_offer(settings, session, station)
    if number is None:
        emit({"pack": None}, _NOTHING_NEW, as_json=as_json)
        return
    if offer is not None:
        write_atomically(place / OFFER, offer)
    pack = place / f"goi-{number}"
    for earlier in place.glob("goi-*"):
        if earlier != pack:
            shutil.rmtree(earlier)  # the new one stands for it, and sticks are small
    size = sum(file.stat().st_size for file in pack.iterdir())
    sentence = f"Đã làm gói số {number} ({-(-size // _MB)} MB) ở {pack}"
    emit({"pack": str(pack), "number": number, "bytes": size}, sentence, as_json=as_json)


def _shortage(plan: Plan) -> str:
    lines = []
    if plan.left_out:
        lines.append(f"\nHết chỗ: {plan.left_out} tài liệu không gửi được.")
    if plan.without_images:
        lines.append(f"\nHết chỗ cho ảnh: {plan.without_images} lượt ảnh của tài liệu ở lại tỉnh.")
    return "".join(lines)


def _station_at(session: Session, code: str) -> Station:
    """Return the station in use at a point; raise PointNotFoundError, NoStationAtPointError."""
    point = inventory.point_on(session, code, clock.today())
    stations = select(Station).where(Station.point_id == point.id, Station.retired.is_(None))
    station = session.scalar(stations.order_by(Station.created.desc()).limit(1))
    if station is None:
        raise NoStationAtPointError(code)
    return station
