"""Tests that the house keeps its shape: walls, sizes and words."""
