#!/usr/bin/python3
"""An independent reader and writer of safetensors files, to hold against the one in C#.

    python3 tests/IO/safetensors_oracle.py golden        writes safetensors.golden.json beside this file
    python3 tests/IO/safetensors_oracle.py read FILE     prints what FILE holds, as JSON

It follows "Format" in the README of github.com/huggingface/safetensors with nothing but json and struct. Where the
`safetensors` module is installed, that reads as well, and must agree.
"""
import json
import math
import os
import struct
import sys

try:
    import safetensors
except ImportError:
    safetensors = None

# Widest first: the order in which the module lays tensors out.
SIZES = {"U64": 8, "I64": 8, "F64": 8, "F32": 4, "U32": 4, "I32": 4, "BF16": 2, "F16": 2, "U16": 2, "I16": 2, "I8": 1, "U8": 1, "BOOL": 1}


def write(tensors, metadata):
    """tensors: {name: (dtype, shape, data)}."""
    header, data = {}, b""
    if metadata:
        header["__metadata__"] = {k: metadata[k] for k in sorted(metadata)}
    for name in sorted(tensors, key=lambda n: (list(SIZES).index(tensors[n][0]), n.encode())):
        dtype, shape, content = tensors[name]
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def unique(pairs):
    assert len(dict(pairs)) == len(pairs), "a name twice"
    return dict(pairs)


def read(content):
    (length,) = struct.unpack_from("<Q", content)
    assert length <= 100_000_000 and 8 + length <= len(content) and length % 8 == 0
    assert content[8:9] == b"{" and content[8:8 + length].rstrip(b" ").endswith(b"}")
    header = json.loads(content[8:8 + length].decode(), object_pairs_hook=unique)
    metadata = header.pop("__metadata__", {})
    assert all(type(k) is type(v) is str for k, v in metadata.items())
    data, end, tensors = content[8 + length:], 0, {}
    for name, info in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        assert set(info) == {"dtype", "shape", "data_offsets"}
        begin, following = info["data_offsets"]
        assert begin == end and following - begin == math.prod(info["shape"]) * SIZES[info["dtype"]], name
        assert (8 + length + begin) % SIZES[info["dtype"]] == 0, "not aligned"
        tensors[name], end = (info["dtype"], info["shape"], data[begin:following]), following
    assert end == len(data), "bytes of no tensor"
    if safetensors:
        theirs = {n: (t["dtype"], list(t["shape"]), bytes(t["data"])) for n, t in safetensors.deserialize(content)}
        assert theirs == tensors, "the safetensors module reads something else"
    return tensors, metadata


def described(tensors, metadata):
    return {
        "metadata": metadata,
        "tensors": [{"name": n, "dtype": d, "shape": s, "hex": c.hex().upper()} for n, (d, s, c) in tensors.items()],
    }


def pattern(dtype, shape):
    count = math.prod(shape) * SIZES[dtype]
    return bytes((i * 37 + 11) % 2 if dtype == "BOOL" else (i * 37 + 11) % 256 for i in range(count))


def cases():
    yield "nothing", {}, {}
    yield "notes only", {}, {"epoch": "12", "a \"b\"\\\n\t": "é ∑ /<>&'+"}
    shapes = [[], [1], [3], [0], [0, 3], [2, 0, 5], [2, 3], [1, 2, 1, 3, 1, 2]]
    for dtype in SIZES:
        yield dtype, {f"t.{i}": (dtype, shape, pattern(dtype, shape)) for i, shape in enumerate(shapes)}, {}
    mixed = {f"{n}.{d}": (d, [3, n], pattern(d, [3, n])) for d in SIZES for n in (1, 0, 3)}
    mixed |= {"é": ("U8", [2], b"\x00\xff"), "z": ("U8", [1], b"\x01"), "": ("F64", [], pattern("F64", []))}
    mixed |= {"A": ("F32", [3], struct.pack("<III", 0x7FA12345, 0x80000000, 1))}
    yield "mixed", mixed, {"network": "ViT", "Epoch": "0", "": ""}


if __name__ == "__main__":
    if sys.argv[1:] == ["golden"]:
        golden = []
        for name, tensors, metadata in cases():
            content = write(tensors, metadata)
            assert read(content) == (tensors, metadata), name
            golden.append({"case": name, "file": content.hex().upper(), **described(*read(content))})
        path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "safetensors.golden.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(golden, file, indent=1)
            file.write("\n")
    elif sys.argv[1:2] == ["read"] and len(sys.argv) == 3:
        with open(sys.argv[2], "rb") as file:
            print(json.dumps(described(*read(file.read())) | {"reader": "safetensors module" if safetensors else "specification"}))
    else:
        sys.exit(__doc__)
