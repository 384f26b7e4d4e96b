"""Commands `diachi kit …` for stations and their packs."""

import re
import shutil
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from kit.canonical import canonical
from kit.contact import client
from kit.contact.line import ask, site_address
from kit.contact.problems import WrongSiteAddressError
from kit.contact.signed_messages import fingerprint, read_object
from kit.contact.stations import read_code
from kit.contact.stick_enrolment import OFFER, accept_offer, make_offer
from kit.models import Station
from kit.outbox.stick_letters import FOLDER, LETTERS, FileOutcome, put_letters, take_letters
from kit.packs.editions import Held
from kit.packs.make import PART_MB, Making
from kit.packs.plan import Plan, plan_for
from kit.packs.problems import NoStationAtPointError
from kit.packs.target_editions import Purpose
from kit.phone.phone_files import file_of
from kit.phone.phone_rounds import make_pack
from kit.phone.phone_subjects import SubjectKind, find_subject
from kit.phone.problems import NothingToHandOutError
from kit.program.make_program import PYTHONS, make_program
from kit.program.offers import make_offers
from kit.signatures import public_bytes
from kit.station.cli import take, watch
from kit.station.problems import NotAStationError
from kit.station.station_identity import Identity, read_identity, station_key, write_identity
from kit.station.sticks import write_state
from library import clock
from library.click_vietnamese import as_json_option, cli_command, emit, say
from library.database import reading
from library.installation import installation
from library.process.atomic_files import write_atomically
from library.settings import Settings, read_settings
from points.access_points import inventory

_STATION, _KEY = re.compile(r"[0-9a-f]{12}"), re.compile(r"[0-9a-f]{64}")


@click.command(
    "enrol",
    help="Đăng ký máy này làm trạm của thư viện tỉnh, bằng mã của tỉnh. ĐỊA-CHỈ là trang web của "
    "tỉnh, hoặc thư mục diachi-tram của USB do tỉnh làm.",
)
@click.argument("site", metavar="ĐỊA-CHỈ")
@click.argument("code", metavar="MÃ", nargs=-1, required=True)
@click.option(
    "--ca",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="TỆP",
    help="Chứng thư gốc riêng của thư viện tỉnh (PEM).",
)
@cli_command
def enrol_command(site: str, code: tuple[str, ...], ca: Path | None) -> None:
    """Exchange a code for the identity of this station, and show both fingerprints."""
    settings = read_settings()
    authority = None if ca is None else ca.read_text(encoding="ascii")
    with installation(settings):
        if not settings.station:
            raise NotAStationError
        digits = read_code("".join(code))
        if Path(site).is_dir():
            answer = accept_offer(settings, Path(site), digits, authority)
        else:
            answer = enrol(settings, site_address(site), digits, authority)
    key = bytes.fromhex(str(answer["key"]))
    say(f"Đã đăng ký: trạm của {answer['point_name']}, {answer['library']}.")
    say(f"Dấu của trạm:           {fingerprint(public_bytes(station_key(settings)))}")
    say(f"Dấu của thư viện tỉnh:  {fingerprint(key)}")
    say("Đọc hai dấu này cho thư viện tỉnh so với màn hình của họ. Khác thì gọi người quản trị.")


def enrol(settings: Settings, site: str, code: str, authority: str | None) -> dict[str, object]:
    """Exchange a code for the identity of this station; return the province's answer."""
    body = canonical({"code": code, "key": public_bytes(station_key(settings)).hex()})
    answer = read_object(ask(site, "enrol", {}, body, authority)[0])
    form = {name: str(answer.get(name, "")) for name in ("station", "point", "key")}
    if not (_STATION.fullmatch(form["station"]) and _KEY.fullmatch(form["key"])):
        raise WrongSiteAddressError(site)
    key = bytes.fromhex(form["key"])
    write_identity(settings, Identity(form["station"], form["point"], site, key, authority))
    return answer


@click.command("contact", help="Gọi thư viện tỉnh ngay: gửi số liệu, nhận gói mới.")
@cli_command
def contact_command() -> None:
    """Do one contact and say what it brought."""
    settings = read_settings()
    with installation(settings) as engine:
        result = client.contact(settings, engine, say)
    numbers = ", ".join(map(str, result.editions))
    say(f"Bản mới đã nhận: {numbers}." if numbers else "Không có bản mới.")
    say(f"Số liệu đã gửi: {result.entries} mục.")


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


_FOLDER = click.argument(
    "folder",
    metavar="THƯ-MỤC",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
)


