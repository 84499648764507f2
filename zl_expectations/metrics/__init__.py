"""GX metric providers: names and keys for the counts, one function for every engine."""

from zl_expectations.metrics import counts as counts
