"""The modules with the database tables of the stations."""

from kit import models

MODEL_MODULES = (models,)
