"""All database tables: importing this module fills `Base.metadata`."""

from library import schema_version
from library.accessions import models as accessions
from library.backup import models as backup
from library.bulk import column_mappings
from library.bulk import models as bulk
from library.catalogue import models as catalogue
from library.catalogue import public_changes
from library.catalogue.access import models as publication
from library.catalogue.authorities import models as authorities
from library.catalogue.description import original_records, record_sources
from library.corrections import models as corrections
from library.corrections.batch_edits import models as sweeps
from library.database import Base
from library.harvest import models as harvest
from library.hotfolder import models as watched
from library.jobs import models as workshop
from library.monitoring import models as monitoring
from library.page_arrangement import models as light_table
from library.readers import models as readers
from library.staff import models as people
from library.stock import models as stock
from library.storage import models as storage
from library.stories import models as stories
from library.triage import models as triage
from points.access_points import kiosk_notices, networks
from points.access_points import models as points
from points.programme import models as programme
from points.programme.old_books import models as old_books
from points.usage import demographics, manual_counts
from points.usage import models as usage
from points.usage.events import help_calls
from points.usage.rollups import models as rollups

MODEL_MODULES = (
    accessions,
    authorities,
    backup,
    bulk,
    catalogue,
    public_changes,
    column_mappings,
    corrections,
    demographics,
    kiosk_notices,
    networks,
    original_records,
    record_sources,
    harvest,
    help_calls,
    light_table,
    monitoring,
    old_books,
    people,
    points,
    programme,
    publication,
    readers,
    rollups,
    schema_version,
    stock,
    storage,
    stories,
    sweeps,
    manual_counts,
    triage,
    usage,
    watched,
    workshop,
)
metadata = Base.metadata
