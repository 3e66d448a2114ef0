"""The decision regions of RegionBenchmark.cs in PyTorch: one tap at a time, a DataLoader for each plane, default threads.

    regions.py FOLDER [--quick]      FOLDER is not read

A tap's output is taken by a forward hook; a linear probe says its class, the network itself at the last tap. Two ways are timed: the whole
network is run for every tap, as a hook by itself does it; and the run is broken off at the tap. Planes and probes are made before the
clock starts.
"""
import sys
import time

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from training import CLASSES, ResNet18, threads

PLANES, RESOLUTION, BATCH, SIDE = 2 if "--quick" in sys.argv else 6, 30, 256, 16


class Reached(Exception):
    """The tap has been computed: the rest of the network is not needed."""


def plane():
    origin, across, down = torch.randn(3, 3 * SIDE * SIDE)
    steps = torch.linspace(-0.1, 1.1, RESOLUTION)
    points = origin + steps[:, None, None] * down + steps[None, :, None] * across
    return TensorDataset(points.reshape(-1, 3, SIDE, SIDE))


def regions(network, tap, probe, planes, stops):
    """The class of every point of every plane by the probe of one tap; without a probe, by the network."""
    seen = []

    def look(_module, _inputs, output):
        seen.append(output)
        if stops:
            raise Reached

    handle, maps = tap.register_forward_hook(look), []
    with torch.no_grad():
        for dataset in planes:
            classes = []
            for (images,) in DataLoader(dataset, BATCH):
                try:
                    network(images)
                except Reached:
                    pass
                features = seen.pop().flatten(1)
                classes.append((features if probe is None else probe(features)).argmax(1))
            maps.append(torch.cat(classes).numpy().astype("uint8"))
    handle.remove()
    return maps


def snapshot(planes, stops):
    """Seconds for all taps of one network of random weights."""
    network = ResNet18().eval()
    taps = [network.stem, *network.blocks, network.head]
    with torch.no_grad():
        outputs = [network.stem(torch.zeros(1, 3, SIDE, SIDE))]
        for block in network.blocks:
            outputs.append(block(outputs[-1]))
    probes = [nn.Linear(output.numel(), CLASSES) for output in outputs] + [None]
    start = time.perf_counter()
    for tap, probe in zip(taps, probes):
        regions(network, tap, probe, planes, stops)
    return time.perf_counter() - start


planes = [plane() for _ in range(PLANES)]
snapshot(planes[:1], False)  # imported, and the memory is there
for way, stops in (("whole network, hook", False), ("layers up to the tap", True)):
    milliseconds = 1000 * snapshot(planes, stops)
    print(f"regions\treference\t{milliseconds}\tms\tPyTorch {torch.__version__}, a DataLoader a tap and plane, {way}, {threads()}")
