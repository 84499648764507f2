"""Counting: the only code that touches rows, as queries written once for every engine."""
