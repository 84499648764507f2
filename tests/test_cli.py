"""The command `zl`: its options, its files, its output and its exit codes."""

from __future__ import annotations

import contextlib
import importlib.metadata
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import junitparser
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather
import pytest

import zl_expectations
from zl_expectations import cli
from zl_expectations.cli.output import write_text

ESCAPE = "\x1b"
FINDING = {"expectation", "severity", "success", "columns", "splits", "observed", "summary"}
ROWS, LEAK = "expect_rows_to_be_disjoint_across_splits", "expect_features_to_not_leak_target"
NEAR, LABELS = "expect_rows_to_not_be_nearly_shared_across_splits", "expect_labels_to_be_consistent"
PROPORTIONS = "expect_class_proportions_to_match_across_splits"
SKEW, SHIFT = "expect_classes_to_not_be_skewed", "expect_class_proportions_to_match_across_splits"
GROUPS, TIMES = "expect_groups_to_be_disjoint_across_splits", "expect_splits_to_be_ordered_in_time"
ZL = [sys.executable, "-c", "from zl_expectations.cli import main; main()"]


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        """Standard output as strict JSON."""
        return strict(self.out)

    @property
    def failed(self) -> list[str]:
        return [one["expectation"] for one in self.report["findings"] if not one["success"]]


class Zl(Protocol):
    def __call__(self, *arguments: object) -> Ran: ...


@pytest.fixture
def zl(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Zl:
    """The command in this process, its output captured from the file descriptors."""
    monkeypatch.setenv("COLUMNS", "80")

    def ran(*arguments: object) -> Ran:
        capfd.readouterr()
        code = cli.run(list(map(str, arguments)))
        return Ran(code, *capfd.readouterr())

    return ran


def strict(text: str) -> dict[str, Any]:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    report: dict[str, Any] = json.loads(text, parse_constant=refuse)
    return report


def table(rows: int = 300, seed: int = 0) -> pd.DataFrame:
    """A clean table: two thirds train, later rows in test."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({"id": range(rows), "age": rng.normal(40, 9, rows), "city": rng.choice(list("abcdef"), rows)})
    frame["patient"] = [f"p{i // 3}" for i in range(rows)]
    frame["when"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(rows), unit="h")
    frame["y"] = rng.integers(0, 2, rows)
    return frame.assign(split=["train"] * (2 * rows // 3) + ["test"] * (rows - 2 * rows // 3))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the command runs: a clean table as one file, and as files of its splits."""
    monkeypatch.chdir(tmp_path)
    frame = table()
    frame.to_parquet("data.parquet")
    parts = {name: frame[frame["split"] == name].drop(columns="split") for name in ("train", "test")}
    parts["train"].to_parquet("a.parquet")
    parts["test"].to_csv("b.csv", index=False)
    parts["test"].iloc[:40].assign(age=lambda rows: rows["age"] + 1).to_parquet("c.parquet")
    parts["train"].iloc[:50].to_parquet("copies.parquet")
    frame.assign(answer=frame["y"] * 2.5 + 1).to_parquet("leak.parquet")
    return tmp_path


KEY = ("--identifier", "id", "--identifier", "when", "--ignore", "patient")

# --- verdicts and exit codes -------------------------------------------------------------------------------------


def test_a_clean_table_passes_with_exit_code_0(zl: Zl, folder: Path) -> None:
    ran = zl("check", "data.parquet", "--split-column", "split", "--target", "y", *KEY)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("PASSED: 6 checks, 6 passed\n")


def test_a_table_that_leaks_is_rejected_with_exit_code_1(zl: Zl, folder: Path) -> None:
    ran = zl("check", "leak.parquet", "--target", "y", *KEY)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.startswith("REJECTED: 6 checks, 5 passed\n")
    assert "answer" in ran.out
    assert "What to do" in ran.out


def test_what_could_not_be_judged_has_exit_code_2_and_one_line(zl: Zl, folder: Path) -> None:
    ran = zl("check", "data.parquet", "--target", "y", "--time", "when", "--embargo", "7 dys")
    assert ran.code == 2
    assert ran.out.startswith("NOT JUDGED")
    assert ran.err.startswith("zl: `embargo` must be a span such as '7 days'")
    ran = zl("check", "data.parquet", "--target", "y", "--train-split", "trian")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "zl: `train_split` must be a value of the split column 'split', got 'trian'. Did you mean 'train'? "
        "Splits: test, train.\n"
    )


