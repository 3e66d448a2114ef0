"""Twin of ProbeBenchmark.cs: scikit-learn's LogisticRegression (lbfgs) in a loop over the same taps and snapshots, one thread.

    probes.py FOLDER [TOLERANCE]      the features that ProbeBenchmark left in FOLDER; needs Debian's python3-sklearn (tried: 1.2.1)

The objective is the same: features centred and divided by one number (not timed), C = 1 / (lambda n). The tolerance, by default 1e-6, is
on the gradient relative to that at zero; scikit-learn's bounds the largest entry of the gradient of a sum, so it is given the same bound
in its units, which is looser than one on the norm. Two ways are timed: as it stands, where SciPy ends the fit as soon as the objective
falls by less than 2.2e-9 of itself, long before the tolerance; and with the bound on the objective that later releases of scikit-learn
pass (64 eps). The norm of the gradient that was reached is told for both.
"""
import os
import statistics
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np
import scipy.optimize
import sklearn.linear_model._logistic as logistic

FOLDER = sys.argv[1]
TOLERANCE = float(sys.argv[2]) if len(sys.argv) > 2 else 1e-6
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
    seconds, processor, reached = 0.0, 0.0, []
    for x, at_zero in everything:
        n = len(labels)
        start, processor_start = time.perf_counter(), time.process_time()
        fit = logistic.LogisticRegression(C=1 / (L2 * n), tol=TOLERANCE * at_zero * n, solver="lbfgs", max_iter=100_000).fit(x, labels)
        seconds += time.perf_counter() - start
        processor += time.process_time() - processor_start
        reached.append(gradient_norm(x, labels, fit.coef_.T, fit.intercept_) / at_zero)
    return 1000 * seconds / len(everything), 1000 * processor / len(everything), statistics.median(reached)


labels = np.fromfile(os.path.join(FOLDER, "labels"), dtype=np.int64)
everything = []
with open(os.path.join(FOLDER, "index"), encoding="utf-8") as index:
    for line in index:
        name, size = line.split()[:3], int(line.split()[3])
        x = np.fromfile(os.path.join(FOLDER, "-".join(name)), dtype=np.float32).reshape(-1, size).astype(np.float64)
        x -= x.mean(0)
        x /= np.sqrt(np.sum(x * x) / len(x))
        classes = labels.max() + 1
        everything.append((x, gradient_norm(x, labels, np.zeros((size, classes)), np.zeros(classes))))

loop(everything[:4], labels)  # imported, and the memory is there
for name, optimizer in (("as-it-stands", scipy.optimize), ("to-tolerance", ToTheTolerance)):
    logistic.optimize = optimizer
    milliseconds, processor, reached = loop(everything, labels)
    print(f"probes-{name} {milliseconds:.2f} ms/fit")
    print(f"probes-{name}-processor {processor:.2f} ms/fit")
    print(f"probes-{name}-gradient {1e6 * reached:.1f} millionths-of-that-at-zero")
