#!/usr/bin/env python3
"""Writes precision.golden.json: CKA of features whose mean is large against their spread, at many scales, or of which one image is far out.

Needs numpy (Debian: python3-numpy). Run it in this folder: python3 make_precision_golden.py
The features are those of make_cka_golden.py, changed in float64 by operations that give the same bits in every language, and then rounded to the
stored type. CKA is computed of the stored numbers by exact fractions; only the last ratio is rounded.
"""
import itertools
import json
import os
from fractions import Fraction
from math import sqrt

import numpy as np

from make_cka_golden import uniform

N, P, SHARED = 12, 5, 1.5


def stored(values, kind):
    if kind == "bf16":
        bits = values.astype("<f4").view("<u4").astype(np.uint64)
        bits = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16 << 16
        return bits.astype("<u4").view("<f4")
    return values.astype(kind)


def features(epoch, ratio, scale, outlier):
    x = uniform(N * P, 5).reshape(N, P)
    if epoch:
        x = uniform(N * P, 5 + epoch).reshape(N, P) + SHARED * x
    x = (x + ratio * (1 + np.arange(P) / 8.0)) * scale
    x[0] = x[0] * outlier
    return x


def exact(x):
    return [[Fraction(float(v)) for v in row] for row in x]


def gram(x):
    """Of centred features: centring changes neither estimator, and here no digit is lost."""
    n = len(x)
    means = [sum(column) / n for column in zip(*x)]
    x = [[v - m for v, m in zip(row, means)] for row in x]
    return [[sum(a * b for a, b in zip(r, s)) for s in x] for r in x]


def inner(k, l):
    return sum(a * b for r, s in zip(k, l) for a, b in zip(r, s))


def hollow(k):
    """U-centring: Song et al. 2012, equation 5; Szekely and Rizzo 2014."""
    n = len(k)
    k = [[0 if i == j else v for j, v in enumerate(row)] for i, row in enumerate(k)]
    rows = [sum(row) for row in k]
    total = sum(rows)
    return [
        [0 if i == j else k[i][j] - (rows[i] + rows[j]) / (n - 2) + total / ((n - 1) * (n - 2)) for j in range(n)] for i in range(n)
    ]


def cka(x, y, batch, centre):
    parts = [slice(a, a + batch) for a in range(0, N, batch)]
    xs, ys = ([centre(gram(z[p])) for p in parts] for z in (x, y))
    total = lambda a, b: sum(inner(k, l) for k, l in zip(a, b))
    xy, xx, yy = total(xs, ys), total(xs, xs), total(ys, ys)
    return float(max(-1.0, min(1.0, (1 if xy > 0 else -1) * sqrt(xy * xy / (xx * yy)))))


cases = []
settings = [("<f8", r, s, 1.0) for r in (0, 1e3, 1e6, 1e9) for s in (1e-30, 1.0, 1e30)]
settings += [("<f4", r, s, 1.0) for r in (0, 1e2, 1e4) for s in (1e-30, 1.0, 1e30)]
settings += [("<f2", r, s, 1.0) for r in (0, 16.0) for s in (0.0078125, 512.0)]
settings += [("bf16", r, s, 1.0) for r in (0, 4.0) for s in (1e-30, 1.0, 1e30)]
settings += [(t, r, 1.0, o) for t in ("<f8", "<f4") for r in (0, 1.0) for o in (1e3, 1e6)]
for kind, ratio, scale, outlier in settings:
    epochs = [exact(stored(features(e, ratio, scale, outlier), kind)) for e in range(3)]
    pairs = list(itertools.combinations(range(3), 2))
    cases.append(dict(
        type=kind, ratio=ratio, scale=scale, outlier=outlier,
        biased=[cka(epochs[i], epochs[j], N, lambda k: k) for i, j in pairs],
        debiased=[cka(epochs[i], epochs[j], N, hollow) for i, j in pairs],
        minibatch=[cka(epochs[i], epochs[j], 6, hollow) for i, j in pairs]))

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "precision.golden.json"), "w", encoding="utf-8", newline="\n") as file:
    file.write("[\n" + ",\n".join("  " + json.dumps(case) for case in cases) + "\n]\n")
