"""Files that are handed out, from a real library: seconds and bytes a page of ZIM files and packs.

    python -m bench.kit_zim --home FOLDER

ZIM files need the extra `zim`; `zimcheck` judges them where it is installed.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from sqlalchemy import Engine

from kit.handouts.handout_items import ids_in_collection
from kit.phone.phone_page import MAX_BYTES
from kit.phone.phone_rounds import make_pack
from kit.phone.phone_subjects import all_subjects
from kit.zim.zim_entries import PictureSize
from kit.zim.zim_file import ZimOrder, write_zim
from library import clock
from library.catalogue.profile_cache import usable_profiles
from library.database import reading
from library.installation import installation
from library.settings import Settings, read_settings
from library.storage.stores import verified_derivatives


def main() -> int:
    """Print the figures of one library; return 1 if a file is refused or too large."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="data folder of a library")
    home = parser.parse_args().home
    settings = read_settings({"DIACHI_HOME": str(home)})
    with installation(settings) as engine:
        are_sound = [_measure_zim(settings, engine, size) for size in PictureSize]
        fit = _measure_packs(settings, engine)
    return 0 if all((*are_sound, fit)) else 1


def _measure_zim(settings: Settings, engine: Engine, size: PictureSize) -> bool:
    store = verified_derivatives(settings, lambda *_: None)
    with tempfile.TemporaryDirectory() as folder, reading(engine) as session:
        ids = [i for slug in usable_profiles(engine) for i in ids_in_collection(session, slug)]
        order = ZimOrder(
            title="Địa chí",
            description="Mọi tài liệu mở cho mọi người",
            name="dia-chi",
            publisher=settings.library_name,
            day=clock.today().isoformat(),
            item_ids=tuple(ids),
            size=size,
        )
        target, start = Path(folder) / "kho.zim", _cpu_seconds()
        report = write_zim(session, store, order, target, lambda *_: None)
        seconds = _cpu_seconds() - start
        verdict = _verdict(target)
    print(
        f"ZIM, images {size}: {report.items} items, {report.pages} pages, {report.bytes:,} bytes, "
        f"{report.bytes / max(report.pages, 1):,.0f} a page, {seconds:.1f} s of CPU; "
        f"zimcheck: {verdict}"
    )
    return verdict != "fail"


def _verdict(file: Path) -> str:
    if not shutil.which("zimcheck"):
        return "not installed"
    check = subprocess.run(["zimcheck", "-A", str(file)], capture_output=True, check=False)
    return "fail" if check.returncode else "pass"


def _measure_packs(settings: Settings, engine: Engine) -> bool:
    start, sizes = _cpu_seconds(), {}
    for subject in all_subjects(engine):
        sizes[subject.name] = make_pack(settings, engine, subject).bytes
    seconds = _cpu_seconds() - start
    largest = max(sizes, key=lambda name: sizes[name])
    print(
        f"phone packs: {len(sizes)}, {sum(map(bool, sizes.values()))} with items, largest "
        f"{largest} of {sizes[largest]:,} bytes, {seconds / len(sizes):.2f} s of CPU each"
    )
    return sizes[largest] <= MAX_BYTES


def _cpu_seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


if __name__ == "__main__":
    sys.exit(main())
