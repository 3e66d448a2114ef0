#!/usr/bin/env python3
"""Writes models.golden.json: taps, logits, gradients and running statistics of the networks in plain PyTorch, in float64.

Needs PyTorch (Debian: python3-torch). Run it in this folder: python3 make_model_golden.py
Of every tensor: shape, mean, Euclidean norm, and elements at equal distances in row-major order; the logits whole.
"""
import os

import torch
from torch.nn import functional as F

from reference_networks import NETWORKS, build, digits, images, labels, write

CASES = {"resnet8": (16, 4), "resnet2": (16, 3), "vit16": (16, 4), "vit24": (12, 5)}
COUNT = 6


def summary(tensor, samples):
    flat = tensor.detach().reshape(-1)
    at = [i * len(flat) // samples for i in range(samples)]
    mean, norm, *values = digits([flat.mean().item(), flat.norm().item(), *flat[at].tolist()])
    return {"shape": list(tensor.shape), "mean": mean, "norm": norm, "samples": values}


def record(name, training):
    size, classes = CASES[name]
    network = build(name).train(training)
    taps = {}
    logits = network(images(COUNT, size, 1001), taps)
    loss = F.cross_entropy(logits, labels(COUNT, classes, 1002))
    loss.backward()
    result = {
        "loss": digits([loss.item()])[0],
        "logits": digits(logits.detach().reshape(-1).tolist()),
        "taps": {tap: summary(output, 16) for tap, output in taps.items()},
        "gradients": {key: summary(value.grad, 4) for key, value in network.named_parameters()},
    }
    if training:
        result["statistics"] = {key: summary(value.double(), 4) for key, value in network.named_buffers()}
    return result


golden = {name: {mode: record(name, mode == "train") for mode in ("train", "eval")} for name in NETWORKS}
write(os.path.join(os.path.dirname(os.path.abspath(__file__)), "models.golden.json"), golden)
