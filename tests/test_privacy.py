"""Nothing that is written, printed or raised holds a value of the data where values are to be kept back."""

from __future__ import annotations

import base64
import json
import re
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import great_expectations as gx
import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

import zl_expectations as zl
import zl_expectations.cli  # registers every command
from zl_expectations.cli.app import app
from zl_expectations.counting import questions
from zl_expectations.errors import CouldNotJudgeError
from zl_expectations.privacy import rows_may_be_shown

ROWS = 240
SECRETS = ("zaphod", "trillian", "marvin", "slarti", "vogon", "7777", "4242", "1987", "2031")
_RUN_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_IMAGE = re.compile(rb"base64,([A-Za-z0-9+/=]+)")


def faulty(first: int) -> pd.DataFrame:
    """A split with every kind of fault, whose every column holds secrets; the rows from `first` on."""
    numbers = pd.Series(range(first, first + ROWS))
    target = ["zaphod" if n % 2 else "trillian" for n in numbers]
    return pd.DataFrame(
        {
            "outcome": [
                ("trillian" if one == "zaphod" else one) if n % 37 == 0 else one
                for n, one in zip(numbers, target, strict=True)
            ],
            "leak": [7777000 + (one == "zaphod") for one in target],
            "code": [
                f"{'marvin' if one == 'zaphod' else 'slarti'}-{n}" for n, one in zip(numbers, target, strict=True)
            ],
            "refund": [
                (one if n % 4 else "vogon42") if one == "zaphod" else f"vogon{n % 3}"
                for n, one in zip(numbers, target, strict=True)
            ],
            "amount": [4242.5 + n for n in numbers],
            "patient": [f"slarti{n // 3}" for n in numbers],
            "seen": pd.Timestamp("1987-03-01") + pd.to_timedelta(numbers, unit="D"),
        }
    )


