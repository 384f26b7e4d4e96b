"""Command `diachi kit phone`."""

import json

from click.testing import CliRunner

from library.cli import main
from library.database import work
from tests.makers import make_environment, make_item


def _run(settings, *words):
    return CliRunner(env=make_environment(settings.home)).invoke(main, ["kit", *words])


def test_the_pack_of_a_collection_is_written_where_one_wants_it(settings, engine, tmp_path):
    with work(engine) as session:
        make_item(session, "Chợ Kỳ Lừa")
    file = tmp_path / "goi.html"
    answer = _run(settings, "phone", "suu-tap", "dia-chi", str(file), "--json")
    assert json.loads(answer.stdout) == {
        "file": str(file),
        "bytes": file.stat().st_size,
        "items": 1,
    }
    assert "Chợ Kỳ Lừa" in file.read_text(encoding="utf-8")


def test_a_collection_without_public_items_says_why_there_is_no_pack(settings, engine):
    with work(engine) as session:
        make_item(session, opens="9999-01-01")
    answer = _run(settings, "phone", "suu-tap", "dia-chi")
    assert answer.exit_code == 1
    assert "ai cũng đọc và tải về được" in answer.stderr
