"""Fits the polynomial of gelu_lane in layers.cpp. Needs Debian's python3-scipy.

    fit_gelu.py      prints its coefficients, from the highest power, and the largest relative errors

The tail of the normal distribution beyond a >= 0 is erfc(a / sqrt(2)) / 2 = e^(-a^2 / 2) q(t) with t = 1 / (1 + P a); q is smooth on the bounded
interval of t, and a polynomial of it is fitted to the smallest largest relative error by reweighted least squares (Lawson 1961). Beyond
FARTHEST the exponential is no normal number in single precision.
"""
import numpy
from scipy.special import erfcx

P, DEGREE, FARTHEST = 0.3, 8, 13.5


def tail(t):
    return erfcx((1 / t - 1) / P / numpy.sqrt(2)) / 2


def fitted():
    least = 1 / (1 + P * FARTHEST)
    nodes = numpy.cos((numpy.arange(3000) + 0.5) * numpy.pi / 3000)
    t = (nodes + 1) / 2 * (1 - least) + least
    terms = numpy.vander(t, DEGREE + 1, increasing=True) / tail(t)[:, None]
    weights = numpy.full(t.shape, 1 / len(t))
    for _ in range(200):
        root = numpy.sqrt(weights)
        coefficients = numpy.linalg.lstsq(terms * root[:, None], root, rcond=None)[0]
        errors = numpy.abs(terms @ coefficients - 1)
        weights *= errors + 1e-12
        weights /= weights.sum()
    return t, coefficients, errors.max()


def error_in_single_precision(t, coefficients):
    t = t.astype(numpy.float32)
    value = numpy.full_like(t, coefficients[-1])
    for c in coefficients[-2::-1]:
        value = (value.astype(float) * t + numpy.float32(c)).astype(numpy.float32)
    return numpy.abs(value / tail(t.astype(float)) - 1).max()


if __name__ == "__main__":
    t, coefficients, error = fitted()
    for c in coefficients[::-1]:
        print(repr(float(numpy.float32(c))))
    print(f"relative error {error:.1e}, in single precision {error_in_single_precision(t, coefficients):.1e}")
