"""The CKA of CheckpointBenchmark.cs in PyTorch, by comparing models in pairs, as torch_cka does: for every pair of epochs two passes over the
images, and for each tap three estimates of HSIC from Gram matrices; default threads.

    pairwise.py FOLDER [--quick]      FOLDER is not read

A sample of the pairs is timed and the time of all is extrapolated. Only the same tap of both epochs is compared, where torch_cka compares
every tap with every other.
"""
import sys
import time

import torch

from training import ResNet18, threads

EPOCHS, IMAGES, SAMPLE = 41, 400, 4 if "--quick" in sys.argv else 12


@torch.no_grad()
def features(network, images):
    outputs = []
    hooks = [tap.register_forward_hook(lambda _module, _inputs, output: outputs.append(output)) for tap in (network.stem, *network.blocks)]
    network(images)
    for hook in hooks:
        hook.remove()
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
    for x, y in zip(features(first, images), features(second, images)):
        k, l = gram(x), gram(y)
        similarities.append(hsic(k, l) / (hsic(k, k) * hsic(l, l)) ** 0.5)
    return similarities


images = torch.randn(IMAGES, 3, 16, 16)
networks = [ResNet18().eval() for _ in range(SAMPLE + 1)]
compare(*networks[:2], images)  # imported, and the memory is there
start = time.perf_counter()
for pair in zip(networks, networks[1:]):
    compare(*pair, images)
pairs = EPOCHS * (EPOCHS + 1) // 2
seconds = (time.perf_counter() - start) / SAMPLE * pairs
print(f"checkpoints\treference\t{seconds}\ts\tPyTorch {torch.__version__}, two passes a pair of epochs, {SAMPLE} of {pairs} pairs timed, {threads()}")
