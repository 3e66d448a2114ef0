"""The statistics of the claims in numpy, written from docs/design.md and the registrations, not from the C# code.

A block is a pair (epochs, S): epochs [E], increasing; S [E, E], the similarity of its snapshots. None stands for undefined.
"""
import itertools
import math

import numpy as np

ROUNDING = 1e-6


def upper(s):
    return s[np.triu_indices(len(s), 1)]


def on(block, epochs):
    index = [list(block[0]).index(e) for e in epochs]
    return (np.asarray(epochs), block[1][np.ix_(index, index)])


def evolution(block):
    return float(np.mean(1 - upper(block[1])))


def evolves(block):
    return evolution(block) > ROUNDING


def pairs(values):
    return itertools.combinations(values, 2)


def lin(x, y):
    if np.ptp(np.concatenate([x, y])) == 0:
        return 1.0
    return float(2 * np.mean((x - x.mean()) * (y - y.mean())) / (x.var() + y.var() + (x.mean() - y.mean()) ** 2))


def synchrony(blocks):
    return float(np.mean([lin(a, b) for a, b in pairs([upper(s) for _, s in blocks])]))


def scaled_synchrony(blocks):
    if not all(map(evolves, blocks)):
        return None
    return float(np.mean([lin(a, b) for a, b in pairs([(1 - upper(b[1])) / evolution(b) for b in blocks])]))


def correlation(blocks):
    series = [upper(s) for _, s in blocks]
    if any(x.std() <= ROUNDING for x in series):
        return None
    return float(np.mean([np.corrcoef(a, b)[0, 1] for a, b in pairs(series)]))


def angle(s, i, j):
    return math.acos(max(-1.0, min(1.0, s[i, j])))


def half_way(block):
    epochs, s = on(block, [e for e in block[0] if e > 0])
    steps = np.array([angle(s, i, i + 1) for i in range(len(epochs) - 1)])
    half = steps.sum() / 2
    if half <= math.sqrt(ROUNDING):
        return None
    gone = np.concatenate([[0], np.cumsum(steps)])
    i = int(np.argmax(gone[1:] >= half))
    return float(epochs[i] * (epochs[i + 1] / epochs[i]) ** ((half - gone[i]) / steps[i]))


def half_way_spread(blocks):
    times = [half_way(b) for b in blocks]
    return None if None in times else float(np.std(np.log(times), ddof=1))


def contrast(s, starts):
    phase = np.searchsorted(starts, np.arange(len(s)), side="right")
    i, j = np.triu_indices(len(s), 1)
    same = phase[i] == phase[j]
    return float(s[i, j][same].mean() - s[i, j][~same].mean())


def splits(n, shortest=3):
    return [(0, a, b) for a in range(shortest, n) for b in range(a + shortest, n - shortest + 1)]


def best_split(s):
    """The first of the splits whose contrast is the largest, to 1e-12."""
    best, greatest = None, -math.inf
    for split in splits(len(s)):
        c = contrast(s, split)
        if c > greatest + 1e-12:
            best, greatest = split, c
    return best, greatest


def phase_contrast(blocks):
    return float(np.mean([best_split(s)[1] for _, s in blocks]))


def clear(block, starts):
    """One minus the mean of 1 - similarity within phases over that of all pairs."""
    s = block[1]
    phase = np.searchsorted(starts, np.arange(len(s)), side="right")
    i, j = np.triu_indices(len(s), 1)
    return float(1 - (1 - s[i, j])[phase[i] == phase[j]].mean() / evolution(block))


def clarity(blocks):
    return float(np.mean([clear(b, best_split(b[1])[0]) for b in blocks])) if all(map(evolves, blocks)) else None


def clarity_at(blocks, starts):
    epochs = [e for e in blocks[0][0] if e >= starts[0]]
    positions = [sum(e < start for e in epochs) for start in starts]
    if any(b <= a for a, b in zip(positions, positions[1:] + [len(epochs)])) or len(epochs) == len(starts):
        return None
    cut = [on(b, epochs) for b in blocks]
    return float(np.mean([clear(b, positions) for b in cut])) if all(map(evolves, cut)) else None


def following(regions, cka):
    split, _ = best_split(cka[1])
    every = np.array([contrast(regions[1], s) for s in splits(len(regions[1]))])
    span = every.max() - every.mean()
    return float((contrast(regions[1], split) - every.mean()) / span) if span > ROUNDING else None


def slope(values):
    return float(np.polyfit(np.linspace(0, 1, len(values)), values, 1)[0])


def relative_slope(values):
    return slope(values) / float(np.mean(values)) if np.mean(values) > ROUNDING else None


def near(snapshots, times):
    after = np.array([e for e in snapshots if e > 0])
    found = [int(after[np.argmin(np.abs(np.log(after / t)))]) for t in times]
    close = all(abs(e - t) <= 0.5 or abs(math.log(e / t)) <= math.log(1.15) + 1e-12 for e, t in zip(found, times))
    return found if close and all(a < b for a, b in zip(found, found[1:])) else None


AROUND_FIT = [12 ** (i / 10) / 4 for i in range(11)]


def aligned(blocks, fit):
    epochs = near(blocks[0][0], [r * fit for r in AROUND_FIT])
    return None if epochs is None else [on(b, epochs) for b in blocks]


def length(block, epochs):
    _, s = on(block, epochs)
    return sum(angle(s, i, i + 1) for i in range(len(epochs) - 1))


def after(block, fit, octave):
    start = fit * 2 ** (octave - 1)
    before, then = (near(block[0], [f * r for r in (1, math.sqrt(2), 2)]) for f in (fit / 2, start))
    if before is None or then is None or length(block, before) <= math.sqrt(ROUNDING):
        return None
    return length(block, then) / length(block, before)


