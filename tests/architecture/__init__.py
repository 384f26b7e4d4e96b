"""Tests of the structure of the code: imports, sizes and wording."""