def train_and_test() -> dict[str, pd.DataFrame]:
    """Two splits that share half their rows, some of them with another target, and rows that only ids tell apart."""
    train, test = faulty(0), faulty(ROWS // 2)
    flipped = train.head(6).assign(outcome=[{"zaphod": "trillian"}.get(one, "zaphod") for one in train.outcome[:6]])
    return {"train": pd.concat([train, flipped], ignore_index=True), "test": test}


def every_byte(folder: Path, *texts: str) -> bytes:
    """Everything written below a folder and said, and every picture in it."""
    written = b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
    said = written + "\n".join(texts).encode()
    return said + b"\n".join(base64.b64decode(image) for image in _IMAGE.findall(said))


def told(content: bytes, secrets: tuple[str, ...] = SECRETS) -> list[str]:
    """The secrets that stand in a content, digits only where they begin a number, and in no random id of a run."""
    text = _RUN_ID.sub("", content.decode("utf-8", "replace"))
    return [one for one in secrets if re.search(rf"(?<![\d.A-Za-z]){one}" if one.isdigit() else one, text, re.I)]


def checked(out: Path, data: Path, *options: str) -> bytes:
    """Every byte that `zl check -v` leaves for people, a build server and GitHub, and that `zl show` prints again."""
    for name, frame in train_and_test().items():
        frame.to_csv(data / f"{name}.csv", index=False)
    outputs = [part for name in ("json", "html", "junit") for part in (f"--{name}", str(out / f"report.{name}"))]
    splits = ["--train", str(data / "train.csv"), "--test", str(data / "test.csv"), "--target", "outcome"]
    roles = ["--group", "patient", "--time", "seen", "--docs", str(out / "docs")]
    runner = CliRunner()
    result = runner.invoke(
        app, ["check", "-v", "--impact", *splits, *roles, *outputs, *options], env={"GITHUB_ACTIONS": "true"}
    )
    assert result.exit_code == 1, result.output
    assert (out / "docs" / "index.html").exists()
    assert "zl: counted" in result.stderr
    assert "::error title=" in result.stdout
    again = runner.invoke(app, ["show", str(out / "report.json")])
    assert "REJECTED" in again.stdout
    assert "What it buys: A small" in " ".join(again.stdout.split())
    return every_byte(out, result.output, result.stderr, again.output, again.stderr)


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """A folder for what is written and another for the data."""
    for name in ("out", "data"):
        (tmp_path / name).mkdir()
    return tmp_path / "out", tmp_path / "data"


def test_the_planted_secrets_are_told_unless_they_are_to_be_kept(folders: tuple[Path, Path]) -> None:
    found = told(checked(*folders))
    assert {"zaphod", "marvin", "7777", "4242", "1987"} <= set(found)


@pytest.mark.parametrize("way", ["argument", "environment"])
def test_no_output_tells_a_value(folders: tuple[Path, Path], way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if way == "environment":
        monkeypatch.setenv("ZL_SHOW_ROWS", "0")
    content = checked(*folders, *(["--no-rows"] if way == "argument" else []))
    assert told(content) == []
    assert b"image/svg+xml;base64," in content
    report = json.loads((folders[0] / "report.json").read_text())
    assert {one["success"] for one in report["findings"]} >= {False}
    assert "leak" in next(one for one in report["findings"] if "leak_target" in one["expectation"])["columns"]


@pytest.mark.parametrize(
    ("column", "secrets"),
    [("outcome", ("zaphod", "trillian")), ("amount", ("4242",)), ("seen", ("1987",)), ("leak", ("7777",))],
)
def test_a_masked_column_tells_no_value_and_the_others_do(
    folders: tuple[Path, Path], column: str, secrets: tuple[str, ...]
) -> None:
    more = ["--mask", "refund"] if column == "outcome" else []
    content = checked(*folders, "--mask", column, *more)
    assert told(content, secrets) == []
    assert told(content, ("marvin",)) == ["marvin"]


def test_a_masked_column_that_is_not_there_is_an_error() -> None:
    with pytest.raises(CouldNotJudgeError, match="masked_columns"):
        zl.check(**train_and_test(), target="outcome", masked_columns=["amuont"])


def errors() -> list[tuple[str, Callable[[Path], Any]]]:
    """Calls that fail on the data, with words that would quote it."""

    def bad_number(folder: Path) -> Any:
        file = folder / "train.parquet"
        file.write_text("zaphod,1\n")
        return zl.check(train=file, test=faulty(0), target="outcome", show_rows=False)

    def wrong_split_column(_: Path) -> Any:
        table = faulty(0).assign(patient=["slarti1", "slarti2"] * (ROWS // 2))
        return zl.check(table, target="outcome", split_column="patient", show_rows=False)

    def mixed_values(_: Path) -> Any:
        frame = faulty(0).astype({"leak": object})
        frame.loc[3, "leak"] = "zaphod"
        return zl.check(train=frame, test=faulty(0), target="outcome", show_rows=False)

    def inexact_integer(_: Path) -> Any:
        frame = faulty(0).astype({"leak": object})
        frame.loc[3, "leak"], frame.loc[4, "leak"] = 2**53 + 7777, 0.5
        return zl.check(train=frame, test=faulty(0), target="outcome", show_rows=False)

    def rows_without_names(folder: Path) -> Any:
        file = folder / "train.csv"
        file.write_text("zaphod,zaphod\nzaphod,zaphod\n")
        return zl.check(train=file, test=faulty(0), target="outcome", show_rows=False)

    calls = (bad_number, wrong_split_column, mixed_values, inexact_integer, rows_without_names)
    return [(one.__name__, one) for one in calls]


@pytest.mark.parametrize(("name", "call"), errors())
def test_no_error_tells_a_value(name: str, call: Callable[[Path], Any], tmp_path: Path) -> None:
    words = ""
    try:
        result = call(tmp_path)
    except CouldNotJudgeError as error:
        words = "".join(traceback.format_exception(error))
    else:
        assert not result.passed
        words = str(result) + str(result.checkpoint_result)
    assert told(words.encode()) == []


def test_no_error_about_a_time_that_does_not_fit_tells_it() -> None:
    fine = faulty(0).assign(seen=pd.Timestamp("2024-01-01 00:00:00.000000001"))
    old = faulty(0).assign(seen=pd.Series([np.datetime64("1500-03-07", "us")] * ROWS))
    with pytest.raises(CouldNotJudgeError, match="one type that holds the values") as raised:
        zl.check(train=fine, test=old, target="outcome", masked_columns=["seen"])
    assert "1500" not in "".join(traceback.format_exception(raised.value))


def objects(result: zl.CheckResult) -> list[str]:
    """All that a program or a notebook can get out of a result."""
    assert result.checkpoint_result is not None
    stored = json.dumps(result.checkpoint_result.describe_dict(), default=str)
    runs: list[Any] = list(result.checkpoint_result.run_results.values())
    try:
        result.raise_if_rejected()
    except zl.TrainingDataRejected as rejected:
        refusal = "".join(traceback.format_exception(rejected))
    own = [str(result), repr(result), result._repr_html_(), result.to_json(), result.to_junit()]
    return [*own, stored, refusal, *(str(run.to_json_dict()) for run in runs)]


def test_no_object_tells_a_value(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    arguments: dict[str, Any] = {**train_and_test(), "target": "outcome", "result_format": "COMPLETE"}
    roles: dict[str, Any] = {"group_columns": ["patient"], "time_column": "seen"}
    with caplog.at_level("DEBUG"):
        kept = zl.check(**arguments, **roles, thorough=True, impact=True, show_rows=False)
    assert told(every_byte(tmp_path, *objects(kept), caplog.text)) == []
    assert {"zaphod", "4242"} <= set(told(every_byte(tmp_path, *objects(zl.check(**arguments)))))


@pytest.mark.parametrize("show_rows", [True, False])
def test_rows_that_may_not_be_told_are_not_fetched(show_rows: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    fetched: list[str] = []

    def noted(name: str, sample: Callable[..., Any]) -> Callable[..., Any]:
        def note(*args: Any, **kwargs: Any) -> Any:
            fetched.append(name)
            return sample(*args, **kwargs)

        return note

    names = ("sample_shared_rows", "sample_near_rows", "sample_conflicting_rows")
    for name in names:
        monkeypatch.setattr(questions, name, noted(name, getattr(questions, name)))
    splits = train_and_test()
    near = splits["test"].head(40)
    splits["test"] = pd.concat([splits["test"], near.assign(amount=near["amount"] + 1e-9)], ignore_index=True)
    zl.check(**splits, target="outcome", result_format="COMPLETE", show_rows=show_rows)
    assert set(fetched) == (set(names) if show_rows else set())


FORMS = ("json", "html")


class Tracker(ModuleType):
    """MLflow as far as the action goes: it keeps all that it is given."""

    def __init__(self) -> None:
        super().__init__("mlflow")
        self.given: list[str] = []
        self.entities, self.utils, self.time = ModuleType("entities"), ModuleType("utils"), ModuleType("time")
        vars(self.entities).update(Metric=lambda *parts: parts, RunTag=lambda *parts: parts)
        vars(self.time).update(get_current_time_millis=lambda: 0)

    def active_run(self) -> Any:
        return SimpleNamespace(info=SimpleNamespace(run_id="run"))

    def MlflowClient(self) -> Any:  # noqa: N802 - MLflow's name
        return self

    def log_batch(self, _: str, **batch: Any) -> None:
        self.given.append(repr(batch))

    def log_text(self, _: str, text: str, path: str) -> None:
        self.given.append(f"{path}: {text}")


def test_no_run_of_mlflow_is_told_a_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tracker = Tracker()
    for name, module in (("", tracker), (".entities", tracker.entities), (".utils", tracker.utils)):
        monkeypatch.setitem(sys.modules, f"mlflow{name}", module)
    monkeypatch.setitem(sys.modules, "mlflow.utils.time", tracker.time)
    for show_rows in (True, False):
        tracker.given.clear()
        result = zl.check(**train_and_test(), target="outcome", show_rows=show_rows).checkpoint_result
        assert result is not None
        assert zl.LogToMLflowAction().run(result)["logged"]
        figures, *reports = tracker.given
        assert "rejected" in figures
        assert [one.partition(":")[0] for one in reports] == [f"zl_expectations/report.{form}" for form in FORMS]
        assert bool(told(every_byte(tmp_path, *tracker.given))) == show_rows


@pytest.mark.parametrize("way", ["argument", "environment"])
@pytest.mark.parametrize("fault", ["no number", "no such split", "a cell too many", "no target", "nothing of a type"])
def test_no_command_that_fails_tells_a_value(
    folders: tuple[Path, Path], way: str, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, data = folders
    table = faulty(0).assign(part=["slarti1", "slarti2"] * (ROWS // 2))
    options = ["--target", "outcome", "--split-column", "part", "--train-split", "slarti1"]
    if fault == "no number":
        table = table.astype({"leak": object})
        table.loc[ROWS - 1, "leak"] = "zaphod"
    elif fault == "no such split":
        options[-1] = "slarti"
    elif fault == "no target":
        options[1] = "zaphod"
    elif fault == "nothing of a type":
        table["amount"] = "marvin"
        options += ["--time", "amount"]
    table.to_csv(data / "table.csv", index=False)
    if fault == "a cell too many":
        (data / "table.csv").write_text((data / "table.csv").read_text() + "zaphod," * 20 + "\n")
    if way == "environment":
        monkeypatch.setenv("ZL_SHOW_ROWS", "0")
    files = ["--json", str(out / "report.json"), "--html", str(out / "report.html"), "--junit", str(out / "report.xml")]
    ways = ["--no-rows"] if way == "argument" else []
    ran = CliRunner().invoke(
        app, ["check", str(data / "table.csv"), *options, *files, *ways], env={"GITHUB_ACTIONS": "true"}
    )
    assert ran.exit_code in (1, 2)
    said = every_byte(out, ran.output, ran.stderr)
    given = {"zaphod"} if fault == "no target" else {"slarti"}  # what the caller wrote, and the names of the splits
    assert set(told(said)) <= given


@pytest.mark.parametrize(("word", "shown"), [("1", True), ("Yes", True), ("0", False), ("off", False), ("hide", False)])
def test_rows_are_shown_only_where_the_environment_says_yes(
    word: str, shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZL_SHOW_ROWS", word)
    assert rows_may_be_shown() is shown


@pytest.mark.parametrize("command", [["show"], ["verify", "--train", "a.csv", "--test", "b.csv"]])
def test_a_file_that_is_not_there_is_named_also_where_no_value_is(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZL_SHOW_ROWS", "0")
    ran = CliRunner().invoke(app, [command[0], str(tmp_path / "nothere.json"), *command[1:]])
    assert ran.exit_code == 2
    assert "nothere.json" in ran.stderr
    assert "No such file" in ran.stderr


@pytest.mark.parametrize("command", ["fix", "floor"])
def test_the_other_commands_say_no_value(
    folders: tuple[Path, Path], command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, data = folders
    for name, frame in train_and_test().items():
        frame.to_csv(data / f"{name}.csv", index=False)
    monkeypatch.setenv("ZL_SHOW_ROWS", "0")
    arguments = {
        "fix": ["--train", str(data / "train.csv"), "--test", str(data / "test.csv"), "--out", str(data / "cleaned")],
        "floor": [str(data / "train.csv")],
    }[command]
    ran = CliRunner().invoke(app, [command, *arguments, "--target", "outcome"])
    assert ran.exit_code == 0, ran.output
    assert len(ran.stdout) > 20
    assert told(every_byte(out, ran.output, ran.stderr)) == []


def test_the_database_tells_no_value_in_any_result(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'splits.db'}"
    table = pd.concat([frame.assign(split=name) for name, frame in train_and_test().items()])
    engine = sa.create_engine(url)
    table.to_sql("splits", engine, index=False)
    engine.dispose()
    asset = (
        gx.get_context(mode="ephemeral").data_sources.add_sqlite("db", connection_string=url).add_table_asset("splits")
    )
    suite = zl.pre_training_suite(target="outcome", group_columns=["patient"], show_rows=False)
    result = asset.add_batch_definition_whole_table("all").get_batch().validate(suite, result_format="COMPLETE")
    assert not result.success
    assert all(not one.exception_info.get("raised_exception") for one in result.results)
    observed = json.dumps([one.to_json_dict()["result"] for one in result.results])
    assert told(observed.encode()) == []