def test_splits_in_files_of_their_own_are_judged(zl: Zl, folder: Path) -> None:
    ran = zl("check", "--train", "a.parquet", "--test", "b.csv", "--target", "y", *KEY, "--json", "-")
    assert ran.code == 0
    ran = zl("check", "--train", "a.parquet", "--test", "copies.parquet", "--target", "y", *KEY, "--json", "-")
    assert (ran.code, ran.failed) == (1, [ROWS])
    pair = ran.report["findings"][0]["observed"]["pairs"][0]
    assert (pair["train"], pair["evaluation"], pair["shared_rows"]) == ("train", "test", 50)


def test_a_validation_split_is_judged_beside_the_test_split(zl: Zl, folder: Path) -> None:
    splits = ("--train", "a.parquet", "--test", "b.csv", "--validation", "copies.parquet")
    ran = zl("check", *splits, "--target", "y", *KEY, "--json", "-")
    assert ran.code == 1
    pairs = {one["evaluation"]: one["shared_rows"] for one in ran.report["findings"][0]["observed"]["pairs"]}
    assert pairs == {"test": 0, "validation": 50}
    assert ran.report["findings"][0]["splits"] == ["train", "validation"]
    assert zl("check", "--train", "a.parquet", "--validation", "c.parquet", "--target", "y", *KEY).code == 0


def finding_of(ran: Ran, expectation: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in ran.report["findings"] if one["expectation"] == expectation)
    return found


def test_several_files_make_one_split(zl: Zl, folder: Path) -> None:
    splits = ("--train", "a.parquet", "--test", "c.parquet", "--test", "copies.parquet")
    ran = zl("check", *splits, "--target", "y", *KEY, "--json", "-")
    assert finding_of(ran, ROWS)["observed"]["pairs"][0]["evaluation_rows"] == 90
    pd.read_parquet("data.parquet").to_parquet("data2.parquet")
    ran = zl("check", "data.parquet", "data2.parquet", "--target", "y", *KEY, "--json", "-")
    assert finding_of(ran, ROWS)["observed"]["pairs"][0]["train_rows"] == 400


# --- files -------------------------------------------------------------------------------------------------------

WRITERS: dict[str, Callable[[pd.DataFrame, str], Any]] = {
    "parquet": lambda frame, path: frame.to_parquet(path),
    "csv": lambda frame, path: frame.to_csv(path, index=False),
    "csv.gz": lambda frame, path: frame.to_csv(path, index=False),
    "tsv": lambda frame, path: frame.to_csv(path, index=False, sep="\t"),
    "jsonl": lambda frame, path: frame.to_json(path, orient="records", lines=True, date_format="iso"),
    "arrow": lambda frame, path: pyarrow.feather.write_feather(pa.Table.from_pandas(frame), path),
    "feather": lambda frame, path: frame.to_feather(path),
}


@pytest.mark.parametrize("form", WRITERS)
def test_every_kind_of_file_is_read(zl: Zl, folder: Path, form: str) -> None:
    frame = table().drop(columns="when")
    frame.loc[frame.index[-20:], ["age", "city"]] = frame.loc[frame.index[:20], ["age", "city"]].to_numpy()
    frame["age"] = frame["age"].astype(float).round(6)
    WRITERS[form](frame, f"data.{form}")
    options = ("--target", "y", "--identifier", "id", "--ignore", "patient")
    ran = zl("check", f"data.{form}", *options, "--json", "-")
    assert ran.code == 1
    assert ran.report["findings"][0]["observed"]["pairs"][0]["shared_rows"] == 20


def test_patterns_name_the_files_of_a_split(zl: Zl, folder: Path) -> None:
    train = pd.read_parquet("a.parquet")
    (folder / "train").mkdir()
    for part in range(4):
        train[part::4].to_parquet(f"train/part-{part}.parquet")
    for given in ("train/part-*.parquet", "train", "**/part-?.parquet"):
        ran = zl("check", "--train", given, "--test", "copies.parquet", "--target", "y", *KEY, "--json", "-")
        pair = ran.report["findings"][0]["observed"]["pairs"][0]
        assert (pair["train_rows"], pair["shared_rows"]) == (200, 50), given


# --- options -----------------------------------------------------------------------------------------------------


def test_groups_are_repeatable(zl: Zl, folder: Path) -> None:
    ran = zl("check", "data.parquet", "--target", "y", "--identifier", "id", "--group", "city", "--json", "-")
    assert (ran.code, ran.failed) == (1, [GROUPS])
    assert ran.report["findings"][0]["columns"] == ["city"]
    options = ("--identifier", "id", "--group", "city", "--group", "patient")
    ran = zl("check", "data.parquet", "--target", "y", *options, "--json", "-")
    finding = next(one for one in ran.report["findings"] if one["expectation"] == GROUPS)
    assert finding["success"], "a patient of a city is a group, and none of these is on both sides"


