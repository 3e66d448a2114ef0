"""Writes torch.golden.json: what PyTorch gives for every operator, layer and optimizer that the TorchSharp contract names.

    python3 make_torch_golden.py        (Debian: python3-torch; tried with 1.13.0)

Inputs follow an integer formula that GoldenInputs.cs repeats, exact in float32; everything is computed in float64 and written to the
nine digits that tell any two float32 values apart. A case here and its twin in GoldenCases.cs have the same name.
"""
import json
import pathlib

import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)


def numbers(seed, *shape):
    count = 1
    for size in shape:
        count *= size
    values = [((i * 7919 + seed * 104729) % 1009 - 504) / 512 for i in range(count)]
    return torch.tensor(values).reshape(shape)


def indices(seed, limit, *shape):
    count = 1
    for size in shape:
        count *= size
    return torch.tensor([(i * 5 + seed) % limit for i in range(count)]).reshape(shape)


x, y, z = numbers(1, 3, 4), numbers(2, 3, 4), numbers(3, 3, 4)
box = numbers(4, 2, 3, 4)
image = numbers(5, 2, 3, 5, 4)
cases = {
    "add": x + y,
    "add scalar": x + 0.75,
    "add with alpha": x.add(y, alpha=-1.5),
    "subtract": x - y,
    "subtract scalar": x - 2,
    "multiply": x * y,
    "multiply scalar": x * -3,
    "divide": x / (y + 2),
    "divide scalar": x / 7,
    "broadcast": x + numbers(6, 4),
    "sqrt": (x + 1).sqrt(),
    "reciprocal": (x + 2).reciprocal(),
    "clamp": x.clamp(-0.25, 0.5),
    "clamp max": x.clamp(max=0.5),
    "stack": torch.stack([x, y, z]),
    "stack dim": torch.stack([x, y], 1),
    "add_": x.clone().add_(y),
    "add_ with alpha": x.clone().add_(y, alpha=0.3),
    "add_ scalar": x.clone().add_(3),
    "mul_": x.clone().mul_(y),
    "mul_ scalar": x.clone().mul_(0.9),
    "div_ scalar": x.clone().div_(3),
    "addcmul_": x.clone().addcmul_(y, z, value=0.2),
    "addcdiv_": x.clone().addcdiv_(y, z + 2, value=-0.4),
    "zero_": x.clone().zero_(),
    "fill_": x.clone().fill_(2.5),
    "copy_ broadcasts": x.clone().copy_(numbers(6, 4)),
    "sum": box.sum(),
    "sum along": box.sum(1),
    "sum along, kept": box.sum(-1, keepdim=True),
    "mean": box.mean(),
    "mean along": box.mean([0, 2]),
    "mean along, kept": box.mean([0], keepdim=True),
    "argmax": box.argmax(1),
    "argmax, kept": box.argmax(-1, keepdim=True),
    "norm": box.norm(),
    "norm 1": box.norm(1),
    "mm": x.mm(numbers(7, 4, 5)),
    "bmm": box.bmm(numbers(8, 2, 4, 3)),
    "softmax": box.softmax(1),
    "softmax, last": box.softmax(-1),
    "view": box.view(4, 6),
    "reshape": box.permute(2, 0, 1).reshape(-1, 3),
    "permute": box.permute(2, 0, 1),
    "transpose": box.transpose(1, 2),
    "t": x.t(),
    "contiguous": x.t().contiguous(),
    "expand": numbers(6, 1, 4).expand(3, -1),
    "select": box.select(1, -1),
    "narrow": box.narrow(2, 1, 2),
    "index_select": box.index_select(1, indices(2, 3, 5)),
    "gather": box.gather(2, indices(1, 4, 2, 3, 2)),
    "chunk, last": box.chunk(3, 2)[-1],
    "cat": torch.cat([box, numbers(9, 2, 1, 4)], 1),
    "eye": torch.eye(3),
    "eye, wide": torch.eye(2, 4),
    "zeros": torch.zeros(2, 3),
    "ones": torch.ones(2, 3),
    "full": torch.full((2, 3), -1.25),
    "arange": torch.arange(5),
    "int64": (x * 5).to(torch.int64),
    "relu": F.relu(x),
    "gelu": F.gelu(x * 3),
    "pad": F.pad(image, [1, 2, 0, 1], value=0.5),
}

