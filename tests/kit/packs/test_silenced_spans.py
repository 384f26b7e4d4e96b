"""Packs after a span was silenced: other words, and no copy with its sound."""

from kit.packs.plan import plan_for
from kit.packs.selected_records import records
from library import clock
from library.catalogue.cataloguing import publish
from library.database import reading, work
from library.recordings.cues import Cue
from library.recordings.models import SilenceReason
from library.recordings.silencing import SpanFacts, mark
from tests.kit.packs.province import make_station
from tests.makers import BY, make_item
from tests.recordings import add_words, make_recording


def _packed(engine, station):
    with reading(engine) as session:
        content = list(records(session, plan_for(session, station, clock.today()).selection))
    return b"".join(record.line for record in content), {n for r in content for n in r.files}


def test_a_silenced_span_leaves_the_next_pack(engine, settings):
    with work(engine) as session:
        item = make_item(session, "Then cổ", texts=(), published=False)
        make_recording(session, settings, item)
        add_words(session, item, (Cue(1000, 2000, "lờiđầu"), Cue(5000, 9000, "ôngkín")))
        publish(session, item, BY)
        station = make_station(session)
        station.tier = "reading"
    words, files = _packed(engine, station)
    assert ("ôngkín".encode() in words, len(files)) == (True, 6)
    with work(engine) as session:
        facts = SpanFacts(5000, 9000, SilenceReason.HEALTH)
        mark(session, session.merge(item), "a" * 64, facts, BY)
    words, files = _packed(engine, station)
    assert ("ôngkín".encode() in words, "lờiđầu".encode() in words, files) == (False, True, set())
