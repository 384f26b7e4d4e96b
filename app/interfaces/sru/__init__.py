"""SRU 1.2 and 2.0 with CQL: search from the catalogues of other libraries."""
