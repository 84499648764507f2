"""Gates: what stops a pipeline before it trains."""

import great_expectations  # noqa: F401 - before any module of this room: it registers the whole package
