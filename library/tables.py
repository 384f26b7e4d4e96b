"""All database tables: importing this module fills `Base.metadata`."""

from itertools import chain

from library import extensions, schema_version
from library.accessions import models as accessions
from library.backup import models as backup
from library.bulk import models as bulk
from library.catalogue import models as catalogue
from library.catalogue import profile_versions, public_changes
from library.catalogue.access import models as publication
from library.catalogue.authorities import models as authorities
from library.catalogue.description import original_records, record_sources
from library.catalogue.pictures import models as pictures
from library.changes import models as changes
from library.consents import models as consents
from library.corrections import models as corrections
from library.corrections.batch_edits import models as sweeps
from library.database import Base
from library.harvest import models as harvest
from library.hotfolder import models as watched
from library.incoming import column_mappings
from library.jobs import models as workshop
from library.maps import models as maps
from library.monitoring import models as monitoring
from library.page_arrangement import models as light_table
from library.places import models as places
from library.planning import models as planning
from library.readers import models as readers
from library.recordings import models as recordings
from library.staff import bin_entries
from library.staff import models as people
from library.stock import models as stock
from library.storage import models as storage
from library.stories import models as stories
from library.triage import models as triage

MODEL_MODULES = (
    accessions,
    authorities,
    backup,
    bin_entries,
    bulk,
    catalogue,
    changes,
    pictures,
    profile_versions,
    public_changes,
    column_mappings,
    consents,
    corrections,
    original_records,
    record_sources,
    harvest,
    light_table,
    maps,
    monitoring,
    people,
    places,
    planning,
    publication,
    readers,
    recordings,
    schema_version,
    stock,
    storage,
    stories,
    sweeps,
    triage,
    watched,
    workshop,
    *chain.from_iterable(extensions.load_all("diachi.tables")),
)
metadata = Base.metadata
