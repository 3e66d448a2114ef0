#!/usr/bin/env python3
"""Writes probe.golden.json: scikit-learn's probabilities for multinomial logistic regression on features by an integer formula.

Needs Debian's python3-sklearn (tried: 1.2.1). Run it in this folder: python3 make_probe_golden.py
The objective is the one of LinearProbe: features centred and divided by the root mean square norm of their rows, C = 1 / (lambda n).
L-BFGS as it stands ends long before so small a tolerance, since SciPy stops when the objective falls by less than 2.2e-9 of itself; the
bound that later releases of scikit-learn pass is passed here (64 eps). The script fails unless Newton-CG, which does reach its
tolerance, agrees to 1e-5.
"""
import json
import os

import numpy as np
import scipy.optimize
import sklearn.linear_model._logistic as logistic


class ToTheTolerance:
    @staticmethod
    def minimize(*arguments, options, **named):
        options = {**options, "ftol": 64 * np.finfo(float).eps, "maxls": 50}
        return scipy.optimize.minimize(*arguments, options=options, **named)


logistic.optimize = ToTheTolerance


def uniform(count, seed):
    i = np.arange(count, dtype=np.uint64)
    mask = np.uint64(0xFFFFFFFF)
    h = (i * np.uint64(374761393) + np.uint64(seed) * np.uint64(668265263) + np.uint64(974634541)) & mask
    h = ((h ^ (h >> np.uint64(13))) * np.uint64(1274126177)) & mask
    return ((h ^ (h >> np.uint64(16))) & np.uint64(0xFFFF)).astype(np.float64) / 65536 - 0.5


def problem(n, p, classes, seed, signal):
    """Noise plus the class, in sixteenths, along its own feature, plus a mean; exact in float32."""
    x = uniform(n * p, seed).reshape(n, p) + 0.25
    y = ((uniform(n, seed + 1) + 0.5) * 65536).astype(np.int64) % classes
    x[np.arange(n), y % p] += signal / 16
    return x, y


cases = []
for n, p, classes, seed, signal, l2 in (
    (60, 10, 3, 1, 8, 0.002),      # more images than features
    (60, 300, 3, 11, 8, 0.002),    # more features than images
    (40, 40, 2, 21, 16, 0.002),    # as many, two classes
    (80, 12, 4, 31, 160, 0.002),   # separable
    (50, 200, 10, 41, 32, 1e-4),   # separable, ten classes, hardly any penalty
    (120, 30, 5, 51, 0, 0.05),     # nothing to find
):
    x, y = problem(n, p, classes, seed, signal)
    scaled = x - x.mean(0)
    scaled /= np.sqrt(np.sum(scaled**2) / n)
    # To two classes scikit-learn fits one column of weights, which two of half its length, as here, match at half its penalty.
    c = (2 if classes == 2 else 1) / (l2 * n)
    fits = [
        logistic.LogisticRegression(C=c, tol=tol, solver=solver, max_iter=100_000).fit(scaled, y).predict_proba(scaled)
        for solver, tol in (("lbfgs", 1e-10), ("newton-cg", 1e-6))
    ]
    assert np.abs(fits[0] - fits[1]).max() < 1e-5, (n, p, np.abs(fits[0] - fits[1]).max())
    probabilities = [round(float(v), 8) for v in fits[0].ravel()]
    cases.append(dict(images=n, features=p, classes=classes, seed=seed, signal=signal, l2=l2, probabilities=probabilities))

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "probe.golden.json")
with open(path, "w", encoding="utf-8", newline="\n") as file:
    file.write("[\n" + ",\n".join("  " + json.dumps(case) for case in cases) + "\n]\n")
