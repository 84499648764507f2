"""``python -m zl_expectations.cli`` is the command ``zl``."""

from zl_expectations.cli import main

main()
