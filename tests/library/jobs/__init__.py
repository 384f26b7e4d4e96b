"""Tests of orders to the pipeline and its status."""
