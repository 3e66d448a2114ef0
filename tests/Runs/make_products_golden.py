"""Prints the golden values of RunCostTests.cs: the multiplications of one image's forward pass, counted by hooks while PyTorch runs.

    python3 make_products_golden.py        (Debian: python3-torch; tried with 1.13.0)

A convolution makes its weights' number of products at every output position, a linear layer at every token. Attention multiplies
queries with keys, and weights with values. In training, our ViT's last block computes the class token alone: so here.
"""
import pathlib
import sys

import torch
from torch import nn

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "benchmarks"))
import training  # noqa: E402


def counted(network, side):
    total = 0

    def hook(layer, inputs, output):
        nonlocal total
        if isinstance(layer, nn.Conv2d):
            total += layer.weight.numel() * output.shape[2] * output.shape[3]
        else:
            total += layer.weight.numel() * (output.numel() // output.shape[-1])

    for layer in network.modules():
        if isinstance(layer, (nn.Conv2d, nn.Linear)) and not isinstance(layer, nn.modules.linear.NonDynamicallyQuantizableLinear):
            layer.register_forward_hook(hook)
    network.eval()
    with torch.no_grad():
        network(torch.zeros(1, 3, side, side))
    return total


def resnet(k, side, classes):
    training.CLASSES = classes
    return counted(training.ResNet18(k), side)


def vit(patch, d, depth, heads, ratio, side, classes):
    training.CLASSES = classes
    tokens = (side // patch) ** 2 + 1
    network = training.VisionTransformer(d, depth, heads, patch, tokens - 1, ratio * d)
    # torch's MultiheadAttention makes its products inside one call: queries, keys and values, their mixture, and the projection.
    seen = []
    for block in network.blocks:
        block.attention.forward = lambda q, k, v, need_weights, a=block.attention: (seen.append((q.shape[1], a)), (q, None))[1]
    total = counted(network, side)
    for i, (_, attention) in enumerate(seen):
        outputs = tokens if i + 1 < depth else 1
        total += attention.in_proj_weight.numel() * tokens + 2 * outputs * tokens * d + attention.out_proj.weight.numel() * outputs
        if outputs == 1:
            total -= 2 * d * ratio * d * (tokens - 1)  # the MLP that PyTorch ran on the other tokens, too
    return total


for arguments in ((64, 32, 10), (8, 16, 4), (2, 15, 4)):
    print("ResNet", arguments, resnet(*arguments))
for arguments in ((4, 64, 6, 2, 2, 16, 4), (4, 192, 12, 3, 4, 32, 10)):
    print("ViT", arguments, vit(*arguments))
