"""The modules with the database tables of the public computers."""

from points.access_points import kiosk_notices, networks
from points.access_points import models as access_points
from points.programme import models as programme
from points.usage import demographics, manual_counts
from points.usage import models as usage
from points.usage.events import help_calls
from points.usage.rollups import models as rollups

MODEL_MODULES = (
    access_points,
    demographics,
    help_calls,
    kiosk_notices,
    manual_counts,
    networks,
    programme,
    rollups,
    usage,
)
