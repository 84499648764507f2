"""URLs, which are left to DuckDB's own file systems, and what these need of the user."""

from __future__ import annotations

from pathlib import Path

_EXTENSIONS = {"azure": "azure", "az": "azure", "abfss": "azure"}
_SECRETS = {
    "s3": "s3, PROVIDER credential_chain",
    "gcs": "gcs, KEY_ID '…', SECRET '…'",
    "gs": "gcs, KEY_ID '…', SECRET '…'",
    "r2": "r2, KEY_ID '…', SECRET '…', ACCOUNT_ID '…'",
    "hf": "huggingface, PROVIDER credential_chain",
    "azure": "azure, PROVIDER credential_chain, ACCOUNT_NAME '…'",
    "az": "azure, PROVIDER credential_chain, ACCOUNT_NAME '…'",
    "abfss": "azure, PROVIDER credential_chain, ACCOUNT_NAME '…'",
}


def is_url(path: str | Path) -> bool:
    """Whether a path is left to DuckDB's own file systems (``http``, ``s3``, ``gcs``, ``azure``, ``hf``)."""
    return "://" in str(path)


def what_it_needs(path: str) -> str:
    """The end of an error message about a URL that could not be read: DuckDB's extension, and its keys.

    Examples
    --------
    >>> what_it_needs("train.parquet")
    ''
    >>> print(what_it_needs("s3://lake/train.parquet"))  # doctest: +ELLIPSIS
     DuckDB reads s3:// with its extension httpfs (once, with internet at hand: INSTALL httpfs) and ...
    """
    if not is_url(path):
        return ""
    scheme = path.split("://", 1)[0].lower()
    extension = _EXTENSIONS.get(scheme, "httpfs")
    text = (
        f" DuckDB reads {scheme}:// with its extension {extension} (once, with internet at hand: INSTALL {extension})"
    )
    if scheme not in _SECRETS:
        return f"{text}."
    return (
        f"{text} and with the keys of a secret, which is kept in your home (once, in DuckDB: "
        f"CREATE PERSISTENT SECRET lake (TYPE {_SECRETS[scheme]}))."
    )
