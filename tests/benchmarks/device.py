"""The networks of DeviceBenchmark.cs in PyTorch on one device.

    device.py FOLDER      FOLDER is not read; where its name is 'gpu', the GPU, elsewhere the CPU

Two ways: what most people write (float32, eager, a DataLoader that copies every batch to the device), and what is fast (bfloat16 by
autocast, channels-last, the data on the device).
"""
import os
import sys
import time

import torch
import torch.nn.functional as F
import training
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

gpu = os.path.basename(sys.argv[1]) == "gpu"
device = torch.device("cuda" if gpu else "cpu")
if not gpu:
    torch.set_num_threads(1)
training.CLASSES = 8 if gpu else 4
SIDE, IMAGES, BATCH = (32, 2560, 128) if gpu else (16, 1000, 64)
NETWORKS = {
    "ResNet": ((lambda: training.ResNet18(64)) if gpu else training.ResNet18, None, 0.02),
    "ViT": ((lambda: training.VisionTransformer(192, 6, 3, 4, 64, 768)) if gpu else training.VisionTransformer, 1.0, 0.05),
}
images, labels = torch.randn(IMAGES, 3, SIDE, SIDE), torch.randint(0, training.CLASSES, (IMAGES,))


def loaded():
    loader = DataLoader(TensorDataset(images, labels), BATCH, shuffle=True, pin_memory=gpu, num_workers=2 if gpu else 0, persistent_workers=gpu)
    while True:
        for x, y in loader:
            yield x.to(device, non_blocking=True), y.to(device, non_blocking=True)


def resident(channels_last):
    x, y = images.to(device), labels.to(device)
    if channels_last:
        x = x.contiguous(memory_format=torch.channels_last)
    while True:
        for rows in torch.randperm(IMAGES, device=device).split(BATCH):
            yield x[rows], y[rows]


def speed(build, clip, rate, batches, half, channels_last):
    network = build().to(device)
    if channels_last:
        network = network.to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(network.parameters(), rate, momentum=0.9)

    def steps(count):
        seen = 0
        for _ in range(count):
            x, y = next(batches)
            optimizer.zero_grad()
            with torch.autocast(device.type, torch.bfloat16, enabled=half):
                loss = F.cross_entropy(network(x), y)
            loss.backward()
            if clip:
                nn.utils.clip_grad_norm_(network.parameters(), clip)
            optimizer.step()
            seen += len(y)
        loss.item()  # waits for the device
        return seen

    steps(20 if gpu else 2)
    start = time.perf_counter()
    seen = steps(100 if gpu else 12)
    return seen / (time.perf_counter() - start)


for kind, (build, clip, rate) in NETWORKS.items():
    layout = kind == "ResNet"
    for way, found in (
        ("float32, a DataLoader", speed(build, clip, rate, loaded(), False, False)),
        ("bfloat16, data on the device", speed(build, clip, rate, resident(layout), True, layout)),
    ):
        print(f"device/{kind}\treference\t{found}\timages/s\tPyTorch {torch.__version__}, {way}")
