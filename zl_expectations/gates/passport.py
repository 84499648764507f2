"""The passport of training data: what was judged and passed, so that nothing else is trained on."""

from __future__ import annotations

import datetime as dt
import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from great_expectations.compatibility import pydantic

from zl_expectations.counting.fingerprint import WHOLE_BATCH, Fingerprint, columns_covered, count_fingerprints
from zl_expectations.counting.table import Table
from zl_expectations.errors import BadInputError
from zl_expectations.files import write_whole
from zl_expectations.gates.findings import FailOn
from zl_expectations.gates.suite_terms import Term, loosened, split_column_of_terms
from zl_expectations.reporting.evidence import count
from zl_expectations.reporting.finding import Verdict, compare_splits

FORMAT, VERSION = "zl_expectations passport", 1


class _Strict(pydantic.BaseModel):
    class Config:
        extra = "forbid"
        allow_mutation = False


class SplitFingerprint(_Strict):
    """What tells one split's rows; see `zl_expectations.counting.fingerprint`."""

    rows: pydantic.StrictInt
    digest: pydantic.constr(strict=True, regex="^[0-9a-f]{64}$")  # type: ignore[valid-type]


class SuiteTerm(_Strict):
    """One expectation of the suite: its limits, and what it looked at."""

    type: pydantic.StrictStr
    severity: Literal["critical", "warning", "info"]
    fields: dict[str, Any]


