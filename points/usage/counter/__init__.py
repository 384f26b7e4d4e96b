"""Item usage reports in the format of COUNTER Release 5.1; not audited."""
