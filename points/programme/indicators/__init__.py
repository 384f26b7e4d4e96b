"""Indicators: pure functions, each with a code and a version of its formula."""
