"""Knows every table of the house: importing it fills `Base.metadata`."""

from library.accessions import models as accessions
from library.bulk import models as bulk
from library.catalogue import models as catalogue
from library.catalogue.authorities import models as authorities
from library.corrections import models as corrections
from library.corrections import sweep_models as sweeps
from library.database import Base
from library.light_table import models as light_table
from library.people import models as people
from library.points import desk_notes
from library.points import models as points
from library.programme import models as programme
from library.readers import models as readers
from library.storage import models as storage
from library.triage import models as triage
from library.usage import demographics, help_calls, tallies
from library.usage import models as usage
from library.usage import rollup_models as rollups
from library.watched import models as watched
from library.workshop import models as workshop

ROOMS = (
    accessions,
    authorities,
    bulk,
    catalogue,
    corrections,
    demographics,
    desk_notes,
    help_calls,
    light_table,
    people,
    points,
    programme,
    readers,
    rollups,
    storage,
    sweeps,
    tallies,
    triage,
    usage,
    watched,
    workshop,
)
metadata = Base.metadata
