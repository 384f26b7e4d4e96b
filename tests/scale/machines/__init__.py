"""Tests of several machines that share the work of the pipeline."""
