"""Guides of the office: the files of docs/librarian on screen, and the tour of newcomers."""
