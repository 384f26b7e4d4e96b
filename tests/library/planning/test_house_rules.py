"""Rules of the house: what they match, which wins, and what a delivery and its item get."""

import pytest

from library.accessions.register import DeliveredFile, Delivery
from library.catalogue.access.publishing import publication_of
from library.catalogue.models import Access
from library.planning import house_rules
from library.planning import ruled_intake as intake
from library.planning import work_batches as batches
from library.planning.house_rules import DeliveryFacts, RuleDetails
from library.planning.models import BatchKind
from library.planning.problems import RuleWithoutConditionError, RuleWithoutValueError
from library.planning.work_batches import BatchDetails
from library.staff.audit_log import AuditFilter, list_lines
from tests.makers import BY, make_accession, make_item, make_staff

_RULE = RuleDetails("Quyết định", name_pattern="quyết định", collection="dia-chi")


def _receive(session, name="Quyết định 05.pdf", folder="van-ban", **fields):
    delivery = Delivery(name, (DeliveredFile(name, f"{hash(name):064x}"[-64:], 10),))
    return intake.receive(session, delivery, folder=folder, collection="van-ban", by=BY, **fields)


@pytest.mark.parametrize(
    ("pattern", "name", "fits"),
    [
        ("quyet dinh", "QUYẾT ĐỊNH số 5.pdf", True),
        ("QĐ*.pdf", "qd-05.pdf", True),
        ("QĐ*.pdf", "báo cáo QĐ.pdf", False),
        ("[", "a[b.pdf", False),
        ("*" * 90 + "x", "y" * 200, False),
    ],
)
def test_names_are_compared_without_marks(pattern, name, fits):
    facts = DeliveryFacts("van-ban", BY, (name,))
    assert house_rules.matches(RuleDetails("", name_pattern=pattern), facts) is fits


def test_all_conditions_must_be_met():
    rule = RuleDetails("", folder="Van-Ban", sender=BY)
    assert house_rules.matches(rule, DeliveryFacts("van-ban", BY, ()))
    assert not house_rules.matches(rule, DeliveryFacts("van-ban", "lan", ()))


def test_the_first_rule_that_sets_a_value_wins(session):
    house_rules.make(session, _RULE, BY)
    second = RuleDetails("Mọi thứ", folder="van-ban", collection="bao-chi", languages="vie+fra")
    row = house_rules.make(session, second, BY)
    accession = _receive(session)
    assert (accession.collection, accession.languages) == ("dia-chi", "vie+fra")
    assert intake.applied_to(session, accession.id).titles == "Quyết định; Mọi thứ"
    house_rules.move_up(session, row.id, BY)
    assert house_rules.all_rules(session)[0] is row


def test_a_rule_turned_off_changes_no_later_delivery(session):
    row = house_rules.make(session, _RULE, BY)
    house_rules.set_active(session, row.id, BY, active=False)
    accession = _receive(session)
    assert accession.collection == "van-ban"
    assert intake.applied_to(session, accession.id) is None


def test_a_collection_that_no_longer_exists_is_left_out(session):
    details = RuleDetails("Cũ", folder="van-ban", collection="da-go", languages="fra")
    house_rules.make(session, details, BY)
    accession = _receive(session)
    assert (accession.collection, accession.languages) == ("van-ban", "fra")


def test_languages_of_the_sender_come_first(session):
    house_rules.make(session, RuleDetails("Pháp", folder="van-ban", languages="fra"), BY)
    assert _receive(session, languages="eng").languages == "eng"


def test_two_people_are_never_skipped_by_publishing_at_once(session):
    house_rules.make(session, RuleDetails("Mật", folder="van-ban", two_people=True), BY)
    assert not _receive(session, publish=True).publish


def test_the_item_gets_its_rights_subjects_holder_and_review(session):
    make_staff(session, "lan")
    rule = RuleDetails("R", folder="van-ban", access=Access.STAFF, subject="Chợ", holder="lan")
    house_rules.make(session, rule, BY)
    accession, item = _receive(session), make_item(session, published=False)
    ruled = intake.ruled_values(session, accession)
    assert ruled["access"] == "staff"
    assert intake.with_subjects({"subject": "Lễ hội; Chợ"}, ruled) == {"subject": "Lễ hội; Chợ"}
    intake.hand_over(session, item, ruled, BY)
    assert publication_of(session, item).assigned_to == "lan"


def test_a_delivery_stands_in_the_batch_of_its_rule_and_its_parts_follow(session):
    box = batches.make(session, BatchDetails("Hộp 1", BatchKind.BOX), BY)
    house_rules.make(session, RuleDetails("R", folder="van-ban", batch_id=box.id), BY)
    parent, part = _receive(session), make_accession(session)
    intake.pass_on(session, parent, [part])
    assert batches.batch_of(session, parent.id) is None
    assert batches.batch_of(session, part.id) is box
    assert intake.applied_to(session, part.id).titles == "R"


def test_a_trial_shows_the_changes_and_writes_nothing(session):
    accession = make_accession(session, "Quyết định 7.pdf", "7")
    make_accession(session, "Báo cáo.pdf", "8")
    (line,) = intake.try_rule(session, _RULE)
    assert (line.number, line.changes) == (
        accession.number,
        (("collection", "van-ban", "dia-chi"),),
    )
    assert house_rules.all_rules(session) == ()
    assert accession.collection == "van-ban"


def test_a_rule_needs_a_condition_and_a_value(session):
    with pytest.raises(RuleWithoutConditionError):
        house_rules.make(session, RuleDetails("R", languages="vie"), BY)
    with pytest.raises(RuleWithoutValueError):
        house_rules.make(session, RuleDetails("R", folder="van-ban"), BY)


def test_a_rule_with_a_folder_of_its_own_adds_it_to_the_watched_folder(session):
    house_rules.make(session, RuleDetails("R", folder="ubnd", collection="van-ban"), BY)
    house_rules.make(session, RuleDetails("S", folder="Van-Ban", collection="dia-chi"), BY)
    assert house_rules.drop_folders(session) == {"ubnd": "van-ban"}


def test_the_history_of_a_rule_is_in_the_audit_trail(session):
    row = house_rules.make(session, _RULE, BY)
    house_rules.change(session, row.id, _RULE, BY)
    criteria = AuditFilter(subject=house_rules.subject_of(row))
    lines = list_lines(session, criteria, first=0, count=9)
    assert [line.action for line in lines] == ["rule.change", "rule.make"]
