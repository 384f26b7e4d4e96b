"""How the library is used, counted without recording a person."""
