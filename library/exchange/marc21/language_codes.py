"""MARC codes of the languages of descriptions."""

MARC_LANGUAGES = {"vi": "vie", "en": "eng", "fr": "fre", "zh": "chi", "ru": "rus", "de": "ger"}
"""MARC language code by the code of a description."""
