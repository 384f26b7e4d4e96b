"""Corrections and suggestions of the words of readers."""
