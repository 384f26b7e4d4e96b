"""Tests of the page reader, as it is sent and as Chromium draws it."""
