"""Commands of the second reader: they say how to install it, undo its work, export lines."""

import csv

import pytest
from click.testing import CliRunner

from ingest.record import FileKind, PagePlace, PageRecord, Treatment
from ingest.second_reader import place
from ingest.stages.tidy import tidy
from ingest.tools.image_files import to_png
from library.accessions import ledger
from library.catalogue.models import Access, ItemState, Page
from library.catalogue.text.words import pack, unpack
from library.cli import main
from library.corrections import second_readings as store
from library.corrections.models import ReadingOutcome
from library.corrections.page_edits import edit
from library.corrections.page_edits.edit import EditContext
from library.corrections.second_readings import SecondReadingResult
from library.database import reading, work
from library.storage.content_store import ContentStore
from tests.ingest.second_reader.painted_pages import paint
from tests.library.corrections.changes import change_of
from tests.library.corrections.pages import set_lines, texts
from tests.makers import BY, make_accession, make_environment, make_item, make_page

_WORDS = set_lines("Ủy ban câp tỉnh", "Lạng Sơn thê thao", confidence=0.97)


@pytest.fixture
def page(settings, engine):
    """Add a published page as the pipeline leaves it, with its image and its record."""
    derivatives = ContentStore(settings.derivatives)
    words = derivatives.put(pack(_WORDS))
    master = ContentStore(settings.masters).put(to_png(paint(_WORDS), 300))
    record = PageRecord(
        1,
        PagePlace(master, FileKind.IMAGE, 0),
        ("vie",),
        dpi=300,
        treatment=Treatment(),
        width=2000,
        height=1000,
        words=words,
    )
    with work(engine) as session:
        accession = make_accession(session, state="done")
        item = make_item(session, texts=(), published=False, licence="CC BY 4.0")
        item.accession_id, item.state = accession.id, ItemState.PUBLISHED
        row = make_page(session, item, "-", words=words, width=2000, height=1000)
        ledger.record_step(
            session, accession.id, 1, tidy.name, 1, "k" * 64, output=record.to_json()
        )
    return row


def _run(settings, *arguments):
    command = ["second-reader", *map(str, arguments)]
    return CliRunner().invoke(main, command, env=make_environment(settings.home))


def _correct(engine, settings, page):
    with work(engine) as session:
        row = session.get_one(Page, page.id)
        context = EditContext(session, ContentStore(settings.derivatives), BY, ("vie",))
        edit.save(context, row, row.words, {0: "Ủy ban cấp tỉnh"})


def _rows(folder):
    with (folder / "lines.tsv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def test_corrected_lines_are_exported_with_their_pictures(settings, engine, page, tmp_path):
    _correct(engine, settings, page)
    assert _run(settings, "export", tmp_path / "luyện").exit_code == 0
    (row,) = _rows(tmp_path / "luyện")
    assert (row["text"], row["ocr"]) == ("Ủy ban cấp tỉnh", "Ủy ban câp tỉnh")
    assert (row["item"], row["licence"]) == (page.item_id, "CC BY 4.0")
    assert (tmp_path / "luyện" / row["file"]).read_bytes().startswith(b"\x89PNG")
    assert "1 dòng của 1 tài liệu" in " ".join(
        (tmp_path / "luyện" / "README.md").read_text().split()
    )


def test_lines_of_items_that_not_everybody_may_download_stay(settings, engine, page, tmp_path):
    _correct(engine, settings, page)
    with work(engine) as session:
        session.get_one(Page, page.id).item.access = Access.LIBRARY
    result = _run(settings, "export", tmp_path / "luyện")
    assert _rows(tmp_path / "luyện") == []
    assert "Không xuất 1 tài liệu" in result.output


def test_what_the_machine_changed_is_no_truth_for_training(settings, engine, page, tmp_path):
    _change_by_machine(settings, engine, page)
    _run(settings, "export", tmp_path / "luyện")
    assert _rows(tmp_path / "luyện") == []


def test_an_export_does_not_mix_with_other_files(settings, engine, tmp_path):
    (tmp_path / "khác.txt").write_text("")
    result = _run(settings, "export", tmp_path)
    assert (result.exit_code, "đã có tệp" in result.output) == (1, True)


def _change_by_machine(settings, engine, page):
    with work(engine) as session:
        context = EditContext(session, ContentStore(settings.derivatives), store.BY, ("vie",))
        changes = (change_of(_WORDS, "câp", "cấp"),)
        result = SecondReadingResult(page.words, "m.1", ReadingOutcome.READ, changes=changes)
        store.store_result(context, page.id, result)


def test_everything_the_machine_changed_can_be_undone(settings, engine, page):
    _change_by_machine(settings, engine, page)
    result = _run(settings, "undo", "--yes")
    assert "chữ của 1 trang" in result.output
    with reading(engine) as session:
        words = session.get_one(Page, page.id).words
    assert texts(unpack(ContentStore(settings.derivatives).read(words)))[0] == "Ủy ban câp tỉnh"


def test_a_run_without_the_extra_says_how_to_install_it(settings, engine, monkeypatch):
    monkeypatch.setattr(place, "_PACKAGE", "asterocr-that-nobody-installed")
    result = _run(settings, "run")
    assert (result.exit_code, "make second-reader" in result.output) == (1, True)
