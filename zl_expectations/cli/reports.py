"""The files that a report is written to."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from zl_expectations.cli.interruption import stop_if_interrupted
from zl_expectations.cli.output import check_writable, words, write_text
from zl_expectations.errors import BadInputError
from zl_expectations.reporting.report import Report


@dataclass(frozen=True)
class ReportFiles:
    """Where the report goes, by form: a path, ``"-"`` for standard output, or None for nowhere."""

    json: str | None = None
    html: str | None = None
    junit: str | None = None

    def check_writable(self) -> None:
        """Refuse what cannot be written before the counting, not after it.

        Raises
        ------
        BadInputError
            When a path is a directory, or in none that can be written to, or two forms go to one place.
        """
        taken: dict[str, str] = {}
        for form, path in self._given():
            place = path if path == "-" else os.path.realpath(path)
            if place in taken:
                raise BadInputError(f"--{taken[place]} and --{form} must go to two places, got {path!r} for both.")
            taken[place] = form
            check_writable(f"--{form}", path)

    def write(self, report: Report) -> None:
        """Write each form whole or not at all."""
        for form, path in self._given():
            write_text(f"--{form}", path, getattr(report, f"to_{form}")())

    @property
    def takes_standard_output(self) -> bool:
        """Whether a form goes to standard output, so that nothing else may."""
        return any(path == "-" for _, path in self._given())

    @contextlib.contextmanager
    def written_whatever_happens(self) -> Iterator[None]:
        """Leave reports that say that nothing was judged, and why, where an error ends the check."""
        try:
            yield
            stop_if_interrupted()
        except Exception as error:
            stop_if_interrupted()
            with contextlib.suppress(BadInputError):  # the first error is the one to report
                self.write(Report.not_judged(words(error)))
            raise

    def _given(self) -> list[tuple[str, str]]:
        return [(form, path) for form, path in asdict(self).items() if path is not None]
