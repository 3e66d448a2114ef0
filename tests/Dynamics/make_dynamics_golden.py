#!/usr/bin/env python3
"""Writes dynamics.golden.json: made-up blocks and curves, and the statistics of eng/recompute/claim_statistics.py on them.

Needs numpy (Debian: python3-numpy). Run it in this folder: python3 make_dynamics_golden.py
"""
import json
import os
import sys

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "eng", "recompute"))
import claim_statistics as st  # noqa: E402

random = np.random.default_rng(17)
EPOCHS = [0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 22, 27, 33, 40, 48, 58, 70, 84, 100, 120, 150, 180, 216, 260]


def block(amount, turn):
    """Cosines of vectors that walk fast up to an epoch and slowly after it, with jitter."""
    place = np.zeros((len(EPOCHS), 6))
    place[:, 0] = 1
    for i in range(1, len(EPOCHS)):
        step = np.log((EPOCHS[i] + 1) / (EPOCHS[i - 1] + 1)) * (1.0 if EPOCHS[i] <= turn else 0.15)
        place[i] = place[i - 1] + amount * step * np.abs(random.normal(size=6)) * [0.1, 1, 1, 0.5, 0.5, 0.5]
    place /= np.linalg.norm(place, axis=1, keepdims=True)
    s = np.round(place @ place.T, 7)
    np.fill_diagonal(s, 1)
    return (np.array(EPOCHS), s)


blocks = [block(a, t) for a, t in ((0.3, 30), (0.6, 40), (1.0, 44), (1.4, 52))]
regions = [(e, np.round(0.4 * s + 0.6 * block(1.2, turn)[1] + 0.01 * (lambda r: r + r.T)(np.triu(random.random(s.shape), 1)), 4))
           for (e, s), turn in zip(blocks, (5, 9, 80, 44))]
for _, s in regions:
    np.fill_diagonal(s, 1)
FIT, PEAK = 45, 12
log = [e for e in EPOCHS if e in (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 22, 33, 48, 70, 100, 150, 216, 260)]
grid = [st.on(b, log) for b in blocks]

t = np.arange(1, 61)
curve = lambda middle, steep: np.round(np.clip(0.25 + 0.75 / (1 + np.exp(-(np.log(t) - np.log(middle)) * steep)) + 0.03 * random.normal(size=60), 0, 1), 3)  # noqa: E731
right, wrong_given = curve(4, 3), curve(22, 4)
wrong_true = np.round(np.clip(0.25 + 0.5 * np.exp(-((np.log(t) - np.log(9)) / 0.7) ** 2) + 0.03 * random.normal(size=60), 0, 1), 3)
given = np.round(np.clip(1 - 0.8 * np.exp(-t / 6) + 0.004 * random.normal(size=60), 0, 1), 3)
pieces = [float(x) for x in np.round(2 + random.random(len(EPOCHS)), 3)]
dd = [np.round(0.6 - 0.25 * (t > 3) + 0.12 * np.exp(-((np.log(t) - np.log(12)) / 0.4) ** 2) - 0.03 * np.log(t) + 0.01 * random.normal(size=60), 3) for _ in range(4)]
train = [np.round(0.8 * np.exp(-t / 9) + 0.005 * random.random(60), 3) for _ in range(4)]
(shape, steps) = st.descent(list(t), dd, train)

expected = {
    "scaled": st.scaled_synchrony(grid), "lin": st.synchrony(grid), "correlation": st.correlation(grid), "half-way": st.half_way_spread(grid),
    "contrast": st.phase_contrast(grid), "relative": st.clarity(grid), "at": st.clarity_at(grid, [1, PEAK, FIT]),
    "following": [st.following(r, b) for r, b in zip(regions, blocks)],
    "slope": st.relative_slope([st.evolution(b) for b in grid]), "aligned": [int(e) for e in st.aligned(blocks, FIT)[0][0]],
    "aligned evolution": [st.evolution(b) for b in st.aligned(blocks, FIT)],
    "after": [[st.after(b, FIT, o) for b in blocks] for o in (1, 2)],
    "location": st.location(blocks, FIT), "spread": st.location_spread(blocks, FIT),
    "excess": [st.excess(blocks, FIT, p) for p in (0.5, 2)], "smallest": st.smallest_log_rho(blocks, FIT),
    "acceleration": st.acceleration(blocks[2:], 40, 84),
    "fit": st.perfect_fit(given), "generalization": st.generalization(wrong_true), "half": [st.half(right, 4), st.half(wrong_given, 4)],
    "lag": st.lag(right, wrong_given, 4), "rise": st.rise(EPOCHS, pieces, FIT), "change": st.change(EPOCHS, pieces, PEAK, FIT),
    "descent": [int(e) for e in shape], "steps": steps.tolist(),
}
assert None not in expected.values(), expected
json.dump({
    "epochs": EPOCHS, "grid": log, "fit": FIT, "peak": PEAK,
    "blocks": [st.upper(s).tolist() for _, s in blocks], "regions": [st.upper(s).tolist() for _, s in regions],
    "given": given.tolist(), "right": right.tolist(), "wrongGiven": wrong_given.tolist(), "wrongTrue": wrong_true.tolist(),
    "pieces": pieces, "testErrors": [x.tolist() for x in dd], "trainErrors": [x.tolist() for x in train], "expected": expected,
}, open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "dynamics.golden.json"), "w"))
