"""The expectations, one a file."""

import zl_expectations.public  # noqa: F401 - registers every room, whichever is entered first
