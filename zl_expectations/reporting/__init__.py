"""Reporting: the words, tables and pictures of a result, the same for Data Docs, the terminal, HTML and JSON."""