def test_times_and_an_embargo_are_judged(zl: Zl, folder: Path) -> None:
    key = ("--target", "y", "--identifier", "id", "--ignore", "patient", "--json", "-")
    assert zl("check", "data.parquet", *key, "--time", "when").code == 0
    ran = zl("check", "data.parquet", *key, "--time", "when", "--embargo", "12 hours")
    assert (ran.code, ran.failed) == (1, [TIMES])
    assert next(one for one in ran.report["findings"] if one["expectation"] == TIMES)["columns"] == ["when"]
    assert zl("check", "data.parquet", *key, "--time", "id", "--embargo", "0").code == 0
    assert zl("check", "data.parquet", *key, "--time", "id", "--embargo", "5").failed == [TIMES]


def test_identifiers_and_ignored_columns_are_no_part_of_the_key_and_repeatable(zl: Zl, folder: Path) -> None:
    frame = pd.read_parquet("data.parquet")
    frame.loc[frame.index[-30:], ["age", "city"]] = frame.loc[frame.index[:30], ["age", "city"]].to_numpy()
    frame.to_parquet("data.parquet")
    for left_out in (KEY, ("--ignore", "id", "--ignore", "when", "--identifier", "patient")):
        ran = zl("check", "data.parquet", "--target", "y", *left_out, "--json", "-")
        assert ran.report["findings"][0]["observed"]["pairs"][0]["shared_rows"] == 30
    ran = zl("check", "data.parquet", "--target", "y", "--json", "-")
    finding = next(one for one in ran.report["findings"] if one["expectation"] == ROWS)
    assert finding["observed"]["pairs"][0]["shared_rows"] == 0


def test_allowed_features_are_repeatable(zl: Zl, folder: Path) -> None:
    frame = pd.read_parquet("leak.parquet")
    frame.assign(other=-frame["answer"]).to_parquet("leak.parquet")
    key = ("--target", "y", *KEY, "--json", "-")
    assert zl("check", "leak.parquet", *key).failed == [LEAK]
    assert zl("check", "leak.parquet", *key, "--allow", "answer").report["findings"][0]["columns"] == ["other"]
    assert zl("check", "leak.parquet", *key, "--allow", "answer", "--allow", "other").code == 0


def test_warnings_reject_only_where_they_are_asked_to(zl: Zl, folder: Path) -> None:
    frame = pd.read_parquet("data.parquet")
    frame["y"] = (frame.index % 25 == 0).astype(int)
    frame.to_parquet("skewed.parquet")
    passed = zl("check", "skewed.parquet", "--target", "y", *KEY, "--json", "-")
    assert (passed.code, passed.report["verdict"]) == (0, "passed")
    skew = next(one for one in passed.report["findings"] if one["expectation"] == SKEW)
    assert (skew["severity"], skew["success"]) == ("warning", False)
    assert zl("check", "skewed.parquet", "--target", "y", *KEY, "--fail-on", "critical").code == 0
    strict = zl("check", "skewed.parquet", "--target", "y", *KEY, "--fail-on", "warning", "--json", "-")
    assert (strict.code, strict.report["verdict"]) == (1, "rejected")


def test_text_is_normalised_where_it_is_asked_to(zl: Zl, folder: Path) -> None:
    frame = table()
    frame["city"] = [f"City {i}" for i in range(300)]
    frame.loc[frame.index[-25:], "city"] = [f" CITY  {i}" for i in range(25)]
    frame[["city", "y", "split"]].to_csv("text.csv", index=False)
    assert ROWS not in zl("check", "text.csv", "--target", "y", "--json", "-").failed
    assert ROWS in zl("check", "text.csv", "--target", "y", "--normalize-text", "--json", "-").failed


def test_a_quantity_is_judged_as_a_regression(zl: Zl, folder: Path) -> None:
    ran = zl("check", "data.parquet", "--target", "age", *KEY, "--json", "-")
    assert {one["expectation"] for one in ran.report["findings"]} == {ROWS, NEAR, LEAK, LABELS, PROPORTIONS}
    ran = zl("check", "data.parquet", "--target", "y", "--task", "regression", *KEY, "--json", "-")
    assert {one["expectation"] for one in ran.report["findings"]} == {ROWS, NEAR, LEAK, LABELS, PROPORTIONS}


def test_splits_may_have_other_names(zl: Zl, folder: Path) -> None:
    frame = table().rename(columns={"split": "part"}).replace({"part": {"train": "fit", "test": "hold"}})
    frame.to_parquet("parts.parquet")
    options = ("--split-column", "part", "--train-split", "fit")
    assert zl("check", "parts.parquet", "--target", "y", *KEY, *options).code == 0
    table().assign(split=[0] * 200 + [1] * 100).to_parquet("folds.parquet")
    assert zl("check", "folds.parquet", "--target", "y", *KEY, "--train-split", "0").code == 0


