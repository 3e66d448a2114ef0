"""The linear probes of ProbeBenchmark.cs by scikit-learn's LogisticRegression (lbfgs), in a loop over the same taps and snapshots.

    probes.py FOLDER [--quick]      the features that ProbeBenchmark left in FOLDER

The objective is the same: features centred and divided by one number (not timed), C = 1 / (lambda n). The tolerance is on the gradient
relative to that at zero; scikit-learn's bounds the largest entry of the gradient of a sum, so it is given the same bound in its units, which
is looser than one on the norm. Two ways are timed: as it stands, where SciPy ends the fit as soon as the objective falls by less than 2.2e-9
of itself, long before the tolerance; and with the bound on the objective that later releases of scikit-learn pass (64 eps). The norm of the
gradient that was reached stands beside both.
"""
import os
import statistics
import sys
import time

import numpy as np
import scipy.optimize
import sklearn
import sklearn.linear_model._logistic as logistic

FOLDER = sys.argv[1]
TOLERANCE = 1e-6
L2 = 0.002


class ToTheTolerance:
    """scipy.optimize with the options of later releases of scikit-learn."""

    @staticmethod
    def minimize(*arguments, options, **named):
        options = {**options, "ftol": 64 * np.finfo(float).eps, "maxls": 50}
        return scipy.optimize.minimize(*arguments, options=options, **named)


def gradient_norm(x, y, weights, bias):
    logits = x @ weights + bias
    p = np.exp(logits - logits.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    p[np.arange(len(y)), y] -= 1
    p /= len(y)
    return np.sqrt(np.sum((x.T @ p + L2 * weights) ** 2) + np.sum(p.sum(0) ** 2))


def loop(everything, labels):
    seconds, reached = 0.0, []
    for x, at_zero in everything:
        n = len(labels)
        start = time.perf_counter()
        fit = logistic.LogisticRegression(C=1 / (L2 * n), tol=TOLERANCE * at_zero * n, solver="lbfgs", max_iter=100_000).fit(x, labels)
        seconds += time.perf_counter() - start
        reached.append(gradient_norm(x, labels, fit.coef_.T, fit.intercept_) / at_zero)
    return 1000 * seconds / len(everything), statistics.median(reached)


labels = np.fromfile(os.path.join(FOLDER, "labels"), dtype=np.int64)
everything = []
with open(os.path.join(FOLDER, "index"), encoding="utf-8") as index:
    for line in index:
        *name, size, sampled = line.split()
        if sampled != "sampled":
            continue
        x = np.fromfile(os.path.join(FOLDER, "-".join(name)), dtype=np.float32).reshape(-1, int(size)).astype(np.float64)
        x -= x.mean(0)
        x /= np.sqrt(np.sum(x * x) / len(x))
        classes = labels.max() + 1
        everything.append((x, gradient_norm(x, labels, np.zeros((int(size), classes)), np.zeros(classes))))

loop(everything[:2], labels)  # imported, and the memory is there
for way, optimizer in (("as it stands", scipy.optimize), ("to the tolerance", ToTheTolerance)):
    logistic.optimize = optimizer
    milliseconds, reached = loop(everything, labels)
    print(f"probes\treference\t{milliseconds}\tms\tscikit-learn {sklearn.__version__}, {way}, gradient {reached:.1g}")
