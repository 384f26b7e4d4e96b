"""Tests of the error measures of the benchmarks."""
