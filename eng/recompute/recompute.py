#!/usr/bin/env python3
"""Recomputes every number of committed verdicts from the values of their runs, and fails unless all agree to 1e-9.

Needs numpy (Debian: python3-numpy). Shares no code with the C# side: statistics from claim_statistics.py, parts from the registrations,
t quantiles by integration here.

    python3 eng/recompute/recompute.py [baselines/cpu ...]     (default: every profile below baselines/)
"""
import glob
import gzip
import json
import math
import os
import struct
import sys

import numpy as np

import claim_statistics as st

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
TOLERANCE = 1e-9


def tensors(file):
    raw = gzip.open(file).read()
    (length,) = struct.unpack("<Q", raw[:8])
    header = json.loads(raw[8:8 + length])
    facts = header.pop("__metadata__")
    data = raw[8 + length:]
    return facts, {name: np.frombuffer(data[slice(*entry["data_offsets"])], "<f8") for name, entry in header.items()}


class Run:
    def __init__(self, folder, name, profile):
        self.profile = profile
        self.facts, self.values = tensors(os.path.join(folder, name + ".safetensors.gz"))
        regions = os.path.join(folder, name + ".regions.safetensors.gz")
        if os.path.exists(regions):
            self.values.update(tensors(regions)[1])
        self.classes = int(self.facts["classes"])
        self.fit = st.perfect_fit(self["curves/given"])
        self.peak = st.generalization(self["curves/wrongTrue"])

    def __getitem__(self, name):
        return self.values[name]

    def blocks(self, measure, grid=None):
        measure = {"cka": "cka", "regions": "regions"}[measure]
        epochs = self[f"{measure}/epochs"].astype(int)
        found = []
        for name in sorted(name for name in self.values if name.startswith(measure + "/") and not name.endswith("/epochs")):
            s = np.eye(len(epochs))
            s[np.triu_indices(len(epochs), 1)] = self[name]
            found.append((epochs, s + s.T - np.eye(len(epochs))))
        if grid is None:
            return found
        chosen = on_grid(grid, int(epochs[-1]), self.profile)
        return [st.on(block, chosen) for block in found]


# The grids of snapshots by profile, as in src/RepDynamics/Profiles.
SCHEDULES = {"smoke": {"logarithmic": 9, "linear": 9}, "paper": {"logarithmic": 44, "linear": 20}}
SCHEDULE = {"logarithmic": 22, "linear": 20}


def logarithmic(last, count):
    if count >= last:
        return list(range(1, last + 1))
    powers = count
    while True:
        grid = sorted({int(round_even(last ** (i / max(1, powers - 1)))) for i in range(powers)})
        if len(grid) >= count:
            return grid
        powers += 1


def round_even(x):
    return int(np.rint(x))


def on_grid(grid, last, profile):
    count = SCHEDULES.get(profile, SCHEDULE)[grid]
    if grid == "logarithmic":
        return logarithmic(last, count)
    return sorted({e for e in (round_even(last * i / count) for i in range(1, count + 1)) if e > 0})


def gain(run, tap):
    epochs = run["regions/epochs"].astype(int)
    area = lambda kind, label: run[f"areas/{kind}/{tap:02d}/{label}"]  # noqa: E731
    wrong = area("wrong", "given") - area("wrong", "true")
    right = (1 - area("right", "true")) / (run.classes - 1) - area("right", "true")
    changes = [st.change(epochs, values, run.peak, run.fit) for values in (wrong, right)]
    return None if None in changes else changes[0] - changes[1]


def gains(run):
    if run.fit is None or run.peak is None:
        return None
    taps = len([name for name in run.values if name.startswith("areas/wrong/") and name.endswith("/true")])
    found = [gain(run, tap) for tap in range(taps)]
    return None if None in found else found


def memorization(run, blocks):
    return st.clarity_at(blocks, [1, run.peak, run.fit]) if run.fit and run.peak and run.peak <= run.fit else None


def mean(values):
    return None if None in values else float(np.mean(values))


def pieces(run, kind):
    return st.rise(run["pieces/epochs"], run[f"pieces/{kind}"], run.fit) if run.fit and "pieces/epochs" in run.values else None


def minus(a, b):
    return None if a is None or b is None else a - b


def aligned(run, part, statistic):
    blocks = st.aligned(run.blocks(part["measure"]), run.fit) if run.fit else None
    return None if blocks is None else statistic(blocks)


def on(statistic):
    return lambda run, part, claim: statistic(run.blocks(part["measure"], part["grid"]))


def fitted(statistic):
    return lambda run, part, claim: statistic(run.blocks(part["measure"], part["grid"]), run.fit) if run.fit else None


def moved(octave, reduce):
    def of(run, part, claim):
        values = [st.after(b, run.fit, octave) if run.fit else None for b in run.blocks(part["measure"])]
        return None if None in values else reduce(values)
    return of


