#!/usr/bin/env python3
"""Writes cka.golden.json: linear CKA in float64 of features by an integer formula, computed another way than in C#.

Needs numpy (Debian: python3-numpy). Run it in this folder: python3 make_cka_golden.py
Biased: from the singular vectors of the centred features (Kornblith et al. 2019, section 3: the sum over pairs of components of their
squared correlation, weighted by variance). Debiased: the average over quadruples of different images that defines HSIC_1 (Song et al.
2012, section 3), which the closed form must equal; cases with few images only, since there are n^4 of them.
"""
import itertools
import json
import os

import numpy as np


def uniform(count, seed):
    i = np.arange(count, dtype=np.uint64)
    mask = np.uint64(0xFFFFFFFF)
    h = (i * np.uint64(374761393) + np.uint64(seed) * np.uint64(668265263) + np.uint64(974634541)) & mask
    h = ((h ^ (h >> np.uint64(13))) * np.uint64(1274126177)) & mask
    return ((h ^ (h >> np.uint64(16))) & np.uint64(0xFFFF)).astype(np.float64) / 65536 - 0.5


def features(n, p, q, seed, shared):
    """Two sets of features that have so much in common, in sixteenths."""
    x = uniform(n * p, seed).reshape(n, p)
    y = uniform(n * q, seed + 1).reshape(n, q)
    common = min(p, q)
    y[:, :common] += shared / 16 * x[:, :common]
    return x, y


def biased(x, y):
    ux, sx, _ = np.linalg.svd(x - x.mean(0), full_matrices=False)
    uy, sy, _ = np.linalg.svd(y - y.mean(0), full_matrices=False)
    overlap = (ux.T @ uy) ** 2
    return float(sx**2 @ overlap @ sy**2 / np.sqrt(np.sum(sx**4) * np.sum(sy**4)))


def hsic1(k, l):
    """The mean over quadruples (i, j, q, r) of different images of k_ij (l_ij + l_qr - 2 l_iq)."""
    total, count = 0.0, 0
    for i, j, q, r in itertools.permutations(range(len(k)), 4):
        total += k[i, j] * (l[i, j] + l[q, r] - 2 * l[i, q])
        count += 1
    return total / count


def debiased(x, y):
    k, l = x @ x.T, y @ y.T
    return float(hsic1(k, l) / np.sqrt(hsic1(k, k) * hsic1(l, l)))


if __name__ == "__main__":
    cases = []
    for n, p, q, seed, shared in ((4, 3, 5, 1, 8), (5, 2, 9, 11, 16), (8, 6, 6, 21, 0), (12, 3, 40, 31, 32), (40, 17, 300, 41, 16), (150, 30, 4, 51, 64)):
        x, y = features(n, p, q, seed, shared)
        cases.append(dict(images=n, p=p, q=q, seed=seed, shared=shared, biased=biased(x, y), debiased=debiased(x, y) if n <= 12 else None))

    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "cka.golden.json"), "w", encoding="utf-8", newline="\n") as file:
        file.write("[\n" + ",\n".join("  " + json.dumps(case) for case in cases) + "\n]\n")
