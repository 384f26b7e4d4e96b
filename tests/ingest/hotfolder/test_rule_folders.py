"""Folders that rules of the house watch, when the rule changes while files are taken in."""

import errno

from ingest.hotfolder import take_in
from library.database import work
from library.planning import house_rules
from library.planning.house_rules import RuleDetails
from tests.ingest import papers
from tests.makers import BY


def test_files_go_back_to_the_folder_of_a_rule_that_was_turned_off_meanwhile(inbox, monkeypatch):
    with work(inbox.engine) as session:
        details = RuleDetails("Ủy ban", folder="ubnd", collection="bao-chi")
        rule_id = house_rules.make(session, details, BY).id
    inbox.take()
    papers.write_pdf(inbox.root / "ubnd" / "số 1.pdf", papers.PdfPage(lines=papers.PLAIN_TEXT))

    def fill_disk(*_):
        raise OSError(errno.ENOSPC, "đầy")

    with monkeypatch.context() as patches:
        patches.setattr(take_in, "_store_lots", fill_disk)
        inbox.take()
    assert not (inbox.root / "ubnd" / "số 1.pdf").exists()
    with work(inbox.engine) as session:
        house_rules.set_active(session, rule_id, BY, active=False)
    inbox.poll()
    assert (inbox.root / "ubnd" / "số 1.pdf").exists()
