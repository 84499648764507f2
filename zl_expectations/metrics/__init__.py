"""GX metric providers: names and keys for the counts, one function for every engine."""

import great_expectations  # noqa: F401 - before any module of this room: it registers the whole package
