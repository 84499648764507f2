"""The small model of boosted trees."""

from __future__ import annotations

import subprocess
import sys

FIRST_MODEL = """
import types
import numpy as np
from zl_expectations.models import boosting

with boosting._few_threads(types.SimpleNamespace(matrix=np.zeros((10, 2)))):
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.utils._openmp_helpers import _openmp_effective_n_threads

    print(_openmp_effective_n_threads())
"""


def test_the_first_model_of_a_process_has_one_thread_too_where_there_is_little_to_do() -> None:
    ran = subprocess.run([sys.executable, "-c", FIRST_MODEL], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "1"
