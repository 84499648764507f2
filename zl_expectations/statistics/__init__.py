"""Statistics: pure functions from counts to numbers, the same for 50 rows and for 5 billion."""
