"""Models of tables as converters write them: trees, kernels, linear models."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

NAMES = (
    *("RandomForestClassifier", "GradientBoostingRegressor", "ExtraTreesRegressor"),
    *("LogisticRegression", "SVC", "KNeighborsClassifier", "GaussianProcessRegressor"),
    *("IsolationForest", "GaussianNB", "LinearRegression", "XGBClassifier", "LGBMRegressor"),
)
"""Estimators; the last two of the packages for gradient boosting."""

OPSET = 15
"""Opset of all of them."""


def kind(name: str) -> str:
    """Architecture and type."""
    linear = name in ("LogisticRegression", "LinearRegression", "GaussianNB", "SVC")
    neither = linear or name in ("KNeighborsClassifier", "GaussianProcessRegressor")
    return "/tabular model" if neither else "tree ensemble/tabular model"


def build(name: str) -> Callable[[], tuple[Any, dict[str, Any]]]:
    """What fits an estimator on noise and converts it."""

    def make() -> tuple[Any, dict[str, Any]]:
        generator = np.random.default_rng(1)
        table = generator.normal(size=(80, 6)).astype(np.float32)
        target = generator.normal(size=80)
        classes = (target > 0).astype(np.int64)
        regresses = name.endswith("Regressor") or name == "LinearRegression"
        estimator = _estimator(name).fit(table, target if regresses else classes)
        return _converted(name, estimator, table), {}

    return make


def _estimator(name: str) -> Any:
    if name == "XGBClassifier":
        from xgboost import XGBClassifier

        return XGBClassifier(n_estimators=8, n_jobs=1)
    if name == "LGBMRegressor":
        from lightgbm import LGBMRegressor

        return LGBMRegressor(n_estimators=8, n_jobs=1)
    from sklearn import ensemble, gaussian_process, linear_model, naive_bayes, neighbors, svm

    folders = (ensemble, gaussian_process, linear_model, naive_bayes, neighbors, svm)
    made = next(getattr(f, name) for f in folders if hasattr(f, name))
    return (
        made(n_estimators=8) if name.startswith(("Random", "Gradient", "Extra", "Iso")) else made()
    )


def _converted(name: str, estimator: Any, table: Any) -> Any:
    shape = [None, table.shape[1]]
    if name in ("XGBClassifier", "LGBMRegressor"):
        import onnxmltools
        from onnxmltools.convert.common.data_types import FloatTensorType as Floats

        convert = "convert_xgboost" if name[0] == "X" else "convert_lightgbm"
        given = [("x", Floats(shape))]
        return getattr(onnxmltools, convert)(estimator, initial_types=given, target_opset=OPSET)
    from skl2onnx import to_onnx

    opsets = {"": OPSET, "ai.onnx.ml": 3}
    return to_onnx(estimator, table[:1], target_opset=opsets)
