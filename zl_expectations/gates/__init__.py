"""Gates: what stops a pipeline before it trains."""