class Passport(_Strict):
    """What was judged, by what, and that it passed. It holds no values of the data, only names and counts.

    Of a table without splits it says that nothing between splits was judged; it stands for that table alone, and for
    no split of it.

    It is no promise against a forger: whoever can write the file can write another.

    Attributes
    ----------
    format, version : str, int
        What kind of file it is, and the version of that.
    verdict : str
        ``"passed"``: no other is written.
    fail_on : {"critical", "warning"}
        The least severity whose failure would have rejected.
    written : str
        When, in UTC.
    versions : mapping of str to str
        Of zl_expectations, Great Expectations and Python.
    split_column : str or None
        The column that said to which split a row belongs; it is in no fingerprint.
    columns : list of str
        The others.
    splits : mapping of str to SplitFingerprint
        By name; ``"data"`` alone where there were no splits.
    suite : list of SuiteTerm
        What was demanded, with every limit.
    """

    format: Literal["zl_expectations passport"]
    version: Literal[1]
    verdict: pydantic.StrictStr
    fail_on: FailOn
    written: pydantic.StrictStr
    versions: dict[str, pydantic.StrictStr]
    split_column: pydantic.StrictStr | None
    columns: list[pydantic.StrictStr]
    splits: dict[str, SplitFingerprint]
    suite: list[SuiteTerm]

    @pydantic.validator("splits", "suite", "columns")
    @classmethod
    def _not_empty(cls, value: object) -> object:
        if not value:
            raise ValueError("must not be empty")
        return value

    @classmethod
    def of(cls, table: Table, terms: Iterable[Term], fail_on: str) -> Passport:
        """The passport of a table that passes: its rows are counted here.

        Raises
        ------
        CouldNotJudgeError
            When the fingerprint cannot be taken; see `count_fingerprints`.
        """
        from zl_expectations import __version__

        demanded = list(terms)
        split_column = split_column_of_terms(demanded)
        fingerprints = count_fingerprints(table, split_column)
        return cls.parse_obj(
            {
                "format": FORMAT,
                "version": VERSION,
                "verdict": Verdict.PASSED.value,
                "fail_on": fail_on,
                "written": dt.datetime.now(dt.timezone.utc).isoformat(timespec="seconds"),
                "versions": {
                    "zl_expectations": __version__,
                    "great_expectations": version("great_expectations"),
                    "python": platform.python_version(),
                },
                "split_column": split_column,
                "columns": columns_covered(table, split_column),
                "splits": {name: asdict(one) for name, one in fingerprints.items()},
                "suite": [asdict(term) for term in demanded],
            }
        )

    def __str__(self) -> str:
        splits = ", ".join(f"{name} ({count(one.rows, 'row')})" for name, one in self.splits.items())
        without = "" if compare_splits(one.type for one in self.suite) else " No check between splits was made."
        return f"As judged and {self.verdict} on {self.written}: {splits}.{without}"

    def __repr__(self) -> str:
        return f"<Passport: {self}>"

    @classmethod
    def read(cls, file: str | Path) -> Passport:
        """Read a passport.

        Raises
        ------
        BadInputError
            When the file is not there, is no passport, only a part of one, or of a version that is not known.
        """
        try:
            found = json.loads(Path(file).read_text(encoding="utf-8"))
        except OSError as error:
            raise BadInputError(f"The passport must be a file, got {str(file)!r}: {error.strerror}.") from error
        except ValueError as error:
            raise _not_one(file, f"{type(error).__name__}: {error}") from error
        if not isinstance(found, Mapping) or found.get("format") != FORMAT:
            raise _not_one(file, f"its `format` is not {FORMAT!r}")
        if found.get("version") != VERSION:
            raise BadInputError(
                f"The passport must be of version {VERSION}, got {found.get('version')!r} in {str(file)!r}. "
                "Judge the data again with this release of zl_expectations."
            )
        try:
            return cls.parse_obj(found)
        except pydantic.ValidationError as error:
            first = error.errors()[0]
            raise _not_one(file, f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error

    def write(self, file: str | Path, role: str = "passport") -> None:
        """Write it as JSON, whole or not at all.

        Raises
        ------
        BadInputError
            When it cannot be written.
        """
        write_whole(role, file, json.dumps(self.dict(), indent=2, ensure_ascii=False, allow_nan=False))

    def changes_in(self, table: Table, split_column: str | None) -> list[str]:
        """In sentences, what of a table is not what was judged; its rows are counted here."""
        columns = self._other_columns(table, split_column)
        found = count_fingerprints(table, split_column)
        return [
            *columns,
            *[f"split {name!r} was not judged" for name in found if name not in self.splits],
            *[f"split {name!r} is missing" for name in self.splits if name not in found],
            *[
                change
                for name, judged in self.splits.items()
                if name in found and (change := _change(name, judged, found[name], same_columns=not columns))
            ],
        ]

    def changes_from(self, splits: Sequence[str], table: Table, given: str) -> list[str]:
        """In sentences, how a table that stands for one split differs from all of these; its rows are counted here."""
        columns = self._other_columns(table, None)
        found = count_fingerprints(table, None)[WHOLE_BATCH]
        changes = [_change(name, self.splits[name], found, same_columns=not columns) for name in splits]
        if len(splits) != 1:
            known = ", ".join(map(repr, splits)) or "there are none"
            changes = [None if None in changes else f"the rows of {given!r} are no such split that was judged: {known}"]
        return [*columns, *filter(None, changes)]

    def _other_columns(self, table: Table, split_column: str | None) -> list[str]:
        names = columns_covered(table, split_column)
        new, gone = [one for one in names if one not in self.columns], [one for one in self.columns if one not in names]
        return [
            *[f"column {name!r} was not judged" for name in new],
            *[f"column {name!r} is gone" for name in gone],
        ]

    @property
    def train_split(self) -> Any:
        """As the suite named the split that is trained on; None where each was a fold, or there were none."""
        return next((one.fields["train_split"] for one in self.suite if "train_split" in one.fields), None)

    @property
    def train_splits(self) -> list[str]:
        """The splits that may be trained on."""
        train = None if self.train_split is None else str(self.train_split)
        return [train] if train in self.splits else list(self.splits)

    @property
    def evaluation_splits(self) -> list[str]:
        """The splits that may be evaluated on: the others, or each where each was a fold."""
        return [name for name in self.splits if self.train_splits != [name]]

    def loosened_from(self, asked: Iterable[Term], fail_on: str) -> list[str]:
        """In sentences, what was not demanded that is asked for."""
        less = fail_on == "warning" and self.fail_on != "warning"
        judged = [Term(one.type, one.severity, one.fields) for one in self.suite]
        said = [f"it was judged with `fail_on` {self.fail_on!r}, asked is {fail_on!r}"] if less else []
        return [*said, *loosened(judged, asked)]


def _change(name: str, judged: SplitFingerprint, found: Fingerprint, *, same_columns: bool) -> str | None:
    if found.rows != judged.rows:
        return f"split {name!r} has {count(found.rows, 'row')}, {judged.rows:,} were judged"
    return (
        f"split {name!r} has other values than were judged" if same_columns and found.digest != judged.digest else None
    )


def _not_one(file: str | Path, why: str) -> BadInputError:
    return BadInputError(
        "The passport must be JSON as a passed check writes it, got something else or a part of it in "
        f"{str(file)!r} ({why}). Judge the data again."
    )
