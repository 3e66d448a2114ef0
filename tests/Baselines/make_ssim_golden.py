#!/usr/bin/env python3
"""Writes ssim.golden.json: SSIM and colour difference of images given by integer formulas, computed another way than in C#.

Needs numpy and scipy (Debian: python3-numpy, python3-scipy). Run it in this folder: python3 make_ssim_golden.py
SSIM is convolved with the whole two-dimensional window (C#: separable), the colour difference taken block by block from the L*a*b*
image of each side (C#: from sums of differences over cells). Pattern.cs evaluates the same formulas.
"""
import json

import numpy as np
from scipy.signal import convolve2d


def pattern(width, height, kind, seed=0):
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(3), indexing="ij")
    if kind == "shifted":
        x = x + 1
    image = ((x * x * (c + 1) + 3 * x * y + 7 * y * (c + 2)) >> 3) & 255
    if kind.startswith("noise"):
        amplitude = int(kind[len("noise"):])
        mask = 0xFFFFFFFF
        h = (x * 374761393 + y * 668265263 + c * 974634541 + seed * 1274126177) & mask
        h = ((h ^ (h >> 13)) * 1274126177) & mask
        noise = (h ^ (h >> 16)) & 255
        image = np.clip(image + ((noise * (2 * amplitude + 1)) >> 8) - amplitude, 0, 255)
    elif kind == "flat":
        image = ((image * 3) >> 2) + 32
    elif kind == "swapped":
        image = image[:, :, ::-1]
    elif kind == "grey":
        image = np.full_like(image, 128)
    return image.astype(np.float64)


def ssim(a, b):
    at = np.arange(11) - 5.0
    window = np.exp(-(at[:, None] ** 2 + at[None, :] ** 2) / (2 * 1.5**2))
    window /= window.sum()
    x, y = (image @ np.array([0.299, 0.587, 0.114]) for image in (a, b))
    mean = lambda values: convolve2d(values, window, mode="valid")
    mx, my = mean(x), mean(y)
    # Central moments window by window, not E[xx] - E[x]^2: nothing cancels.
    views = [np.lib.stride_tricks.sliding_window_view(values, (11, 11)) for values in (x, y)]
    dx, dy = views[0] - mx[:, :, None, None], views[1] - my[:, :, None, None]
    vx, vy, cov = ((window * product).sum(axis=(2, 3)) for product in (dx * dx, dy * dy, dx * dy))
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    return float(np.mean((2 * mx * my + c1) * (2 * cov + c2) / ((mx**2 + my**2 + c1) * (vx + vy + c2))))


def lab(image):
    v = image / 255
    linear = np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)
    matrix = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]])
    t = linear @ matrix.T / np.array([0.95047, 1, 1.08883])
    f = np.where(t > 216 / 24389, np.cbrt(t), (24389 / 27 * t + 16) / 116)
    return np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], axis=-1)


def colour(a, b):
    a, b = lab(a), lab(b)
    height, width = a.shape[:2]
    tops = range(0, max(height - 4, 1), 4)
    lefts = range(0, max(width - 4, 1), 4)
    distances = [
        np.linalg.norm(a[t : t + 8, l : l + 8].mean(axis=(0, 1)) - b[t : t + 8, l : l + 8].mean(axis=(0, 1))) for t in tops for l in lefts
    ]
    return float(np.mean(distances)), float(np.max(distances))


cases = []
for width, height in ((11, 11), (12, 30), (64, 48), (97, 53)):
    for kind in ("plain", "noise2", "noise20", "noise90", "shifted", "flat", "swapped", "grey"):
        a, b = pattern(width, height, "plain"), pattern(width, height, kind, seed=width)
        mean, maximum = colour(a, b)
        cases.append(dict(width=width, height=height, kind=kind, seed=width, ssim=ssim(a, b), meanColour=mean, maximumColour=maximum))

with open("ssim.golden.json", "w", encoding="utf-8", newline="\n") as file:
    file.write("[\n" + ",\n".join("  " + json.dumps(case) for case in cases) + "\n]\n")