def accelerated(deep_minus_shallow):
    def of(run, part, claim):
        shape = claim.descent(part["minuend"][0])
        if shape is None:
            return None
        blocks = run.blocks(part["measure"], part["grid"])
        half = len(blocks) // 2
        deep, shallow = (st.acceleration(b, *shape[1:]) for b in (blocks[-half:], blocks[:half]))
        return minus(deep, shallow) if deep_minus_shallow else deep
    return of


STATISTICS = {
    "scaled concordance": on(st.scaled_synchrony), "Lin's concordance": on(st.synchrony), "correlation": on(st.correlation),
    "spread of half-way epochs": on(st.half_way_spread), "phase contrast": on(st.phase_contrast), "clarity of phases": on(st.clarity),
    "clarity of phases at the boundaries": lambda run, part, claim: memorization(run, run.blocks(part["measure"], part["grid"])),
    "lag of memorization": lambda run, part, claim: st.lag(run["curves/right"], run["curves/wrongGiven"], run.classes),
    "location of the greatest slow-down": fitted(st.location), "spread of its location over blocks": fitted(st.location_spread),
    "excess over half t*": fitted(lambda b, fit: st.excess(b, fit, 0.5)), "excess over twice t*": fitted(lambda b, fit: st.excess(b, fit, 2)),
    "smallest ln rho": fitted(st.smallest_log_rho),
    "first octave": moved(1, np.mean), "second octave": moved(2, np.mean), "first octave, slope on depth": moved(1, st.slope),
    "acceleration, deep minus shallow": accelerated(True), "acceleration, deep": accelerated(False),
    "rise around wrongly labelled images": lambda run, part, claim: pieces(run, "wrong"),
    "rise, wrongly minus rightly labelled": lambda run, part, claim: minus(pieces(run, "wrong"), pieces(run, "right")),
    "area gained at the output": lambda run, part, claim: None if gains(run) is None else gains(run)[-1],
    "slope of the area gained on depth": lambda run, part, claim: None if gains(run) is None else st.slope(gains(run)),
}

BY_CLAIM = {
    "DepthPattern": on(lambda blocks: st.relative_slope([st.evolution(b) for b in blocks])),
    "RegionsFollow": lambda run, part, claim: mean(
        [st.following(r, c) for r, c in zip(run.blocks("regions", part["grid"]), run.blocks("cka", part["grid"]))]),
}

WIDTH = {
    "evolution": lambda blocks: float(np.mean([st.evolution(b) for b in blocks])), "phase contrast": st.phase_contrast,
    "clarity of phases": st.clarity,
}

# Reported only, and not in the values of the runs: the class of single points.
SKIPPED = {"first depth with the given label"}


class Claim:
    def __init__(self, id, verdict, runs):
        registration = json.load(open(os.path.join(ROOT, "experiments", "registrations", id + ".json")))
        self.id, self.runs, self.verdict = id, runs, verdict
        self.parts = {part["name"]: {
            "measure": "cka", "grid": "logarithmic", "statistic": None, **part,
            "minuend": [part["minuend"]] if isinstance(part["minuend"], str) else part["minuend"]} for part in registration["parts"]}

    def run(self, condition, seed):
        title = f"{condition} seed {seed}"
        recipe = self.verdict["recipeHashes"][title]
        if recipe not in self.runs["loaded"]:
            self.runs["loaded"][recipe] = Run(self.runs["folder"], f"{title} {recipe[:8]}", self.verdict["profile"])
        run = self.runs["loaded"][recipe]
        if run.facts["recipe"] != recipe:
            raise SystemExit(f"{self.id}: {title} is of recipe {run.facts['recipe'][:12]}, the verdict of {recipe[:12]}")
        return run

    def descent(self, condition):
        seeds = [s["seed"] for s in self.verdict["parts"][0]["seeds"]]
        if len(seeds) < 3:
            return None
        runs = [self.run(condition, seed) for seed in seeds]
        errors = [[1 - run[f"snapshots/{kind}"] for run in runs] for kind in ("test", "train")]
        return st.descent(runs[0]["snapshots/epoch"].astype(int), *errors)[0]

    def value(self, part, condition, seed):
        run = self.run(condition, seed)
        if self.id == "WidthPattern":
            return aligned(run, part, WIDTH[part["statistic"]])
        return (BY_CLAIM.get(self.id) or STATISTICS[part["statistic"]])(run, part, self)


def quantile(p, freedom):
    """Student t quantile: bisection over Simpson's rule for the density."""
    density = lambda t: (1 + t * t / freedom) ** (-(freedom + 1) / 2)  # noqa: E731
    scale = math.gamma((freedom + 1) / 2) / math.sqrt(freedom * math.pi) / math.gamma(freedom / 2)

    def cdf(t):
        x = np.linspace(0, t, 4001)
        y = density(x)
        return 0.5 + scale * (t / 4000) / 3 * (y[0] + 4 * y[1::2].sum() + 2 * y[2:-1:2].sum() + y[-1])

    low, high = 0.0, 1.0
    while cdf(high) < p:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if cdf(middle) < p else (low, middle)
    return (low + high) / 2


