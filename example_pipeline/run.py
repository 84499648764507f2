"""Run the flights pipeline: ``python example_pipeline/run.py naive`` is stopped, ``… mended`` trains.

The gate is a GX checkpoint in a file context beside this script: Data Docs are built first, then the pipeline is halted
unless the data passed. ``--no-gate`` trains without it, to show the loss that the gate keeps you from believing.
"""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

import great_expectations as gx
from flights import TARGET, TIME, Splits, load_flights, prepare_mended, prepare_naive, train_model
from great_expectations.checkpoint import UpdateDataDocsAction

import zl_expectations as zl

HERE = Path(__file__).resolve().parent


def gate(name: str, root: Path) -> gx.Checkpoint:
    """The checkpoint that stands before training, stored in the GX project at `root`."""
    context = gx.get_context(mode="file", project_root_dir=root)
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
    site = zl.add_data_docs(context, "uncommitted/data_docs/zl")
    datasource = context.data_sources.add_or_update_duckdb("flights")
    splits = datasource.add_splits_asset(name)
    suite = context.suites.add_or_update(zl.pre_training_suite(target=TARGET, time_column=TIME, name=name))
    definition = context.validation_definitions.add_or_update(
        gx.ValidationDefinition(name=name, data=splits.add_batch_definition_whole_table("all"), suite=suite)
    )
    return context.checkpoints.add_or_update(
        gx.Checkpoint(
            name=name,
            validation_definitions=[definition],
            actions=[UpdateDataDocsAction(name="docs", site_names=[site]), zl.HaltPipelineAction()],
            result_format="SUMMARY",
        )
    )


def prepare(form: str) -> Splits:
    """Load the flights and split them in one of the two forms."""
    flights = load_flights()
    return prepare_naive(flights) if form == "naive" else prepare_mended(flights)


def main(argv: list[str] | None = None) -> int:
    """Prepare, check, train; 0 when the model was trained, 1 when the data was rejected, 2 when it was not judged."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("form", choices=["naive", "mended"])
    parser.add_argument("--no-gate", action="store_true", help="train without looking at the data first")
    parser.add_argument("--project", type=Path, default=HERE, help="where the GX project is kept")
    options = parser.parse_args(argv)
    logging.getLogger("great_expectations").setLevel(logging.ERROR)

    splits = prepare(options.form)
    print(f"{options.form}: {len(splits.train):,} train rows, {len(splits.test):,} test rows")
    if not options.no_gate:
        try:
            result = gate(options.form, options.project).run(
                batch_parameters={"dataframe": {"train": splits.train, "test": splits.test}}
            )
        except zl.TrainingDataRejected as rejected:
            print(rejected)
            print("Nothing was trained.")
            return 1 if rejected.verdict == "rejected" else 2
        print("The checkpoint passed.")
        for finding in zl.findings_of(result.run_results.values()):
            if not finding.success:
                print(f"  {finding.severity}: {finding.expectation}: {finding.summary}")
    scores = train_model(splits)
    print(
        f"train loss {scores.train_loss:.2g}, test loss {scores.test_loss:.2g} "
        f"(trivial {scores.trivial_loss:.2g}), test AUC {scores.test_auc:.3f}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
