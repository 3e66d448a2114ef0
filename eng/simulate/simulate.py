#!/usr/bin/env python3
"""How often each claim's rule is wrong, and how often it finds what is there, by simulation. Prints a Markdown table.

Needs numpy (Debian: python3-numpy). For every verdict, seeds are drawn from a normal distribution with the covariance of its deciding parts over the
observed seeds, and decided by the rule of the registrations. The true effects are:

    zero      0 in every part; the margin itself where the claim is that two things coincide (within)
    against   each at its margin on the side against the claim; at the margin where the claim is a dependence (either) or a coincidence (within)
    double    each at twice its margin on the side of the claim; 0 where the claim is a coincidence

    python3 eng/simulate/simulate.py [verdict.json ...] [--trials 20000]     (default: those of baselines/ that decide)
"""
import glob
import json
import math
import os
import sys

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "recompute"))
from recompute import quantile  # noqa: E402

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
OUTCOMES = ("reproduced", "mixed", "contradicted", "inconclusive")


class Rule:
    def __init__(self, parts, seeds):
        self.margins = np.array([p["delta"] for p in parts])
        self.directions = np.array([p["direction"] for p in parts])
        self.reach = [np.array([quantile((1 + p[level]) / 2, seeds - 1) for p in parts]) / math.sqrt(seeds) for level in ("confidence", "againstConfidence")]

    def decide(self, draws):
        """Outcomes [trials] of draws [trials, seeds, parts], as indices of OUTCOMES."""
        mean, spread, m, d = draws.mean(1), draws.std(1, ddof=1), self.margins, self.directions
        (low, high), (wide_low, wide_high) = ((mean - r * spread, mean + r * spread) for r in self.reach)
        sign = np.where(d == "less", -1, 1)
        low, high, wide_low, wide_high = (np.where(sign < 0, -b, a) for a, b in ((low, high), (high, low), (wide_low, wide_high), (wide_high, wide_low)))
        beyond, inside = (low > m) | (high < -m), (low > -m) & (high < m)
        wide_beyond, wide_inside = (wide_low > m) | (wide_high < -m), (wide_low > -m) & (wide_high < m)
        reproduced = np.where(d == "within", inside, np.where(d == "either", beyond, low > m))
        against = np.where(d == "within", wide_beyond, np.where(d == "either", wide_inside, wide_high < -m)) & ~reproduced
        whole, some, contra = reproduced.all(1), reproduced.any(1), against.any(1)
        return np.select([whole, some & contra, contra], [0, 1, 2], 3)


def effects(parts, scenario):
    def of(part):
        m, d = part["delta"], part["direction"]
        side = -1 if d == "less" else 1
        if scenario == "zero":
            return m if d == "within" else 0
        if scenario == "against":
            return m if d in ("within", "either") else -side * m
        return 0 if d == "within" else side * 2 * m
    return np.array([of(p) for p in parts])


def shares(parts, factor, mean, seeds, trials, random):
    """The share of each outcome for normal seeds with the observed covariance, factor' factor."""
    rule, counts, block = Rule(parts, seeds), np.zeros(4), 2000
    for start in range(0, trials, block):
        n = min(block, trials - start)
        draws = mean + random.normal(size=(n, seeds, len(factor))) @ factor
        counts += np.bincount(rule.decide(draws), minlength=4)
    return dict(zip(OUTCOMES, counts / trials))


def decides(file):
    with open(file, encoding="utf-8-sig") as text:
        return json.load(text)["decides"]


def table(files, trials):
    random = np.random.default_rng(1)
    print("| claim | profile | parts | false reproductions at zero | false contradictions at zero | reproductions against | contradictions against | power at twice the margin | power at the observed effect | seeds for a power of 1/2 at twice the margin |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for file in files:
        verdict = json.load(open(file, encoding="utf-8-sig"))
        parts = [p for p in verdict["parts"] if p["decides"] and p["interval"] is not None]
        if not parts:
            print(f"| {verdict['claim']} | {verdict['profile']} | 0 | not decided |" + " - |" * 6)
            continue
        values = np.array([[s["difference"] for s in p["seeds"]] for p in parts]).T
        seeds = len(values)
        # Of rank seeds - 1 at most, as the observed covariance is.
        factor = (values - values.mean(0)) / math.sqrt(seeds - 1)
        run = lambda mean, n=seeds, t=trials: shares(parts, factor, mean, n, t, random)  # noqa: E731
        zero, against, double, observed = (run(mean) for mean in (*(effects(parts, s) for s in ("zero", "against", "double")), values.mean(0)))
        # Where the claim is a dependence, no effect contradicts it, rightly.
        false_contradiction = "-" if any(p["direction"] == "either" for p in parts) else f"{zero['contradicted'] + zero['mixed']:.3f}"
        needed = next((n for n in (2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 30, 50, 100) if run(effects(parts, "double"), n, 2000)["reproduced"] >= 0.5), None)
        print(f"| {verdict['claim']} | {verdict['profile']} | {len(parts)} | {zero['reproduced']:.3f} | {false_contradiction} | {against['reproduced']:.3f} "
              f"| {against['contradicted'] + against['mixed']:.3f} | {double['reproduced']:.2f} | {observed['reproduced']:.2f} | {needed or 'more than 100'} |")


if __name__ == "__main__":
    arguments = sys.argv[1:]
    trials = 20_000
    if "--trials" in arguments:
        at = arguments.index("--trials")
        trials = int(arguments[at + 1])
        del arguments[at:at + 2]
    table(arguments or [f for f in sorted(glob.glob(os.path.join(ROOT, "baselines", "*", "*", "verdict.verified.json"))) if decides(f)], trials)
