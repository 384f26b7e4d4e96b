"""The modules with the database tables of the stations, and what becomes of their rows."""

from kit import models
from library.catalogue.belongings import Belonging, made_again

MODEL_MODULES = (models,)

BELONGINGS = (
    Belonging("station", "trạm"),
    Belonging("station_letter", "thư của trạm"),
    Belonging("outbox_entry", "số liệu trạm chưa gửi"),
    *made_again("held_edition held_record"),
)
