"""Fuzzer of all routes: hostile requests in every role, and the faults that answers show."""
