"""The same counts on every engine."""
