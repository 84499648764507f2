"""Gates: what stops a pipeline before it trains."""

import zl_expectations.public  # noqa: F401 - registers every room, whichever is entered first
