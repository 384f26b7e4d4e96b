"""Describes pictures of the demo collection: `python -m demo.pictures`."""

from collections.abc import Mapping

import click
from sqlalchemy import select

from library.catalogue.models import Item
from library.catalogue.pictures.describing import describe, page_of
from library.click_vietnamese import cli_command, say
from library.database import work
from library.installation import installation
from library.settings import read_settings

_BY = "bộ minh họa"
_DRAWN = "tranh máy vẽ"
_PICTURES: Mapping[str, Mapping[str, str]] = {
    "Chợ Kỳ Lừa ngày phiên": {
        "caption": "Người đi chợ đội nón giữa các dãy lều; tranh máy vẽ, không phải ảnh chụp.",
        "persons": "Bà Sen, người bán hàng (nhân vật dựng) | 40 55 12 30",
        "place": "Phường Kỳ Lừa",
        "date": "2026",
        "photographer": _DRAWN,
    },
    "Ga Đồng Đăng": {
        "caption": "Nhà ga và đường ray về phía biên giới; tranh máy vẽ, không phải ảnh chụp.",
        "place": "Xã Đồng Đăng",
        "photographer": _DRAWN,
    },
}
"""Descriptions by the beginning of the item's title; the second is undated on purpose."""


@click.command()
@cli_command
def main() -> None:
    """Describe the pictures of the demo collection."""
    count = 0
    with installation(read_settings()) as engine, work(engine) as session:
        for title, fields in _PICTURES.items():
            item_id = session.scalar(select(Item.id).where(Item.title.startswith(title)).limit(1))
            if item_id is not None:
                count += describe(session, page_of(session, item_id, 1), fields, _BY)
    say(f"Đã tả {count} tấm ảnh.")


if __name__ == "__main__":
    main()
