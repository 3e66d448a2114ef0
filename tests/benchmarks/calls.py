"""Twin of CallBenchmark.cs: the sum of two tensors of 4 elements, the result freed."""
import time

import torch

CALLS, REPETITIONS = 200_000, 15
torch.set_num_threads(1)
a, b = torch.tensor([1.0, 2.0, 3.0, 4.0]), torch.tensor([5.0, 6.0, 7.0, 8.0])


def timed():
    start = time.perf_counter()
    for _ in range(CALLS):
        a.add(b)
    return (time.perf_counter() - start) / CALLS * 1e6


timed()
times = sorted(timed() for _ in range(REPETITIONS))
print(f"add-and-free {times[REPETITIONS // 2]:.3f} us")