def test_a_table_without_splits_is_judged_and_the_reader_told(zl: Zl, folder: Path) -> None:
    table().drop(columns="split").to_parquet("whole.parquet")
    ran = zl("check", "whole.parquet", "--target", "y", *KEY)
    assert ran.code == 0
    assert ran.out.startswith("PASSED: 3 checks, 3 passed\nNote: no check between splits was made")
    assert ran.err.startswith("zl: Note: no check between splits was made")


def test_reports_of_a_table_without_splits_say_so_whoever_reads_them(
    zl: Zl, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    table().drop(columns="split").to_parquet("whole.parquet")
    files = ("--html", "a.html", "--junit", "a.xml", "--json", "a.json", "--passport", "pass.json", "--docs", "docs")
    ran = zl("check", "whole.parquet", "--target", "y", *KEY, "--quiet", *files)
    assert (ran.code, ran.err.count("no check between splits was made")) == (0, 1)
    assert ran.out.startswith("::warning title=checks between splits::Note: no check between splits was made")
    (docs,) = (folder / "docs" / "validations").rglob("*.html")
    for page in ("a.html", docs):
        html = Path(page).read_text(encoding="utf-8")
        assert "Passed, but only as one table: no check between splits was made." in html
        assert "Note: no check between splits was made" in html
        assert "nothing here lets a model" not in html
    suite = junitparser.JUnitXml.fromfile("a.xml")
    assert (suite.tests, suite.skipped) == (4, 1)
    assert "Note: no check between splits was made" in zl("show", "a.json").out
    assert zl("verify", "pass.json", "whole.parquet").out.endswith("No check between splits was made.\n")


def test_reports_of_splits_need_no_note(zl: Zl, folder: Path) -> None:
    ran = zl("check", "data.parquet", "--target", "y", *KEY, "--junit", "a.xml", "--passport", "pass.json")
    assert (ran.code, ran.err) == (0, "")
    assert junitparser.JUnitXml.fromfile("a.xml").skipped == 0
    assert "No check" not in zl("verify", "pass.json", "data.parquet").out


def test_data_docs_are_built_and_named(zl: Zl, folder: Path) -> None:
    ran = zl("check", "leak.parquet", "--target", "y", *KEY, "--docs", "site/docs")
    assert ran.code == 1
    assert (folder / "site" / "docs" / "index.html").exists()
    assert "Data Docs: " in ran.out
    assert "site/docs/index.html" in "".join(ran.out.split())
    pages = list((folder / "site" / "docs" / "validations").rglob("*.html"))
    assert any("answer" in page.read_text(encoding="utf-8") for page in pages)


def test_a_directory_that_cannot_be_made_is_refused_before_anything_is_counted(zl: Zl, folder: Path) -> None:
    ran = zl("check", "data.parquet", "--target", "y", "--docs", "a.parquet")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("zl: `docs` must be a directory that can be written to, got 'a.parquet'")
    assert ran.err.count("\n") == 1


def test_quiet_prints_nothing_but_errors(zl: Zl, folder: Path) -> None:
    assert zl("check", "leak.parquet", "--target", "y", *KEY, "-q") == Ran(1, "", "")
    ran = zl("check", "leak.parquet", "--target", "z", "--quiet")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("zl: `target` must be a column")


# --- JSON --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", ["data.parquet", "leak.parquet"])
def test_the_json_report_is_as_documented(zl: Zl, folder: Path, data: str) -> None:
    ran = zl("check", data, "--target", "y", *KEY, "--json", "-")
    assert ran.err == ""
    assert set(ran.report) == {"verdict", "fail_on", "docs", "findings"}
    assert ran.report["verdict"] == {0: "passed", 1: "rejected"}[ran.code]
    assert sorted(one["expectation"] for one in ran.report["findings"]) == sorted(
        [ROWS, NEAR, LEAK, LABELS, SKEW, SHIFT]
    )
    for one in ran.report["findings"]:
        assert set(one) >= FINDING
        assert one["severity"] in ("critical", "warning", "info")
        assert isinstance(one["success"], bool)
        assert all(isinstance(name, str) for name in (*one["columns"], *one["splits"]))
        assert isinstance(one["observed"], dict)
        assert one["observed"]
        assert one["summary"]
    if data == "leak.parquet":
        assert ran.report["findings"][0]["columns"] == ["answer"]


def test_the_json_file_is_the_same_report_and_the_table_is_printed_beside_it(zl: Zl, folder: Path) -> None:
    ran = zl("check", "leak.parquet", "--target", "y", *KEY, "--json", "report.json")
    assert ran.out.startswith("REJECTED")
    assert (
        strict((folder / "report.json").read_text(encoding="utf-8"))
        == zl("check", "leak.parquet", "--target", "y", *KEY, "--json", "-").report
    )


def test_numbers_that_json_lacks_are_null_and_letters_are_kept(zl: Zl, folder: Path) -> None:
    frame = table(60).rename(columns={"city": "ciudad ñ 東京"}).assign(rate=np.nan, endless=np.inf)
    frame.to_parquet("odd.parquet")
    ran = zl("check", "odd.parquet", "--target", "y", "--identifier", "id", "--json", "-")
    assert ran.report["verdict"] in ("passed", "rejected")
    assert "東京" in ran.out


def test_what_was_not_judged_is_reported_in_json_too(zl: Zl, folder: Path) -> None:
    ran = zl("check", "data.parquet", "--target", "y", "--time", "when", "--embargo", "7 dys", "--json", "-")
    assert (ran.code, ran.report["verdict"]) == (2, "not_judged")
    assert False in {one["judged"] for one in ran.report["findings"]}
    ran = zl("check", "data.parquet", "--target", "nothing", "--json", "-")
    assert (ran.code, ran.report["verdict"]) == (2, "not_judged")
    assert [one["judged"] for one in ran.report["findings"]] == [False]
    assert "zl: " + ran.report["findings"][0]["summary"] + "\n" == ran.err


def test_an_error_does_not_leave_the_report_of_the_run_before(zl: Zl, folder: Path) -> None:
    assert zl("check", "data.parquet", "--target", "y", *KEY, "--json", "report.json").code == 0
    assert zl("check", "gone.parquet", "--target", "y", "--json", "report.json").code == 2
    report = strict((folder / "report.json").read_text())
    assert report["verdict"] == "not_judged"
    assert "gone.parquet" in report["findings"][0]["summary"]


@pytest.mark.parametrize("place", ["-", "out.txt"])
def test_two_reports_in_one_place_are_refused(zl: Zl, folder: Path, place: str) -> None:
    ran = zl("check", "data.parquet", "--target", "y", "--json", place, "--junit", place)
    assert ran.code == 2
    assert f"--json and --junit must go to two places, got '{place}' for both" in ran.err
    assert not Path("out.txt").exists()


@pytest.mark.parametrize("file", ["nowhere/report.json", "."])
def test_a_json_file_that_cannot_be_written_is_refused_before_anything_is_counted(
    zl: Zl, folder: Path, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zl_expectations, "check", lambda **_: pytest.fail("it counted"))
    ran = zl("check", "data.parquet", "--target", "y", "--json", file)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"zl: `--json` must name a file that can be written, got '{file}'")


