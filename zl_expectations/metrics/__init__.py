"""GX metric providers: names and keys for the counts, one function for every engine."""

import zl_expectations.public  # noqa: F401 - registers every room, whichever is entered first
