#!/usr/bin/python3
"""Writes SeededRandomGolden.cs, the values that SeededRandom and Seeds must reproduce.

    /usr/bin/python3 tests/Numerics/seeded_random_golden.py

An independent implementation in plain Python: integers of any length for the generator, hashlib for the seeds,
math.log for the normal numbers. It first checks itself against values published elsewhere.
"""
import hashlib
import math
import os

MASK = (1 << 64) - 1


def splitmix64(state):
    while True:
        state = (state + 0x9E3779B97F4A7C15) & MASK
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        yield z ^ (z >> 31)


def rotl(x, k):
    return ((x << k) | (x >> (64 - k))) & MASK


def xoshiro256starstar(state):
    s = list(state)
    while True:
        yield (rotl((s[1] * 5) & MASK, 7) * 9) & MASK
        t = (s[1] << 17) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotl(s[3], 45)


def stream(seed):
    filler = splitmix64(seed)
    return xoshiro256starstar([next(filler) for _ in range(4)])


def double(bits):
    return (next(bits) >> 11) / (1 << 53)


def below(bits, n):
    """Any product whose lower half is under 2^64 mod n is drawn again."""
    while True:
        product = next(bits) * n
        if product % (1 << 64) >= (1 << 64) % n:
            return product >> 64


def normals(bits, count):
    result = []
    while len(result) < count:
        u, v = 2 * double(bits) - 1, 2 * double(bits) - 1
        q = u * u + v * v
        if 0 < q < 1:
            scale = math.sqrt(-2 * math.log(q) / q)
            result += [u * scale, v * scale]
    return result[:count]


def permutation(bits, n):
    order = list(range(n))
    for last in range(n - 1, 0, -1):
        other = below(bits, last + 1)
        order[last], order[other] = order[other], order[last]
    return order


def derived(run_seed, purpose):
    text = "\n".join(["RepDynamics seed 1", str(run_seed), purpose])
    return int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:8], "little")


def check_against_published_values():
    """SplitMix64 from 1234567 as on Rosetta Code; xoshiro256** from (1, 2, 3, 4) as in the tests of Rust's rand_xoshiro."""
    filler = splitmix64(1234567)
    assert [next(filler) for _ in range(3)] == [6457827717110365317, 3203168211198807973, 9817491932198370423]
    bits = xoshiro256starstar([1, 2, 3, 4])
    assert [next(bits) for _ in range(4)] == [11520, 0, 1509978240, 1215971899390074240]


def array(kind, name, doc, values):
    rows, row = [], ""
    for value in values:
        if len(row) + len(value) > 110:
            rows.append(row.rstrip())
            row = ""
        row += value + ", "
    rows.append(row.rstrip())
    body = "\n".join("        " + r for r in rows)
    return f"    /// <summary>{doc}</summary>\n    internal static readonly {kind}[] {name} =\n    [\n{body}\n    ];\n"


def main():
    check_against_published_values()
    parts = []
    for name, seed in (("Zero", 0), ("One", 1), ("Largest", MASK)):
        bits = stream(seed)
        parts.append(array("ulong", f"BitsFrom{name}", f"First 64-bit outputs from seed {seed}.", [str(next(bits)) for _ in range(12)]))
    bits = stream(42)
    parts.append(array("double", "DoublesFrom42", "First doubles from seed 42.", [repr(double(bits)) for _ in range(8)]))
    parts.append(array("double", "NormalsFrom42", "First normal numbers from seed 42.", [repr(x) for x in normals(stream(42), 12)]))
    bits = stream(7)
    bounds = [1, 2, 3, 10, 1000, 2**31 - 1, 5, 6]
    parts.append(array("int", "Bounds", "Bounds asked for one after another.", [str(n) for n in bounds]))
    parts.append(array("int", "IntsFrom7", "One whole number under each bound, from seed 7.", [str(below(bits, n)) for n in bounds]))
    parts.append(array("int", "PermutationFrom7", "Permutation of 20 from seed 7.", [str(i) for i in permutation(stream(7), 20)]))
    cases = [(0, "initial-weights"), (10, "batch-order"), (-1, "label-noise"), (2**63 - 1, "\u03bc, two\nlines")]
    listed = [f'({run}, "{purpose}", {derived(run, purpose)})'.replace("\n", "\\n") for run, purpose in cases]
    parts.append(array("(long RunSeed, string Purpose, ulong Seed)", "DerivedSeeds", "Seeds derived from run seed and purpose.", listed))
    target = os.path.join(os.path.dirname(os.path.abspath(__file__)), "SeededRandomGolden.cs")
    with open(target, "w", encoding="utf-8", newline="\n") as out:
        out.write("namespace RepDynamics.Tests.Numerics;\n\n")
        out.write("/// <summary>Written by seeded_random_golden.py; do not edit.</summary>\n")
        out.write("internal static class SeededRandomGolden\n{\n" + "\n".join(parts) + "}\n")


main()