def test_a_report_that_was_not_finished_is_not_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "report.json").write_text("before")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_text("--json", "report.json", "{}")
    assert (folder / "report.json").read_text() == "before"
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


# --- what a terminal and a pipe get ------------------------------------------------------------------------------


def test_a_pipe_gets_no_escape_codes_no_progress_and_at_most_80_columns(zl: Zl, folder: Path) -> None:
    for data in ("data.parquet", "leak.parquet"):
        ran = zl("check", data, "--target", "y", *KEY, "--docs", "docs")
        assert ESCAPE not in ran.out + ran.err
        assert "\r" not in ran.out + ran.err
        assert max(map(len, ran.out.splitlines())) <= 80


@pytest.mark.parametrize(("data", "target", "code"), [("data", "y", 0), ("leak", "y", 1), ("data", "nope", 2)])
def test_that_nobody_reads_what_it_says_does_not_change_the_exit_code(
    folder: Path, data: str, target: str, code: int
) -> None:
    source, sink = os.pipe()
    os.close(source)
    command = [*ZL, "check", f"{data}.parquet", "--target", target, *KEY]
    assert subprocess.run(command, stdout=sink, stderr=sink, cwd=folder, check=False).returncode == code
    os.close(sink)


def test_names_of_the_data_do_not_steer_a_terminal(zl: Zl, folder: Path) -> None:
    frame = pd.read_parquet("leak.parquet").rename(columns={"answer": "a\x1b[31m\x07"})
    frame.to_parquet("steer.parquet")
    ran = zl("check", "steer.parquet", "--target", "y", *KEY)
    assert ran.code == 1
    assert ESCAPE not in ran.out
    assert r"a\x1b[31m\x07" in "".join(ran.out.split())
    assert ESCAPE not in zl("check", "steer.parquet", "--target", "z").err


@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"]])
def test_help_is_readable_at_80_columns(zl: Zl, arguments: list[str]) -> None:
    ran = zl(*arguments)
    assert (ran.code, ran.err) == (0, "")
    assert ESCAPE not in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80