def speed(block, start, end):
    """-ln similarity per unit of ln t over [start, end); None where the snapshots do not cover it."""
    epochs, s = block
    first = min(e for e in epochs if e > 0)
    if first > start or epochs[-1] < end:
        return None
    total = 0.0
    for i in range(len(epochs) - 1):
        a, b = max(start, epochs[i]), min(end, epochs[i + 1])
        if epochs[i] > 0 and a < b:
            if s[i, i + 1] <= 0:
                return None
            total += -math.log(min(1, s[i, i + 1])) * math.log(b / a) / math.log(epochs[i + 1] / epochs[i])
    return total / math.log(end / start)


def log_rho(blocks, c):
    """ln rho(c) of every block; None for all where it is undefined for one."""
    speeds = [(speed(b, c / 2, c), speed(b, c, 2 * c)) for b in blocks]
    return None if any(not x or not y for x, y in speeds) else [math.log(x / y) for x, y in speeds]


def scan(blocks, fit):
    found = []
    for i in range(49):
        place = math.log(3) * (2 * i / 48 - 1)
        values = log_rho(blocks, fit * math.exp(place))
        if values is not None:
            found.append((place, values))
        elif place <= math.log(2):
            return None
        else:
            break
    return found


def location(blocks, fit):
    found = scan(blocks, fit)
    return None if found is None else max(found, key=lambda at: np.mean(at[1]))[0]


def location_spread(blocks, fit):
    found = scan(blocks, fit)
    if found is None:
        return None
    return float(np.std([max(found, key=lambda at: at[1][b])[0] for b in range(len(blocks))], ddof=1))


def excess(blocks, fit, placebo):
    at, other = log_rho(blocks, fit), log_rho(blocks, placebo * fit)
    return None if at is None or other is None else float(np.mean(at) - np.mean(other))


def smallest_log_rho(blocks, fit):
    values = log_rho(blocks, fit)
    return None if values is None else min(values)


def acceleration(blocks, peak, second):
    first = min(e for e in blocks[0][0] if e > 0)
    if peak <= first:
        return None
    end = min(second, peak * peak / first)
    during, before = ([speed(b, *w) for b in blocks] for w in ((peak, end), (peak * peak / end, peak)))
    if None in during + before or not sum(during) or not sum(before):
        return None
    return math.log(sum(during) / sum(before))


# Curves of every epoch.

def smooth(curve):
    n = len(curve)
    return np.array([np.median(curve[i - h:i + h + 1]) for i, h in ((i, min(2, i, n - 1 - i)) for i in range(n))])


def perfect_fit(given):
    perfect = smooth(given) >= 0.995
    for i in range(len(perfect) - 1):
        if perfect[i] and perfect[i + 1:].mean() >= 0.9 - 1e-9:
            return i + 1
    return None


def generalization(wrong_true):
    return 1 + int(np.argmax(smooth(wrong_true))) if len(wrong_true) else None


def half(curve, classes):
    times, values = [0.0] + [i + 0.5 for i in range(len(curve))], [1 / classes] + list(smooth(curve))
    for i in range(1, len(values)):
        if values[i] >= 0.5:
            if values[i - 1] >= 0.5:
                return times[i]
            return times[i - 1] + (0.5 - values[i - 1]) / (values[i] - values[i - 1]) * (times[i] - times[i - 1])
    return None


def lag(right, wrong_given, classes):
    if not len(wrong_given):
        return None
    r, w = half(right, classes), half(wrong_given, classes)
    return None if r is None or w is None else math.log(w / r)


# Quantities counted at snapshots.

def window(epochs, values, start, end):
    inside = [v for e, v in zip(epochs, values) if start <= e < end]
    return None if not inside else float(np.mean(inside))


def rise(epochs, values, fit):
    before, around, then = (window(epochs, values, a * fit, b * fit) for a, b in ((1 / 6, 1 / 2), (1 / 2, 3 / 2), (3 / 2, 9 / 2)))
    return None if None in (before, around, then) else around - (before + then) / 2


def change(epochs, values, generalization_epoch, fit):
    before, then = window(epochs, values, 1, generalization_epoch), window(epochs, values, fit, math.inf)
    return None if None in (before, then) else then - before


# The double descent.

def smooth_errors(epochs, errors):
    points = [(math.log(e), v) for e, v in zip(epochs, errors) if e > 0]
    t = np.array([p[0] for p in points])
    v = np.array([p[1] for p in points])
    return np.array([v[np.abs(t - at) <= min(0.3, at - t[0], t[-1] - at) + 1e-9].mean() for at in t])


def shape(curve):
    best, size, first = (0, 1, len(curve) - 1), -math.inf, 0
    for peak in range(1, len(curve) - 1):
        if curve[peak - 1] < curve[first]:
            first = peak - 1
        second = peak + 1 + int(np.argmin(curve[peak + 1:]))
        smaller = curve[peak] - max(curve[first], curve[second])
        if smaller > size:
            size, best = smaller, (first, peak, second)
    return best


def descent(epochs, test_errors, train_errors):
    """First minimum, peak and second minimum of the mean curve; and rise, descent and training rise of every seed, at the shape of the others."""
    test, train = [np.array([smooth_errors(epochs, e) for e in errors]) for errors in (test_errors, train_errors)]
    times = [e for e in epochs if e > 0]
    steps = []
    for seed in range(len(test)):
        a, b, c = shape(np.delete(test, seed, 0).mean(0))
        steps.append((test[seed][b] - test[seed][a], test[seed][b] - test[seed][c], train[seed][b] - train[seed][a]))
    return [times[i] for i in shape(test.mean(0))], np.array(steps).T
