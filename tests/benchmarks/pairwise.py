"""Twin of CheckpointBenchmark.cs: epoch x epoch CKA by comparing models in pairs, as torch_cka does: for every pair of epochs two model
passes over the images, and per tap three Gram products. A sample of the pairs is timed and the time of all is extrapolated. Only the same
tap of both epochs is compared, where torch_cka compares every tap with every other: that favours this side.

    pairwise.py FOLDER     leaves the features of all epochs, one .npz file each, and the sample's similarities there
"""
import os
import random
import sys
import time

import numpy
import torch
import torch.nn.functional as F
from torch import nn

SNAPSHOTS, IMAGES, SAMPLE, WIDTH = 41, 400, 20, 8


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.norm1, self.norm2 = nn.BatchNorm2d(inputs), nn.BatchNorm2d(outputs)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.shortcut = nn.Conv2d(inputs, outputs, 1, stride, bias=False) if stride != 1 or inputs != outputs else None

    def forward(self, x):
        active = F.relu(self.norm1(x))
        shortcut = x if self.shortcut is None else self.shortcut(active)
        return self.conv2(F.relu(self.norm2(self.conv1(active)))) + shortcut


def network():
    """The ResNet-18 of the profile cpu up to its last block: a stem and eight blocks, which are the nine taps."""
    layers, inputs = [nn.Conv2d(3, WIDTH, 3, 1, 1, bias=False)], WIDTH
    for width, stride in ((WIDTH, 1), (2 * WIDTH, 2), (4 * WIDTH, 2), (8 * WIDTH, 2)):
        layers += [Block(inputs, width, stride), Block(width, width, 1)]
        inputs = width
    return nn.Sequential(*layers).eval()


def trajectory():
    """Networks that drift ever more slowly; how similar they are does not change what comparing them costs."""
    weights = network().state_dict()
    for epoch in range(SNAPSHOTS):
        weights = {k: v + 0.1 / (1 + epoch) * torch.randn_like(v) * v.abs().mean() if v.dtype == torch.float32 else v for k, v in weights.items()}
        snapshot = network()
        snapshot.load_state_dict({k: v.abs() if "running_var" in k else v for k, v in weights.items()})
        yield snapshot


@torch.no_grad()
def taps(snapshot, images):
    outputs = []
    for layer in snapshot:
        images = layer(images)
        outputs.append(images)
    return outputs


def hsic(k, l):
    n = len(k)
    one = torch.ones(n, 1)
    mixed = (one.T @ k @ l @ one).item()
    sums = (one.T @ k @ one).item() * (one.T @ l @ one).item()
    return (torch.trace(k @ l).item() + sums / ((n - 1) * (n - 2)) - 2 * mixed / (n - 2)) / (n * (n - 3))


def gram(x):
    x = x.flatten(1)
    return (x @ x.T).fill_diagonal_(0)


def compare(first, second, images):
    similarities = []
    for x, y in zip(taps(first, images), taps(second, images)):
        k, l = gram(x), gram(y)
        similarities.append(hsic(k, l) / (hsic(k, k) * hsic(l, l)) ** 0.5)
    return similarities


torch.manual_seed(0)
folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
images, snapshots = torch.randn(IMAGES, 3, 16, 16), list(trajectory())
names = ["stem"] + [f"block{i}" for i in range(1, 9)]
taps(snapshots[0], images)

start = time.perf_counter()
for epoch, snapshot in enumerate(snapshots):
    numpy.savez(f"{folder}/{epoch}.npz", **{name: x.numpy() for name, x in zip(names, taps(snapshot, images))})
print(f"export {time.perf_counter() - start:.3f} s")

pairs = [(i, j) for i in range(SNAPSHOTS) for j in range(i, SNAPSHOTS)]
sample = random.Random(0).sample(pairs, SAMPLE)
start = time.perf_counter()
found = [compare(snapshots[i], snapshots[j], images) for i, j in sample]
spent = time.perf_counter() - start
print(f"pairwise {spent / SAMPLE * len(pairs):.1f} s,extrapolated-from-{SAMPLE}-of-{len(pairs)}-pairs")
with open(f"{folder}/pairs", "w") as file:
    for (i, j), similarities in zip(sample, found):
        file.writelines(f"{i} {j} {name} {value:.9g}\n" for name, value in zip(names, similarities))