def test_help_names_every_option_the_files_and_the_exit_codes(zl: Zl) -> None:
    text = " ".join(zl("check", "--help").out.split())
    options = "train test validation target split-column train-split group time embargo identifier ignore allow"
    for option in (*options.split(), "fail-on", "docs", "json", "quiet", "debug", "normalize-text", "task"):
        assert f"--{option}" in text
    for words in ("0: passed, 1: rejected, 2: could not judge", "Parquet, CSV, JSON lines, Arrow", "Repeatable"):
        assert words in text


def test_the_version_is_that_of_the_package(zl: Zl) -> None:
    assert zl("--version") == Ran(0, f"zl_expectations {zl_expectations.__version__}\n", "")
    assert zl_expectations.__version__ == importlib.metadata.version("zl-expectations")


def test_without_a_command_help_is_shown_and_nothing_passed(zl: Zl) -> None:
    ran = zl()
    assert ran.code == 2
    assert "check" in ran.out


# --- usage -------------------------------------------------------------------------------------------------------

USAGE: dict[str, tuple[list[str], str]] = {
    "a missing target": (["check", "data.parquet"], "Missing option '--target'. See zl check --help."),
    "a misspelt option": (["check", "data.parquet", "--traget", "y"], "No such option: --traget"),
    "an option without its value": (["check", "data.parquet", "--target"], "Option '--target' requires an argument."),
    "a misspelt command": (["chekc", "data.parquet"], "No such command 'chekc'."),
    "an unknown severity": (
        ["check", "data.parquet", "--target", "y", "--fail-on", "never"],
        "'never' is not one of 'critical', 'warning'.",
    ),
    "an unknown task": (["check", "data.parquet", "--target", "y", "--task", "rank"], "'rank' is not one of 'auto'"),
    "no data": (["check", "--target", "y"], "got neither."),
    "data and splits": (
        ["check", "data.parquet", "--train", "a.parquet", "--target", "y"],
        "got both. If the shell has spelled out a pattern, quote it",
    ),
    "splits taken for one table": (
        ["check", "c.parquet", "a.parquet", "--target", "y"],
        "got c.parquet and a.parquet. Did you mean `zl check --train c.parquet --test a.parquet`?",
    ),
    "splits taken for one table, to be mended": (
        ["fix", "c.parquet", "a.parquet", "--out", "cleaned"],
        "Did you mean `zl fix --train c.parquet --test a.parquet`?",
    ),
    "train alone": (["check", "--train", "a.parquet", "--target", "y"], "got only --train."),
    "test alone": (["check", "--test", "b.csv", "--target", "y"], "got only --test."),
}


