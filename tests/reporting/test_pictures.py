"""Pictures: what is drawn, what stands in its place for whoever cannot see it, and that values stay text."""

from __future__ import annotations

import base64
import re
from typing import Any
from xml.etree import ElementTree

import pytest

from zl_expectations.reporting.pictures.classes import class_proportions
from zl_expectations.reporting.pictures.distribution import distribution_by_class
from zl_expectations.reporting.pictures.features import ranked_features
from zl_expectations.reporting.pictures.learning_curves import learning_curves
from zl_expectations.reporting.pictures.losses import losses
from zl_expectations.reporting.pictures.overlap import overlap_matrix
from zl_expectations.reporting.pictures.picture import OTHER, Picture, _drawn
from zl_expectations.reporting.pictures.times import time_ranges

EVIL = "<script>alert('x')</script>"
RUN = [
    {"epoch": epoch, "training_loss": 0.7 - 0.2 * epoch, "validation_loss": loss}
    for epoch, loss in enumerate([0.68, None, 0.6])
]


def feature(name: str, score: float, tier: str = "none") -> dict[str, Any]:
    return {"feature": name, "score": score, "lower_bound": score - 0.05, "tier": tier}


PICTURES = {
    "features": ranked_features(
        [feature("copy", 0.999, "critical"), feature(EVIL, 0.6)], "AUC", {"warning": 0.925, "critical": 0.9875}
    ),
    "overlap": overlap_matrix(
        [{"train": "train", "evaluation": EVIL, "share": 0.2, "expected": 0.001}], "rows", "expected"
    ),
    "classes": class_proportions({"train": {"yes": 10, EVIL: 90}, "test": {"yes": 1, EVIL: 9}}, "y"),
    "times": time_ranges(
        {
            "train": {"first": "2024-01-01 00:00:00+00:00", "last": "2024-06-01 00:00:00+00:00"},
            EVIL: {"first": "2024-05-01 00:00:00+00:00", "last": "2024-07-01 00:00:00+00:00"},
        },
        "train",
        "when",
    ),
    "losses": losses(0.31, 0.42, 0.66),
    "curves": learning_curves(RUN, floor=0.31, trivial=0.66, at_fault=RUN[2]),
    "distribution": distribution_by_class(
        "city",
        ["no", EVIL],
        [{"values": 3, "missing": False, "rows": [9, 1]}, {"values": 1, "missing": True, "rows": [0, 5]}],
    ),
}


def texts(picture: Picture) -> str:
    return " ".join(part.text or "" for part in ElementTree.fromstring(picture.svg).iter() if part.tag.endswith("text"))


@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES)
def test_a_picture_is_svg_of_a_size_without_scripts_fonts_or_addresses(picture: Picture) -> None:
    root = ElementTree.fromstring(picture.svg)
    assert float(root.attrib["width"]) <= 800
    assert float(root.attrib["height"]) > 20
    kinds = {part.tag.rpartition("}")[2] for part in root.iter()}
    assert not kinds & {"script", "image", "foreignObject", "use"}
    assert "http" not in picture.svg.replace("http://www.w3.org/", "")
    assert base64.b64decode(picture.data_uri.partition(",")[2]).decode() == picture.svg


@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES)
def test_the_same_figures_give_the_same_picture(picture: Picture) -> None:
    before = picture.svg
    _drawn.cache_clear()
    assert Picture(picture.title, picture.alt, picture.draw).svg == before


def test_a_picture_that_is_shown_twice_is_drawn_once() -> None:
    _drawn.cache_clear()
    again = losses(0.1, 0.2, 0.3)
    assert again is not losses(0.1, 0.2, 0.3)
    assert again.svg == losses(0.1, 0.2, 0.3).svg != losses(0.1, 0.2, 0.4).svg
    assert _drawn.cache_info().misses == 2


