#!/usr/bin/env python3
"""Writes training.golden.json: the losses of 30 training steps in plain PyTorch, in float64, for every network and optimizer.

Needs PyTorch (Debian: python3-torch). Run it in this folder: python3 make_training_golden.py
Step s trains on images 7 (16 s + j) mod 48, j = 0 .. 15. The learning rate rises over 3 steps and falls in stairs of 8 steps.
"""
import os
import sys

import torch
from torch.nn import functional as F

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "..", "Models"))
from reference_networks import build, digits, images, labels, write  # noqa: E402

COUNT, BATCH, STEPS, WARM_UP, STAIRS = 48, 16, 30, 3, 8

RUNS = {
    "vit16 SGD": (lambda p: torch.optim.SGD(p, lr=1, momentum=0.9), 0.05, 1.0),
    "vit16 Adam": (lambda p: torch.optim.Adam(p, lr=1), 5e-4, 1.0),
    "resnet8 SGD": (lambda p: torch.optim.SGD(p, lr=1, momentum=0.9), 0.02, None),
    "resnet8 Adam": (lambda p: torch.optim.Adam(p, lr=1), 1e-3, None),
}


def train(name, make, rate, clip):
    network = build(name.split()[0]).train()
    optimizer = make(network.parameters())
    x, y = images(COUNT, 16, 2001), labels(COUNT, 4, 2002)
    losses = []
    for step in range(STEPS):
        rows = [7 * (BATCH * step + j) % COUNT for j in range(BATCH)]
        for group in optimizer.param_groups:
            group["lr"] = rate * min(step + 1, WARM_UP) / WARM_UP * (1 + step // STAIRS) ** -0.5
        optimizer.zero_grad()
        loss = F.cross_entropy(network(x[rows]), y[rows])
        loss.backward()
        if clip is not None:
            torch.nn.utils.clip_grad_norm_(network.parameters(), clip)
        optimizer.step()
        losses.append(loss.item())
    return digits(losses)


write(os.path.join(here, "training.golden.json"), {name: train(name, *run) for name, run in RUNS.items()})