@pytest.mark.parametrize(("arguments", "words"), USAGE.values(), ids=USAGE)
def test_wrong_usage_is_one_helpful_line_and_exit_code_2(
    zl: Zl, folder: Path, arguments: list[str], words: str
) -> None:
    ran = zl(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("zl: ")
    assert ran.err.count("\n") == 1
    assert words in ran.err


@pytest.mark.parametrize(
    ("files", "more"),
    [
        (["training_1.csv", "training_2.csv"], []),
        (["train.csv", "test.csv"], []),
        (["train.csv", "test.csv"], ["--split-column", "split"]),
    ],
)
def test_parts_of_one_table_are_one_table(zl: Zl, tmp_path: Path, files: list[str], more: list[str]) -> None:
    for number, file in enumerate(files):
        rows = pd.DataFrame({"x": range(number, 400, 2), "y": [0, 1] * 100, "split": ["train", "test"] * 100})
        rows.to_csv(tmp_path / file, index=False)
    ran = zl("check", *[str(tmp_path / file) for file in files], "--target", "y", *more, "--json", "-")
    assert ran.report["verdict"] != "not_judged", ran.err


def test_files_of_a_pattern_or_folder_may_be_one_table_without_splits(zl: Zl, tmp_path: Path) -> None:
    for number in range(2):
        rows = pd.DataFrame({"x": range(number, 800, 2), "y": [0, 1, 1, 0] * 100})
        rows.to_csv(tmp_path / f"train_{number}.csv", index=False)
    for named in (tmp_path, tmp_path / "*.csv"):
        ran = zl("check", named, "--target", "y", "--json", "-")
        assert (ran.code, ran.report["verdict"]) == (0, "passed"), ran.err


def test_the_file_called_train_is_the_train_split_that_is_meant(zl: Zl, folder: Path) -> None:
    for name in ("test.parquet", "my_Train.parquet"):
        table().drop(columns="split").to_parquet(name)
    ran = zl("check", "test.parquet", "my_Train.parquet", "--target", "y")
    assert ran.code == 2
    assert "Did you mean `zl check --train my_Train.parquet --test test.parquet`?" in ran.err


def test_an_error_that_was_not_foreseen_is_one_line_and_exit_code_2(
    zl: Zl, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> None:
        raise ZeroDivisionError("of\nall things")

    monkeypatch.setattr(zl_expectations, "check", broken)
    ran = zl("check", "data.parquet", "--target", "y", "--json", "-")
    assert ran.code == 2
    assert ran.report["verdict"] == "not_judged"
    assert ran.err == (
        "zl: An error that was not foreseen: ZeroDivisionError: of all things. See where with --debug.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["--target", "z"], "UnknownColumnError"),
        (["--target", "y", "--time", "when", "--embargo", "7 dys"], "BadInputError"),
    ],
    ids=["raised", "found"],
)
def test_debug_shows_where_an_error_came_from(zl: Zl, folder: Path, arguments: list[str], error: str) -> None:
    ran = zl("check", "data.parquet", *arguments)
    assert "Traceback" not in ran.out + ran.err
    ran = zl("check", "data.parquet", *arguments, "--debug")
    assert ran.code == 2
    assert "Traceback (most recent call last)" in ran.err
    assert error in ran.err
    assert ran.err.splitlines()[-1].startswith("zl: ")


# --- whole processes ---------------------------------------------------------------------------------------------


def process(*arguments: str, **options: Any) -> Ran:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHONWARN"))}
    options["env"] = {**clean, **options.get("env", {})}
    ran = subprocess.run([*ZL, *arguments], capture_output=True, text=True, check=False, **options)
    return Ran(ran.returncode, ran.stdout, ran.stderr)


def test_a_process_prints_json_alone_and_leaves_standard_error_clean(folder: Path) -> None:
    """DuckDB 2 lists what it calls leaks when an interpreter ends that still holds it."""
    ran = process("check", "leak.parquet", "--target", "y", *KEY, "--normalize-text", "--docs", "docs", "--json", "-")
    assert (ran.code, ran.err) == (1, "")
    assert ran.report["verdict"] == "rejected"


def test_a_process_that_fails_prints_one_line(folder: Path) -> None:
    ran = process("check", "data.parquet", "--target", "y", "--train-split", "trian")
    assert ran.code == 2
    assert re.fullmatch(r"zl: .*Did you mean 'train'.*\n", ran.err)


def test_a_terminal_that_knows_few_letters_gets_the_report_all_the_same(folder: Path) -> None:
    frame = pd.read_parquet("leak.parquet").rename(columns={"answer": "réponse"})
    frame.to_parquet("letters.parquet")
    ran = process("check", "letters.parquet", "--target", "y", *KEY, env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"})
    assert (ran.code, ran.err) == (1, "")
    assert r"r\xe9ponse" in ran.out


def test_a_reader_that_goes_away_does_not_change_the_verdict(folder: Path) -> None:
    with subprocess.Popen(
        [*ZL, "check", "leak.parquet", "--target", "y", *KEY], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as ran:
        assert ran.stdout is not None
        assert ran.stderr is not None
        ran.stdout.close()
        assert ran.stderr.read() == ""
        assert ran.wait() == 1


def test_ctrl_c_while_counting_ends_at_once_with_one_line_and_no_report(
    zl: Zl, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(400_000, 8)), columns=list("abcdefgh"))
    frame.assign(y=rng.integers(0, 2, 400_000), split=np.where(frame["a"] > 0, "train", "test")).to_parquet(
        "big.parquet"
    )
    began = threading.Event()
    from zl_expectations.metrics import progress

    monkeypatch.setattr(progress, "counted", lambda _: began.set())
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a process in the background ignores it

    def press() -> None:
        began.wait(60)
        time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGINT)

    pressing = threading.Thread(target=press)
    pressing.start()
    ran = zl("check", "big.parquet", "--target", "y", "--json", "report.json")
    pressing.join()
    assert (ran.code, ran.out) == (130, "")
    assert ran.err.strip().splitlines()[-1] == "zl: Interrupted: nothing was judged."
    assert not (folder / "report.json").exists()


@pytest.mark.parametrize("swallowed", ["dropped", "wrapped"])
def test_a_ctrl_c_that_is_swallowed_on_its_way_still_ends_the_command(
    zl: Zl, folder: Path, monkeypatch: pytest.MonkeyPatch, swallowed: str
) -> None:
    """Python drops what is raised while it frees an object; a driver may fail on the way out, with words of its own."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    check = zl_expectations.check

    def pressed(**arguments: Any) -> Any:
        with contextlib.suppress(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(1)
        if swallowed == "wrapped":
            raise ConnectionError("cannot reconnect")
        return check(**arguments)

    monkeypatch.setattr(zl_expectations, "check", pressed)
    ran = zl("check", "data.parquet", "--target", "y", "--json", "report.json")
    assert (ran.code, ran.out) == (130, "")
    assert ran.err.strip().splitlines()[-1] == "zl: Interrupted: nothing was judged."
    assert not (folder / "report.json").exists()


def in_terminal(*arguments: str, env: dict[str, str] | None = None) -> str:
    """What the command writes when standard output and standard error are a terminal."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    clean = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    ran = subprocess.Popen(
        [*ZL, *arguments], stdout=theirs, stderr=theirs, env={**clean, "TERM": "xterm", "COLUMNS": "80", **(env or {})}
    )
    os.close(theirs)
    text = b""
    while True:
        try:
            chunk = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not chunk:
            break
        text += chunk
    os.close(ours)
    ran.wait()
    return text.decode()