def interval(values, confidence):
    error = np.std(values, ddof=1) / math.sqrt(len(values))
    reach = quantile((1 + confidence) / 2, len(values) - 1) * error
    return float(np.mean(values)), float(np.mean(values) - reach), float(np.mean(values) + reach)


def outcome(part, narrow, wide):
    m, direction = part["delta"], part["direction"]
    beyond = lambda i: i[1] > m or i[2] < -m  # noqa: E731
    inside = lambda i: i[1] > -m and i[2] < m  # noqa: E731
    above, below = (lambda i: i[1] > m), (lambda i: i[2] < -m)
    if direction == "within":
        return "reproduced" if inside(narrow) else "contradicted" if beyond(wide) else "inconclusive"
    if direction == "either":
        return "reproduced" if beyond(narrow) else "noDifference" if inside(wide) else "inconclusive"
    on_side, against = (above, below) if direction == "greater" else (below, above)
    return "reproduced" if on_side(narrow) else "contradicted" if against(wide) else "noDifference" if inside(narrow) else "inconclusive"


def overall(parts):
    deciding = [p for p in parts if p["decides"] and "barred" not in p]
    if all(p["outcome"] == "notDecided" for p in deciding):
        return "notDecided"
    reproduced = [p["outcome"] == "reproduced" for p in deciding]
    against = any(p["outcome"] == "contradicted" or (p["outcome"] == "noDifference" and p["direction"] == "either") for p in deciding)
    if all(reproduced):
        return "reproduced"
    return "mixed" if any(reproduced) and against else "contradicted" if against else "inconclusive"


def check(profile):
    runs = {"folder": os.path.join(profile, "runs"), "loaded": {}}
    compared, worst, faults = 0, 0.0, []

    def agree(what, ours, theirs):
        nonlocal compared, worst
        compared += 1
        if ours is None or theirs is None:
            if not (ours is None and theirs is None):
                faults.append(f"{what}: {ours} here, {theirs} in the verdict")
            return
        worst = max(worst, abs(ours - theirs))
        if not abs(ours - theirs) <= TOLERANCE:
            faults.append(f"{what}: {ours!r} here, {theirs!r} in the verdict")

    files = sorted(glob.glob(os.path.join(profile, "*", "verdict.verified.json"))) or sorted(glob.glob(os.path.join(profile, "*", "verdict.json")))
    for file in files:
        verdict = json.load(open(file, encoding="utf-8-sig"))
        claim = Claim(verdict["claim"], verdict, runs)
        for part in verdict["parts"]:
            what, registered = f"{claim.id}, {part['name']}", claim.parts[part["name"]]
            if registered["statistic"] in SKIPPED:
                continue
            differences = []
            for seed in part["seeds"]:
                values = {c: claim.value(registered, c, seed["seed"]) for c in seed["values"]}
                for condition, value in values.items():
                    agree(f"{what}, {condition} seed {seed['seed']}", value, seed["values"][condition])
                minuend = mean([values[c] for c in registered["minuend"]])
                others = [v for c, v in values.items() if c not in registered["minuend"]]
                differences.append(minus(minuend, mean(others)) if others else minuend)
                agree(f"{what}, difference of seed {seed['seed']}", differences[-1], seed["difference"])
            if part["interval"] is None:
                if part["outcome"] != "notDecided":
                    faults.append(f"{what}: no interval, yet {part['outcome']}")
                continue
            narrow, wide = (interval(differences, part[level]) for level in ("confidence", "againstConfidence"))
            for name, number in zip(("mean", "lower", "upper"), narrow):
                agree(f"{what}, {name}", number, part["interval"][name])
            if outcome(part, narrow, wide) != part["outcome"]:
                faults.append(f"{what}: {outcome(part, narrow, wide)} here, {part['outcome']} in the verdict")
        if overall(verdict["parts"]) != verdict["outcome"]:
            faults.append(f"{claim.id}: {overall(verdict['parts'])} here, {verdict['outcome']} in the verdict")
    print(f"{profile}: {len(files)} verdicts, {compared} numbers, largest difference {worst:.1e}" + (f", {len(faults)} FAULTS" if faults else ""))
    for fault in faults[:20]:
        print("  " + fault)
    return not faults


if __name__ == "__main__":
    folders = sys.argv[1:] or sorted(f for f in glob.glob(os.path.join(ROOT, "baselines", "*")) if os.path.isdir(os.path.join(f, "runs")))
    if not folders:
        raise SystemExit("There are no values of runs below baselines/: accept a verdict first.")
    sys.exit(0 if all([check(folder) for folder in folders]) else 1)
