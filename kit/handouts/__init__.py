"""Files that leave the library for good, with only what everybody may have for ever."""