def test_a_terminal_gets_a_progress_bar_and_colours_and_no_color_takes_the_colours_away(folder: Path) -> None:
    colours = re.compile(r"\x1b\[[0-9;]*3[0-7]m")
    shown = in_terminal("check", "leak.parquet", "--target", "y", *KEY)
    assert "counted" in shown
    assert re.search(r"[1-9]/[1-9]", shown)
    assert re.search(r"time left unknown|about \d:\d\d:\d\d left", shown)
    assert colours.search(shown)
    assert "REJECTED" in shown
    plain = in_terminal("check", "leak.parquet", "--target", "y", *KEY, env={"NO_COLOR": "1"})
    assert "REJECTED" in plain
    assert not colours.search(plain)


def test_verbose_tells_each_count_and_how_many_there_are(zl: Zl, folder: Path) -> None:
    ran = zl("check", "data.parquet", "--target", "y", *KEY, "-v", "--json", "-")
    assert ran.report["verdict"] == "passed"
    told = [re.fullmatch(r"zl: counted [\w ]+ \((\d+) of (\d+)\)", line) for line in ran.err.splitlines()]
    figures = [(int(line[1]), int(line[2])) for line in told if line]
    assert len(figures) == len(told)
    assert len({total for _, total in figures}) == 1
    assert figures[-1][0] == figures[-1][1]


@pytest.mark.parametrize(
    "arguments", [["--help"], ["check", "--help"], ["check", "--tagret", "y"], ["--version"], ["chekc"]]
)
def test_help_and_typing_errors_do_not_wait_for_great_expectations(arguments: list[str]) -> None:
    script = (
        "import sys\n"
        "from zl_expectations.cli import run\n"
        f"run({arguments!r})\n"
        "sys.exit('great_expectations' in sys.modules)\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ran.returncode == 0


# --- reports for programs ----------------------------------------------------------------------------------------


def test_a_build_server_reads_the_findings_as_tests(zl: Zl, folder: Path) -> None:
    ran = zl("check", "leak.parquet", "--target", "y", *KEY, "--junit", "junit.xml")
    assert ran.code == 1
    suite = junitparser.JUnitXml.fromfile("junit.xml")
    assert (suite.tests, suite.failures, suite.errors) == (6, 1, 0)
    (failed,) = [case for tests in suite for case in tests if case.result]
    assert failed.name == "features to not leak target"
    assert "answer" in failed.result[0].message
    assert zl("check", "gone.parquet", "--target", "y", "--junit", "junit.xml").code == 2
    assert junitparser.JUnitXml.fromfile("junit.xml").errors == 1


def test_github_actions_gets_an_annotation_for_each_failure(
    zl: Zl, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    assert "::" not in zl("check", "leak.parquet", "--target", "y", *KEY).out
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    lines = zl("check", "leak.parquet", "--target", "y", *KEY, "--quiet").out.splitlines()
    assert [line for line in lines if line.startswith("::error title=features to not leak target::")]
    assert all(line.startswith("::") for line in lines)
    assert "answer" in lines[0]


def test_a_report_that_is_not_there_is_named_once(zl: Zl, folder: Path) -> None:
    ran = zl("show", "nope")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "zl: The report must be a text file that can be read, got 'nope': No such file or directory.\n"


def test_an_earlier_report_is_shown_again(zl: Zl, folder: Path) -> None:
    first = zl("check", "leak.parquet", "--target", "y", *KEY, "--json", "report.json")
    again = zl("show", "report.json")
    assert (again.code, again.out) == (first.code, first.out)


@pytest.mark.parametrize(
    "text", ["", "{}", "[1]", '{"verdict": "passed", "findings": [', '{"verdict": "fine", "findings": []}', "\udcff"]
)
def test_a_report_cut_short_is_not_shown(zl: Zl, folder: Path, text: str) -> None:
    (folder / "report.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    ran = zl("show", "report.json")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("zl: The report must be")
    assert zl("show", "nowhere.json").code == 2


def test_each_expectation_is_listed_by_a_name_that_can_be_copied_to_explain(zl: Zl) -> None:
    listed = zl("expectations").out
    assert "ExpectTargetToNotBePerfectlyPredictable " in listed
    assert "ExpectClassProportionsToMatchAcrossSplits " in listed
