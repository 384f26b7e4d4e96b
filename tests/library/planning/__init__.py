"""Tests of planning: batches, forecasts, rules of intake, work and quality."""
