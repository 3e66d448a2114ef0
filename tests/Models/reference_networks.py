"""The networks of src/RepDynamics/Models in plain PyTorch, and values by integer formulas that C# evaluates, too.

Used by make_model_golden.py and by ../Training/make_training_golden.py. Everything is computed in float64, so that the golden values
depend on neither threads nor instruction set; the values of the formulas have 16 bits and are the same numbers in float32.
"""
import json
import math

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F


def uniform(count, seed):
    """Values in [-0.5, 0.5), multiples of 2^-16. Formula.cs evaluates the same."""
    i = np.arange(count, dtype=np.uint64)
    mask = np.uint64(0xFFFFFFFF)
    h = (i * np.uint64(374761393) + np.uint64(seed) * np.uint64(668265263) + np.uint64(974634541)) & mask
    h = ((h ^ (h >> np.uint64(13))) * np.uint64(1274126177)) & mask
    h = (h ^ (h >> np.uint64(16))) & np.uint64(0xFFFF)
    return h.astype(np.float64) / 65536 - 0.5


def formula(shape, seed):
    return torch.from_numpy(uniform(math.prod(shape), seed)).reshape(shape)


def images(count, size, seed):
    return 4 * formula((count, 3, size, size), seed)


def labels(count, classes, seed):
    return torch.from_numpy(((uniform(count, seed) + 0.5) * 65536).astype(np.int64) % classes)


def fill(network):
    """Weights: uniform within the power of two below 1/sqrt(fan in); normalization near the identity; all else within 1/8."""
    state = {name: value for name, value in network.state_dict().items() if not name.endswith("num_batches_tracked")}
    for seed, name in enumerate(sorted(state)):
        value = state[name]
        u = formula(value.shape, seed)
        if value.dim() >= 2 and name.endswith("weight"):
            halvings = 0
            while 4**halvings < value.numel() // value.shape[0]:
                halvings += 1
            u = u * 2.0 ** (1 - halvings)
        elif name.endswith("weight") or name.endswith("running_var"):
            u = 1 + u / 2
        else:
            u = u / 4
        value.copy_(u)
    return network


class Block(nn.Module):
    def __init__(self, source, target, stride):
        super().__init__()
        self.norm1 = nn.BatchNorm2d(source)
        self.conv1 = nn.Conv2d(source, target, 3, stride=stride, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(target)
        self.conv2 = nn.Conv2d(target, target, 3, padding=1, bias=False)
        self.shortcut = nn.Conv2d(source, target, 1, stride=stride, bias=False) if stride != 1 or source != target else None

    def forward(self, x):
        active = F.relu(self.norm1(x))
        y = self.conv2(F.relu(self.norm2(self.conv1(active))))
        return y + (x if self.shortcut is None else self.shortcut(active))


class ResNet18(nn.Module):
    def __init__(self, width, classes):
        super().__init__()
        self.stem = nn.Conv2d(3, width, 3, padding=1, bias=False)
        self.blocks = nn.ModuleList()
        source = width
        for stage in range(4):
            for stride in (1 if stage == 0 else 2, 1):
                self.blocks.append(Block(source, width * 2**stage, stride))
                source = width * 2**stage
        self.norm = nn.BatchNorm2d(source)
        self.head = nn.Linear(source, classes)

    def forward(self, x, taps=None):
        taps = {} if taps is None else taps
        x = taps["stem"] = self.stem(x)
        for i, block in enumerate(self.blocks):
            x = taps[f"block{i + 1}"] = block(x)
        x = taps["output"] = self.head(F.relu(self.norm(x)).mean((2, 3)))
        return x


class Encoder(nn.Module):
    """Attention by heads gathered into one four-dimensional product, unlike C#'s head by head."""

    def __init__(self, dimension, heads, hidden):
        super().__init__()
        self.heads = heads
        self.norm1 = nn.LayerNorm(dimension)
        self.qkv = nn.Linear(dimension, 3 * dimension)
        self.projection = nn.Linear(dimension, dimension)
        self.norm2 = nn.LayerNorm(dimension)
        self.expand = nn.Linear(dimension, hidden)
        self.contract = nn.Linear(hidden, dimension)

    def forward(self, x):
        n, tokens, d = x.shape
        q, k, v = self.qkv(self.norm1(x)).reshape(n, tokens, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        weights = (q @ k.transpose(-2, -1) / math.sqrt(d // self.heads)).softmax(-1)
        x = x + self.projection((weights @ v).transpose(1, 2).reshape(n, tokens, d))
        return x + self.contract(F.gelu(self.expand(self.norm2(x))))


class VisionTransformer(nn.Module):
    def __init__(self, size, patch, dimension, depth, heads, ratio, classes):
        super().__init__()
        self.patch = patch
        self.embedding = nn.Linear(3 * patch * patch, dimension)
        self.class_token = nn.Parameter(torch.zeros(1, 1, dimension))
        self.positions = nn.Parameter(torch.zeros(1, 1 + (size // patch) ** 2, dimension))
        self.blocks = nn.ModuleList(Encoder(dimension, heads, ratio * dimension) for _ in range(depth))
        self.norm = nn.LayerNorm(dimension)
        self.head = nn.Linear(dimension, classes)

    def forward(self, x, taps=None):
        taps = {} if taps is None else taps
        # The patches as a strided convolution sees them, unlike C#'s view and permutation.
        kernel = self.embedding.weight.reshape(-1, 3, self.patch, self.patch)
        x = F.conv2d(x, kernel, self.embedding.bias, stride=self.patch).flatten(2).transpose(1, 2)
        x = taps["embedding"] = torch.cat([self.class_token.expand(x.shape[0], -1, -1), x], 1) + self.positions
        for i, block in enumerate(self.blocks):
            x = taps[f"block{i + 1}"] = block(x)
        x = taps["output"] = self.head(self.norm(x[:, 0]))
        return x


NETWORKS = {
    "resnet8": lambda: ResNet18(8, 4),
    "resnet2": lambda: ResNet18(2, 3),
    "vit16": lambda: VisionTransformer(16, 4, 16, 2, 2, 2, 4),
    "vit24": lambda: VisionTransformer(12, 3, 24, 3, 3, 4, 5),
}


def build(name):
    return fill(NETWORKS[name]().double())


def digits(values):
    return [float(f"{v:.10g}") for v in values]


def write(file, value):
    """One line an item of the outermost lists: small, and readable in a diff."""
    def text(node, depth):
        if isinstance(node, dict) and depth < 4:
            pad = "\n" + " " * 2 * (depth + 1)
            inner = ",".join(f"{pad}{json.dumps(key)}: {text(item, depth + 1)}" for key, item in node.items())
            return "{" + inner + "\n" + " " * 2 * depth + "}"
        return json.dumps(node)

    with open(file, "w", encoding="utf-8", newline="\n") as stream:
        stream.write(text(value, 0) + "\n")
