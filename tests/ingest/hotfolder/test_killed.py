"""Tests of power cuts during intake: each file is taken in once, and nothing is lost."""

import signal
from multiprocessing import get_context
from pathlib import Path

import pytest
from sqlalchemy import select

from library.accessions.models import Accession, DescriptionList
from library.database import reading
from tests.ingest import papers
from tests.ingest.hotfolder.conftest import Inbox, make_inbox
from tests.ingest.hotfolder.killed import poll_until_killed

pytestmark = pytest.mark.slow

_AT_MOST = 200
_EVERY = 5
"""Every step would take minutes; each that is left out is like one that is not."""


def _hand_in(inbox: Inbox, sheet: papers.PdfPage) -> None:
    """Copy in a file, a folder with an unusable file, and a folder with a description list."""
    papers.write_pdf(inbox.drop / "một.pdf", sheet)
    for name in ("hộp", "thùng"):
        (inbox.drop / name).mkdir()
        papers.write_pdf(inbox.drop / name / f"{name}.pdf", sheet, sheet)
    (inbox.drop / "hộp" / "rỗng.pdf").touch()
    (inbox.drop / "hộp" / "lạ.xyz").write_bytes(b"-")
    (inbox.drop / "thùng" / "metadata.csv").write_text("tệp\nthùng.pdf\n", encoding="utf-8")


def _outcome(inbox: Inbox) -> tuple[object, ...]:
    with reading(inbox.engine) as session:
        rows = sorted(row.source for row in session.scalars(select(Accession)))
        lists = len(list(session.scalars(select(DescriptionList))))
    remaining = list(inbox.drop.iterdir()) + list((inbox.root / ".dang-nhan").iterdir())
    return rows, lists, inbox.taken(), inbox.turned_away(), remaining, inbox.waits()


def _run(home: Path, struck_at: int) -> int:
    """Poll in a forked process, because starting a new one takes a second."""
    context = get_context("forkserver")
    context.set_forkserver_preload([poll_until_killed.__module__])
    process = context.Process(target=poll_until_killed, args=(home, struck_at))
    process.start()
    process.join(60)
    return process.exitcode


def test_a_power_cut_at_any_step_changes_no_result(tmp_path):
    undisturbed = make_inbox(tmp_path / "lành")
    _hand_in(undisturbed, papers.PdfPage(lines=papers.PLAIN_TEXT))
    undisturbed.take()
    expected = _outcome(undisturbed)
    for step in range(1, _AT_MOST, _EVERY):
        inbox = make_inbox(tmp_path / str(step))
        _hand_in(inbox, papers.PdfPage(lines=papers.PLAIN_TEXT))
        ended = _run(tmp_path / str(step), step)
        inbox.take()
        inbox.poll()
        assert _outcome(inbox) == expected, step
        inbox.engine.dispose()
        if ended == 0:
            break
        assert ended == -signal.SIGKILL
    undisturbed.engine.dispose()
    assert 20 < step < _AT_MOST - _EVERY
