"""Tests of metadata proposals, with a real scan and a form filled in by hand."""

import pytest

from ingest.context import Toolbox
from ingest.record import FileKind, PagePlace, PageRecord
from ingest.stages import PAGE_PIPELINE
from library.settings import Settings
from library.storage.content_store import ContentStore
from tests.ingest.papers import scan


@pytest.fixture
def proposals(settings: Settings, tools: Toolbox, tmp_path):
    """Return a function that runs a scan through all stages and returns its proposals."""

    def read(number: int = 1) -> dict[str, str]:
        scan().save(tmp_path / "a.png", dpi=(200, 200))
        digest = ContentStore(settings.masters).put((tmp_path / "a.png").read_bytes())
        page = PageRecord(number, PagePlace(digest, FileKind.IMAGE, 0), ("vie",))
        for stage in PAGE_PIPELINE:
            page = stage(page, tools)
        assert PageRecord.from_json(page.to_json()) == page
        return {proposal.field: proposal.value for proposal in page.proposals}

    return read


def test_a_scanned_plan_proposes_its_description(proposals):
    assert proposals() == {
        "number": "70/KH-UBND",
        "date": "2025-09-15",
        "place": "Cần Thơ",
        "issuing_body": "Ủy ban nhân dân thành phố Cần Thơ",
        "kind": "Kế hoạch",
        "title": "Kế hoạch thực hiện công tác dân vận và dân chủ ở cơ sở trên địa bàn thành phố "
        "Cần Thơ từ nay đến cuối năm 2025",
    }


def test_only_the_first_page_proposes(proposals):
    assert proposals(number=2) == {}
