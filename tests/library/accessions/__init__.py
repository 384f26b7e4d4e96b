"""Tests of the register of deliveries and the ledger of the workshop."""
