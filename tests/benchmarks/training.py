"""The training of TrainingBenchmark.cs in PyTorch: the same networks, batches and optimizers, one run after another, default threads.

    training.py FOLDER [--quick]      FOLDER is not read
"""
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

IMAGES, BATCH, CLASSES = 1000, 64, 4


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


class ResNet18(nn.Module):
    def __init__(self, k=8):
        super().__init__()
        self.stem = nn.Conv2d(3, k, 3, 1, 1, bias=False)
        blocks, inputs = [], k
        for width, stride in ((k, 1), (2 * k, 2), (4 * k, 2), (8 * k, 2)):
            blocks += [Block(inputs, width, stride), Block(width, width, 1)]
            inputs = width
        self.blocks, self.norm, self.head = nn.Sequential(*blocks), nn.BatchNorm2d(inputs), nn.Linear(inputs, CLASSES)

    def forward(self, x):
        return self.head(F.relu(self.norm(self.blocks(self.stem(x)))).mean((2, 3)))


class Encoder(nn.Module):
    def __init__(self, d, heads, hidden):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(d), nn.LayerNorm(d)
        self.attention = nn.MultiheadAttention(d, heads, batch_first=True)
        self.mlp = nn.Sequential(nn.Linear(d, hidden), nn.GELU(), nn.Linear(hidden, d))

    def forward(self, x):
        y = self.norm1(x)
        x = x + self.attention(y, y, y, need_weights=False)[0]
        return x + self.mlp(self.norm2(x))


class VisionTransformer(nn.Module):
    def __init__(self, d=64, depth=6, heads=2, patch=4, tokens=16, hidden=128):
        super().__init__()
        self.embedding = nn.Conv2d(3, d, patch, patch)
        self.token = nn.Parameter(torch.zeros(1, 1, d))
        self.positions = nn.Parameter(torch.zeros(1, 1 + tokens, d))
        self.blocks = nn.Sequential(*[Encoder(d, heads, hidden) for _ in range(depth)])
        self.norm, self.head = nn.LayerNorm(d), nn.Linear(d, CLASSES)

    def forward(self, x):
        x = self.embedding(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(len(x), -1, -1), x], 1) + self.positions
        return self.head(self.norm(self.blocks(x)[:, 0]))


# The conditions: name, network, limit of the gradients' norm, optimizer.
CONDITIONS = [
    ("ResNet-SGD", ResNet18, None, lambda p: torch.optim.SGD(p, 0.02, momentum=0.9)),
    ("ResNet-Adam", ResNet18, None, lambda p: torch.optim.Adam(p, 0.01)),
    ("ViT-SGD", VisionTransformer, 1.0, lambda p: torch.optim.SGD(p, 0.02, momentum=0.9)),
    ("ViT-Adam", VisionTransformer, 1.0, lambda p: torch.optim.Adam(p, 1e-3)),
]


def train(build, clip, optimizer, epochs, images=IMAGES):
    """Seconds of one run."""
    x, y = torch.randn(images, 3, 16, 16), torch.randint(0, CLASSES, (images,))
    start = time.perf_counter()
    network = build()
    optimizer = optimizer(network.parameters())
    loader = DataLoader(TensorDataset(x, y), BATCH, shuffle=True)
    for _ in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = F.cross_entropy(network(x), y)
            loss.backward()
            if clip:
                nn.utils.clip_grad_norm_(network.parameters(), clip)
            optimizer.step()
    return time.perf_counter() - start


def threads():
    count = torch.get_num_threads()
    return "1 thread" if count == 1 else f"{count} threads"


def show(name, speed):
    print(f"{name}\treference\t{speed}\timages/s\tPyTorch {torch.__version__}, one run after another, {threads()}")


if __name__ == "__main__":
    epochs = 1 if "--quick" in sys.argv else 8
    seconds = []
    for name, *condition in CONDITIONS:
        train(*condition, epochs=1, images=3 * BATCH)  # the memory is there
        seconds.append(train(*condition, epochs=epochs))
        show(f"training/{name}", epochs * IMAGES / seconds[-1])
    show("training/all", len(CONDITIONS) * epochs * IMAGES / sum(seconds))