@click.command(help="Ở trạm: ghi thư (số liệu, lời báo) lên USB gắn ở THƯ-MỤC.")
@_FOLDER
@cli_command
def letter(folder: Path) -> None:
    """Write everything that is owed on a stick."""
    settings = read_settings()
    with installation(settings) as engine:
        letters = put_letters(settings, engine, folder)
        identity = read_identity(settings)
        write_state(settings, engine, identity, folder / FOLDER / identity.station / LETTERS)
    if not letters.entries:
        say(f"Không còn mục nào phải gửi: thư viện tỉnh đã nhận đủ đến mục {letters.last}.")
        return
    say(
        f"Đã ghi {letters.files} thư, {letters.entries} mục ({-(-letters.bytes // 1000)} KB). "
        "Rút USB rồi mang về thư viện tỉnh."
    )


@click.command(help="Ở tỉnh: nhận thư của các trạm từ USB ở THƯ-MỤC, ghi giấy báo nhận lên đó.")
@_FOLDER
@cli_command
def receive(folder: Path) -> None:
    """Take in the letters on a stick, one line each."""
    settings = read_settings()
    failures = 0
    with installation(settings) as engine:
        for outcome in take_letters(settings, engine, folder):
            failures += outcome.receipt is None
            say("\n".join(_sentences(outcome)))
    if failures:
        raise click.exceptions.Exit(1)
    say("Giấy báo nhận đã ở trên USB. Hãy mang USB về trạm để trạm biết tỉnh đã nhận.")


def _sentences(outcome: FileOutcome) -> list[str]:
    receipt, name = outcome.receipt, outcome.file.name.encode(errors="replace").decode()
    if receipt is None:
        return [f"{name}: không nhận. {outcome.reason}"]
    lines = [
        f"{name}: trạm {receipt.station}, {receipt.new} mục mới; nay đã có đến mục {receipt.taken}."
    ]
    return lines + [f"  Mục {number} không lấy được: {text}" for number, _, text in receipt.refused]


@click.command(
    help="Chép bản chương trình đang chạy, đã ký, và bộ cài trạm vào USB hay thư mục. Không ghi "
    "THƯ-MỤC: để sẵn cho các trạm nhận qua đường truyền."
)
@click.argument(
    "folder",
    metavar="[THƯ-MỤC]",
    required=False,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@click.option(
    "--python",
    "pythons",
    multiple=True,
    type=click.Choice(PYTHONS),
    default=PYTHONS,
    show_default=True,
    help="Phiên bản Python của các trạm: 3.11 là Debian 12, 3.13 là Debian 13.",
)
@cli_command
def program(folder: Path | None, pythons: tuple[str, ...]) -> None:
    """Make a program for stations: on a stick, or for their lines."""
    say("Tải thư viện Python, mất vài phút…")
    settings, versions = read_settings(), tuple(sorted(set(pythons)))
    targets = [make_program(settings, folder, versions)] if folder else None
    for target in targets or make_offers(settings, versions):
        say(f"Đã xong: {target}")
    if folder is None:
        say("Trạm nào có đường truyền sẽ nhận ở lần gọi về tới, trong giờ của nó.")


@click.command(
    "phone",
    help="Làm “gói quê em” của một xã hay một sưu tập: một tệp HTML nhiều nhất 2 MB, mở được trên "
    "điện thoại không có mạng. Bộ xử lý tự làm lại các gói; lệnh này làm ngay.",
)
@click.argument("kind", type=click.Choice([kind.value for kind in SubjectKind]))
@click.argument("slug")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@as_json_option
@cli_command
def phone_command(kind: str, slug: str, file: Path | None, as_json: bool) -> None:
    """Make the phone pack of a commune or collection, and copy it to a file if one is named."""
    settings = read_settings()
    with installation(settings) as engine:
        subject = find_subject(engine, SubjectKind(kind), slug)
        pack = make_pack(settings, engine, subject)
    if not pack.bytes:
        raise NothingToHandOutError
    path = file_of(settings, pack)
    if file:
        path = Path(shutil.copyfile(path, file))
    facts = {"file": str(path), "bytes": pack.bytes, "items": len(pack.item_ids)}
    emit(facts, f"Đã làm {path}: {pack.bytes / 1e6:.2f} MB.", as_json=as_json)


@click.group(help="Bộ thư viện xã: trạm không có đường truyền và các gói của nó.")
def kit() -> None:
    """Group the commands on stations and packs."""


for _command in (
    *(plan_command, make_command, enrol_command, contact_command),
    *(program, watch, take, letter, receive, phone_command),
):
    kit.add_command(_command)
