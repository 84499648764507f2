"""A checkpoint that stops a pipeline, and does not when there is nothing to stop for."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

import great_expectations as gx
import pandas as pd
import pytest
from aiosmtpd.controller import Controller
from great_expectations.checkpoint.actions import (
    EmailAction,
    MicrosoftTeamsNotificationAction,
    SlackNotificationAction,
    UpdateDataDocsAction,
)

import zl_expectations as zl

Run = Callable[..., Any]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a suite on a frame through a checkpoint with Data Docs and the halting action."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
    site: Any = {
        "class_name": "SiteBuilder",
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(tmp_path / "docs")},
    }
    context.add_data_docs_site("docs", site)
    asset = context.data_sources.add_pandas("frames").add_dataframe_asset("frame")
    batch_definition = asset.add_batch_definition_whole_dataframe("whole")

    def through_the_gate(
        frame: pd.DataFrame,
        *expectations: Any,
        docs: bool = True,
        before: Sequence[Any] = (),
        after: Sequence[Any] = (),
        **fields: Any,
    ) -> Any:
        suite = context.suites.add_or_update(gx.ExpectationSuite(name="suite", expectations=list(expectations)))
        definition = gx.ValidationDefinition(name="frame", data=batch_definition, suite=suite)
        actions: list[Any] = [UpdateDataDocsAction(name="docs", site_names=["docs"])] if docs else []
        checkpoint = gx.Checkpoint(
            name="gate",
            validation_definitions=[context.validation_definitions.add_or_update(definition)],
            actions=[*before, zl.HaltPipelineAction(**fields), *after, *actions],
        )
        return context.checkpoints.add_or_update(checkpoint).run(batch_parameters={"dataframe": frame})

    return through_the_gate


def rows(**fields: Any) -> Any:
    return zl.ExpectRowsToBeDisjointAcrossSplits(target="label", **fields)


def skew(**fields: Any) -> Any:
    return zl.ExpectClassesToNotBeSkewed(target="label", split_column="split", **fields)


@pytest.fixture
def uneven(clean: pd.DataFrame) -> pd.DataFrame:
    """The clean table with a class so rare that it is worth a warning, and no more."""
    rare = (clean.index % 25) == 0
    return clean.assign(label=["yes" if one else "no" for one in rare])


def test_what_is_fine_passes_and_the_pipeline_goes_on(run: Run, clean: pd.DataFrame) -> None:
    result = run(clean, rows(), skew(), rows(severity="warning"))
    assert result.success


def test_it_halts_after_the_data_docs_are_built_and_names_their_place(run: Run, copied: pd.DataFrame) -> None:
    with pytest.raises(zl.TrainingDataRejected) as halted:
        run(copied, rows(), skew())
    message = str(halted.value)
    assert halted.value.verdict == "rejected"
    assert "expect_rows_to_be_disjoint_across_splits: 40 rows of test (20 %) stand in train too" in message
    assert "expect_classes_to_not_be_skewed" not in message, "it passed"
    link = re.search(r"Data Docs: (\S+)", message)
    assert link is not None
    assert "40 rows of test" in Path(unquote(urlparse(link[1]).path)).read_text()


def test_it_halts_without_data_docs_too(run: Run, copied: pd.DataFrame) -> None:
    with pytest.raises(zl.TrainingDataRejected, match="Training data rejected") as halted:
        run(copied, rows(), docs=False)
    assert "Data Docs" not in str(halted.value)


def test_a_warning_halts_only_when_it_is_asked_to(run: Run, uneven: pd.DataFrame) -> None:
    result = run(uneven, skew(), skew(severity="warning"))
    assert not result.success, "GX reports the warning"
    with pytest.raises(zl.TrainingDataRejected, match="warning: expect_classes_to_not_be_skewed"):
        run(uneven, skew(), skew(severity="warning"), fail_on="warning")


def test_info_never_halts(run: Run, uneven: pd.DataFrame) -> None:
    result = run(uneven, skew(severity="info"), rows(), fail_on="warning")
    assert not result.success, "GX reports it"


def test_an_expectation_that_raised_is_not_judged_whatever_its_severity(run: Run, clean: pd.DataFrame) -> None:
    for severity in ("critical", "warning", "info"):
        with pytest.raises(zl.TrainingDataRejected, match="Did you mean 'label'") as halted:
            run(clean, rows(), zl.ExpectFeaturesToNotLeakTarget(target="labell", severity=severity))  # type: ignore[arg-type]
        assert halted.value.verdict == "not_judged"


def test_a_rejection_outweighs_what_could_not_be_judged_and_both_are_named(run: Run, copied: pd.DataFrame) -> None:
    with pytest.raises(zl.TrainingDataRejected) as halted:
        run(copied, rows(), zl.ExpectFeaturesToNotLeakTarget(target="labell"))
    assert halted.value.verdict == "rejected"
    assert "40 rows of test" in str(halted.value)
    assert "Could not judge" in str(halted.value)


def test_a_suite_without_expectations_halts(run: Run, clean: pd.DataFrame) -> None:
    with pytest.raises(zl.TrainingDataRejected, match="No expectation was evaluated") as halted:
        run(clean)
    assert halted.value.verdict == "not_judged"


@pytest.mark.parametrize(("kept", "words"), [("test", "got 'train'"), ("train", "must be an evaluation split")])
def test_a_missing_split_halts(run: Run, clean: pd.DataFrame, kept: str, words: str) -> None:
    with pytest.raises(zl.TrainingDataRejected, match=words) as halted:
        run(clean[clean["split"] == kept], rows())
    assert halted.value.verdict == "not_judged"


def test_a_core_expectation_that_failed_halts_too(run: Run, clean: pd.DataFrame) -> None:
    core: Any = gx.expectations
    with pytest.raises(zl.TrainingDataRejected, match="critical: expect_column_values_to_be_between"):
        run(clean, rows(), core.ExpectColumnValuesToBeBetween(column="age", max_value=50))


def test_figures_that_were_left_out_are_said_to_be(validate: Any, copied: pd.DataFrame) -> None:
    result = validate(copied, rows(), result_format="BOOLEAN_ONLY")
    (finding,) = zl.findings_of([result])
    assert finding.summary == "The result format BOOLEAN_ONLY leaves the figures out."


def test_its_result_is_the_verdict(run: Run, clean: pd.DataFrame) -> None:
    run(clean, rows())
    action = zl.HaltPipelineAction()
    assert action.run(run(clean, rows())) == {"verdict": "passed"}


def test_a_checkpoint_that_ran_nothing_halts(run: Run, clean: pd.DataFrame) -> None:
    result = run(clean, rows())
    result.run_results = {}
    with pytest.raises(zl.TrainingDataRejected) as halted:
        zl.HaltPipelineAction().run(result)
    assert halted.value.verdict == "not_judged"


def test_an_unknown_severity_is_an_error() -> None:
    with pytest.raises(ValueError, match="fail_on"):
        zl.HaltPipelineAction(fail_on="info")  # type: ignore[arg-type]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


class Heard:
    """A loopback server for webhooks and one for mail, and what they were told, in order."""

    def __init__(self) -> None:
        self.told: list[str] = []
        heard = self

        class Webhook(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                heard.told.append(self.path.strip("/"))
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"ok")

            def log_message(self, *_: object) -> None:
                pass

        self.web = ThreadingHTTPServer(("127.0.0.1", 0), Webhook)
        threading.Thread(target=self.web.serve_forever, daemon=True).start()
        self.mail = Controller(self, hostname="127.0.0.1", port=free_port())
        self.mail.start()

    async def handle_DATA(self, *_: object) -> str:  # noqa: N802 - aiosmtpd's name
        self.told.append("mail")
        return "250 OK"

    def actions(self) -> list[Any]:
        web, port = f"http://127.0.0.1:{self.web.server_port}", self.mail.port
        return [
            SlackNotificationAction(name="slack", slack_webhook=f"{web}/slack"),
            MicrosoftTeamsNotificationAction(name="teams", teams_webhook=f"{web}/teams"),
            EmailAction(
                name="mail",
                smtp_address="127.0.0.1",
                smtp_port=str(port),
                sender_alias="gate@example.org",
                receiver_emails="team@example.org",
            ),
        ]

    def close(self) -> None:
        self.web.shutdown()
        self.web.server_close()
        self.mail.stop()


@pytest.fixture
def heard() -> Iterator[Heard]:
    servers = Heard()
    yield servers
    servers.close()


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("place", [0, 1, 3])
def test_whoever_is_notified_hears_of_a_halt_wherever_the_halting_action_stands(
    run: Run, copied: pd.DataFrame, heard: Heard, place: int
) -> None:
    actions = heard.actions()
    with pytest.raises(zl.TrainingDataRejected, match="Data Docs: file://"):
        run(copied, rows(), before=actions[:place], after=actions[place:])
    assert heard.told == ["slack", "teams", "mail"]


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_passed_run_is_told_once(run: Run, clean: pd.DataFrame, heard: Heard) -> None:
    assert run(clean, rows(), after=heard.actions()).success
    assert heard.told == ["slack", "teams", "mail"]


def test_a_notification_that_fails_does_not_open_the_gate(
    run: Run, copied: pd.DataFrame, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody_there(*_: object, **__: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(SlackNotificationAction, "run", nobody_there)
    broken = SlackNotificationAction(name="broken", slack_webhook="http://127.0.0.1:1")
    with pytest.raises(zl.TrainingDataRejected):
        run(copied, rows(), after=[broken, zl.HaltPipelineAction()])
    assert "The action 'broken' failed; the pipeline is halted all the same." in caplog.text
