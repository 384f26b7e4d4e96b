"""Tests of the accession register and the ledger of processing steps."""
