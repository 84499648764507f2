"""A Data Docs site of ours: a report on top, GX's own expectations beside ours, and nothing from a network."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import great_expectations as gx
import numpy as np
import pandas as pd
import pytest

import zl_expectations as zl
from zl_expectations.errors import BadInputError


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a file context, in which GX's own expectations and one of ours failed."""
    folder = tmp_path_factory.mktemp("project")
    context = gx.get_context(mode="file", project_root_dir=folder)
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
    name = zl.add_data_docs(context, folder / "docs")
    table = pd.DataFrame({"x": range(200), "y": [0, 1] * 100, "split": ["train", "test"] * 100})
    table.loc[table["split"] == "test", "x"] = range(100)
    suite = gx.ExpectationSuite(
        name="a.dotted.suite",
        expectations=[
            zl.ExpectRowsToBeDisjointAcrossSplits(target="y"),
            gx.expectations.ExpectColumnValuesToBeBetween(column="x", max_value=3),
            gx.expectations.ExpectColumnDistinctValuesToBeInSet(column="y", value_set=[0]),
            gx.expectations.ExpectColumnKLDivergenceToBeLessThan(
                column="y", partition_object={"values": [0, 1], "weights": [0.1, 0.9]}, threshold=0.01
            ),
        ],
    )
    asset = context.data_sources.add_pandas("frames").add_dataframe_asset("<b>frame")
    definition = gx.ValidationDefinition(
        name="frame", data=asset.add_batch_definition_whole_dataframe("whole"), suite=context.suites.add(suite)
    )
    checkpoint = gx.Checkpoint(
        name="gate",
        validation_definitions=[context.validation_definitions.add(definition)],
        actions=[gx.checkpoint.UpdateDataDocsAction(name="docs", site_names=[name])],
    )
    context.checkpoints.add(checkpoint).run(batch_parameters={"dataframe": table})
    return folder / "docs"


def pages(site: Path) -> dict[str, str]:
    return {str(path.relative_to(site)): path.read_text(encoding="utf-8") for path in site.rglob("*.html")}


def test_every_page_carries_its_style_and_loads_nothing(site: Path) -> None:
    found = pages(site)
    assert len(found) == 3
    for page in found.values():
        assert "--critical:" in page
        assert not re.findall(r"<script|<link|src=\"(?!data:)|https?://", page)


def test_every_link_leads_to_a_page_that_is_there(site: Path) -> None:
    links = 0
    for path, page in pages(site).items():
        for link in re.findall(r'href="([^"#]+)"', page):
            assert ((site / path).parent / unquote(link.partition("?")[0])).resolve().is_file(), (path, link)
            links += 1
    assert links >= 4


def test_the_report_stands_above_what_great_expectations_shows(site: Path) -> None:
    (page,) = [page for path, page in pages(site).items() if path.startswith("validations")]
    verdict = page.index("Rejected: a model could reach an artificially perfect loss")
    ours = page.index("50 rows of test (50 %) stand in train too")
    core = page.index("Every expectation, as Great Expectations shows it")
    assert verdict < ours < core < page.index("Kullback-Leibler")


def test_a_chart_of_great_expectations_own_is_drawn_without_its_scripts(site: Path) -> None:
    (page,) = [page for path, page in pages(site).items() if path.startswith("expectations")]
    assert page.count('<img src="data:image/svg+xml;base64,') == 1


def test_names_with_markup_stand_there_as_text(site: Path) -> None:
    assert all("<b>frame" not in page for page in pages(site).values())


def test_the_site_is_found_again_when_the_project_is_opened_anew(site: Path) -> None:
    context = gx.get_context(mode="file", project_root_dir=site.parent)
    assert context.build_data_docs(site_names=["zl"])


@pytest.mark.parametrize(("fail_on", "said"), [("critical", "passed"), ("warning", "rejected")])
def test_the_page_has_the_verdict_of_the_run(clean: pd.DataFrame, tmp_path: Path, fail_on: Any, said: str) -> None:
    almost = clean.assign(almost=(clean["label"] == "yes") ^ (np.random.default_rng(0).random(len(clean)) < 0.03))
    found = zl.check(almost, split_column="split", target="label", docs=tmp_path / "docs", fail_on=fail_on)
    assert found.verdict.value == said
    (page,) = (text for name, text in pages(tmp_path / "docs").items() if name.startswith("validations"))
    assert re.findall(r'class="verdict (\w+)"', page) == [said]


def test_an_unknown_tier_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="`fail_on` must be 'critical' or 'warning'"):
        zl.add_data_docs(gx.get_context(mode="ephemeral"), tmp_path, fail_on="never")  # type: ignore[arg-type]
