"""Twin of RegionBenchmark.cs: decision regions in plain PyTorch, the usual way: one tap at a time, a DataLoader for each plane.

    regions.py [THREADS]      without THREADS: PyTorch's default

A tap's output is taken by a forward hook; a linear probe says its class, the network itself at the last tap. Two ways are timed: the whole
network is run for every tap, as a hook by itself does it; and the run is broken off at the tap. Planes and probes are made before the
clock starts.
"""
import sys
import time

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from training import CLASSES, ResNet18

PLANES, RESOLUTION, SNAPSHOTS, TIMED, BATCH, SIDE = 20, 30, 41, 1, 256, 16


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
    """All taps of one network of random weights: seconds by the clock, and of the processor."""
    network = ResNet18().eval()
    taps = [network.stem, *network.blocks, network.head]
    with torch.no_grad():
        outputs = [network.stem(torch.zeros(1, 3, SIDE, SIDE))]
        for block in network.blocks:
            outputs.append(block(outputs[-1]))
    probes = [nn.Linear(output.numel(), CLASSES) for output in outputs] + [None]
    wall, processor = time.perf_counter(), time.process_time()
    for tap, probe in zip(taps, probes):
        regions(network, tap, probe, planes, stops)
    return time.perf_counter() - wall, time.process_time() - processor


if len(sys.argv) > 1:
    torch.set_num_threads(int(sys.argv[1]))
planes = [plane() for _ in range(PLANES)]
snapshot(planes[:1], False)  # imported, and the memory is there
print(f"regions-threads {torch.get_num_threads()} threads")
print(f"regions-timed {TIMED} of-{SNAPSHOTS}-snapshots")
for name, stops in (("whole-pass", False), ("up-to-the-tap", True)):
    wall, processor = (sum(times) * SNAPSHOTS / TIMED for times in zip(*(snapshot(planes, stops) for _ in range(TIMED))))
    print(f"regions-{name} {wall:.1f} seconds")
    print(f"regions-{name}-processor {processor:.1f} seconds")