@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES)
def test_a_picture_has_its_dark_colours_with_it(picture: Picture) -> None:
    assert "prefers-color-scheme: dark" in picture.svg


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("features", "the best copy with 0.999; above a limit: copy."),
        ("overlap", "20 % of <script>alert('x')</script> in train (chance 0.1 %)."),
        ("classes", "train: <script>alert('x')</script> 90 %, yes 10 %"),
        ("times", "train from 2024-01-01 00:00:00+00:00 to 2024-06-01 00:00:00+00:00"),
        ("losses", "loss floor 0.31, attainable loss 0.42, trivial loss 0.66."),
        (
            "curves",
            "training loss from 0.7 in epoch 0 to 0.3 in epoch 2; validation loss from 0.68 in epoch 0 to 0.6 in"
            " epoch 2; loss floor 0.31; trivial loss 0.66; epoch 2 with 0.3 is too good.",
        ),
        ("distribution", "1: 3 values or bins, 90 % no; missing, 100 % <script>"),
    ],
)
def test_a_picture_says_what_it_shows(name: str, words: str) -> None:
    assert words in PICTURES[name].alt


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("features", ["copy", "0.999", "warning", "critical"]),
        ("overlap", ["train", "20 %", "chance 0.1 %"]),
        ("classes", ["train", "test", "yes"]),
        ("times", ["train", "2024"]),
        ("losses", ["loss floor", "0.31", "trivial loss"]),
        ("curves", ["loss floor 0.31", "trivial loss 0.66", "training loss", "validation loss", "epoch"]),
        ("distribution", ["missing (5 rows)", "no"]),
    ],
)
def test_a_picture_shows_names_and_figures(name: str, words: list[str]) -> None:
    assert [word for word in words if word not in texts(PICTURES[name])] == []


def colours(picture: Picture) -> dict[str, str]:
    scale = picture.draw().to_dict()["encoding"]["color"]["scale"]
    return dict(zip(scale["domain"], scale["range"], strict=True))


def test_the_rarest_of_many_classes_are_drawn_as_one_in_grey() -> None:
    picture = class_proportions({"train": {f"class {n}": 100 - n for n in range(30)}}, "y")
    assert "23 other classes" in texts(picture)
    assert colours(picture)["23 other classes"] == OTHER
    classes = [f"class {n}" for n in range(6)]
    picture = distribution_by_class("city", classes, [{"values": 3, "missing": False, "rows": [6, 5, 4, 3, 2, 1]}])
    assert colours(picture)["other classes"] == OTHER
    assert list(colours(picture).values()).count(OTHER) == 1


def test_each_of_few_classes_has_a_colour_of_its_own() -> None:
    drawn = colours(class_proportions({"train": {f"class {n}": 100 - n for n in range(8)}}, "y"))
    assert len(set(drawn.values())) == 8
    assert OTHER not in drawn.values()


def test_a_loss_that_is_not_known_is_left_out() -> None:
    assert "attainable" not in losses(0.1, None, 0.5).alt


def test_a_floor_of_zero_and_a_run_without_validation_are_not_drawn() -> None:
    picture = learning_curves([{**one, "validation_loss": None} for one in RUN], floor=0.0, trivial=None)
    assert picture.alt == "Losses by epoch: training loss from 0.7 in epoch 0 to 0.3 in epoch 2."
    assert not {"floor", "trivial", "validation"} & set(texts(picture).split())


def test_no_loss_is_drawn_below_0() -> None:
    assert not re.findall("[-\N{MINUS SIGN}]0[.]\\d", texts(losses(0.549, 0.572, 0.693)))


def test_a_name_that_no_picture_may_hold_is_spelled_out_and_does_not_end_the_process() -> None:
    """The renderer, written in Rust, ends the whole process on a control character or half a surrogate."""
    name = "a\x1b[31m\ud800\u202eb"
    drawn = ranked_features([feature(name, 0.999, "critical")], "AUC", {"warning": 0.925, "critical": 0.9875})
    words = "".join(ElementTree.fromstring(drawn.svg).itertext())
    assert r"a\x1b[31m\ud800\u202eb" in words


def _light(colour: str) -> float:
    """The relative luminance of WCAG 2, of ``rgb(…)``, ``#rrggbb`` or a colour's name."""
    names = {"white": "#ffffff", "black": "#000000"}
    colour = names.get(colour, colour)
    found = re.findall(r"\d+", colour) if colour.startswith("rgb") else [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    red, green, blue = (
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in (int(part) / 255 for part in found)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("share", [0.0, 0.1, 0.25, 0.3, 0.38, 0.42, 0.43, 0.5, 1.0])
def test_the_figure_in_a_cell_is_read_whatever_is_shared(share: float) -> None:
    drawn = overlap_matrix(
        [{"train": "train", "evaluation": "test", "share": share, "expected": 0.0}], "rows", "expected"
    )
    marks = {one.get("aria-roledescription"): one.get("fill", "") for one in ElementTree.fromstring(drawn.svg).iter()}
    darker, lighter = sorted((_light(marks["rect mark"]), _light(marks["text mark"])))
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def test_folds_stand_in_one_order_on_both_sides() -> None:
    folds = ["1", "2", "3"]
    pairs = [{"train": a, "evaluation": b, "share": 0.1} for a in folds for b in folds if a != b]
    chart = overlap_matrix(pairs, "rows", "expected").draw().to_dict()
    encoding = chart["layer"][0]["encoding"]
    assert encoding["x"]["sort"] == encoding["y"]["sort"] == folds