logits, labels = numbers(10, 5, 4), indices(1, 4, 5)
cases |= {
    "cross entropy": F.cross_entropy(logits, labels),
    "cross entropy, summed": F.cross_entropy(logits, labels, reduction="sum"),
    "cross entropy of each": F.cross_entropy(logits, labels, reduction="none"),
    "cross entropy, weighted": F.cross_entropy(logits, labels, weight=numbers(11, 4) + 1),
    "cross entropy, one class ignored": F.cross_entropy(logits, labels, ignore_index=2),
    "cross entropy, smoothed": F.cross_entropy(logits, labels, label_smoothing=0.1),
}


def filled(module):
    with torch.no_grad():
        for i, parameter in enumerate(module.parameters()):
            parameter.copy_(numbers(20 + i, *parameter.shape))
    return module


def layer(name, module, value):
    """The output, and the gradients of a weighted sum of it, through value and parameters."""
    filled(module)
    value = value.clone().requires_grad_()
    output = module(value)
    (output * numbers(30, *output.shape)).sum().backward()
    cases[name] = output
    cases[f"{name}: gradient of the input"] = value.grad
    for key, parameter in module.named_parameters():
        cases[f"{name}: gradient of {key}"] = parameter.grad


layer("linear", nn.Linear(4, 5), box)
layer("linear without bias", nn.Linear(4, 5, bias=False), x)
layer("conv2d", nn.Conv2d(3, 4, 3, stride=2, padding=1), image)
layer("conv2d without bias", nn.Conv2d(3, 2, 1, bias=False), image)
layer("layer norm", nn.LayerNorm(4), box)
layer("batch norm", nn.BatchNorm2d(3), image)
layer("batch norm, evaluating", nn.BatchNorm2d(3).eval(), image)

for name, momentum in (("momentum", 0.1), ("cumulative", None)):
    norm = filled(nn.BatchNorm2d(3, momentum=momentum))
    for seed in (40, 41, 42):
        norm(numbers(seed, 2, 3, 5, 4))
    cases[f"batch norm, {name}: running mean"] = norm.running_mean
    cases[f"batch norm, {name}: running variance"] = norm.running_var
    cases[f"batch norm, {name}: batches"] = norm.num_batches_tracked
    cases[f"batch norm, {name}: then evaluating"] = norm.eval()(image)

optimizers = {
    "SGD": lambda p: torch.optim.SGD(p, 0.1),
    "SGD with momentum": lambda p: torch.optim.SGD(p, 0.1, momentum=0.9),
    "SGD with momentum and decay": lambda p: torch.optim.SGD(p, 0.1, momentum=0.9, weight_decay=0.01),
    "Adam": lambda p: torch.optim.Adam(p, 0.01),
    "Adam with decay": lambda p: torch.optim.Adam(p, 0.01, (0.8, 0.95), 1e-6, 0.02),
}
for name, build in optimizers.items():
    model = filled(nn.Linear(4, 3))
    optimizer = build(model.parameters())
    losses = []
    for step in range(8):
        for group in optimizer.param_groups:
            group["lr"] *= 0.9
        optimizer.zero_grad()
        loss = F.cross_entropy(model(numbers(50 + step, 6, 4)), indices(step, 3, 6))
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    cases[f"{name}: losses"] = torch.stack(losses)
    cases[f"{name}: weight"] = model.weight
    cases[f"{name}: bias"] = model.bias

model = filled(nn.Linear(4, 3))
for name, limit in (("above", 0.05), ("below", 50.0)):
    model.zero_grad()
    F.cross_entropy(model(numbers(50, 6, 4)), indices(0, 3, 6)).backward()
    cases[f"clip {name}: norm before"] = torch.nn.utils.clip_grad_norm_(model.parameters(), limit)
    cases[f"clip {name}: gradient"] = model.weight.grad.clone()


def nine_digits(value):
    return float(f"{value:.9g}")


golden = {
    name: {"shape": list(value.shape), "values": [nine_digits(v) for v in value.detach().flatten().tolist()]}
    for name, value in cases.items()
}
lines = [f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in golden.items()]
path = pathlib.Path(__file__).with_name("torch.golden.json")
path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
