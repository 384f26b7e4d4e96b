"""Prescribed statistical forms: wording from data files, figures computed by the library."""
