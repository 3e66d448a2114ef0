// Eight numbers side by side, and what every kernel of the door needs to compute with them.
#pragma once

#include <cstdint>
#include <cstring>

#define INLINED __attribute__((always_inline))
#define INLINE inline INLINED

// One instruction set wherever there is AVX2, so that wider processors give the same bits.
#if defined(__x86_64__)
#define AVX2 __attribute__((target("avx2,fma")))
static const bool kHasAvx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
#define AVX2
static const bool kHasAvx2 = false;
#endif

constexpr int64_t kLane = 8;

// One or two registers of AVX2.
template <typename T> struct Lane;
template <> struct Lane<float> { typedef float Type __attribute__((vector_size(32), aligned(4), may_alias)); };
template <> struct Lane<double> { typedef double Type __attribute__((vector_size(64), aligned(8), may_alias)); };

using Floats = Lane<float>::Type;
typedef int32_t Ints __attribute__((vector_size(32), may_alias));

INLINE int64_t padded(int64_t n) { return (n + kLane - 1) / kLane * kLane; }

// By reference: a vector that crosses a call as a value would need the same instruction set on both sides.
INLINE const Floats& load(const float* from) { return *reinterpret_cast<const Floats*>(from); }
INLINE void store(float* to, const Floats& x) { *reinterpret_cast<Floats*>(to) = x; }

template <typename Vector>
INLINE auto sum(const Vector& x) {
  return ((x[0] + x[4]) + (x[2] + x[6])) + ((x[1] + x[5]) + (x[3] + x[7]));
}

template <typename Number>
INLINE Number larger(Number a, Number b) { return a > b ? a : b; }

template <typename Vector>
INLINE auto largest(const Vector& x) {
  return larger(larger(larger(x[0], x[4]), larger(x[2], x[6])), larger(larger(x[1], x[5]), larger(x[3], x[7])));
}

// e^x to 2 units of the last place: 2^n times e^r with |r| <= ln(2) / 2, of which the Taylor series to the seventh power leaves 5e-9. Below
// -87 it is 0, above 88 e^88.
INLINE void exponential(float* x) {
  const Floats log2e = Floats{} + 1.44269504f, high = Floats{} + 0.693359375f, low = Floats{} - 2.12194440e-4f;
  const Floats from = load(x), most = Floats{} + 88.0f, least = Floats{} - 87.0f;
  // What is not a number stays so.
  Floats bounded = from > most ? most : from;
  bounded = bounded < least ? least : bounded;
  // Adding this leaves no binary place behind the point, and n in the last bits.
  const Floats shift = Floats{} + 12582912.0f;
  const Floats shifted = bounded * log2e + shift, n = shifted - shift;
  const Floats r = (bounded - n * high) - n * low;
  Floats e = Floats{} + 1.0f / 5040;
  e = e * r + 1.0f / 720;
  e = e * r + 1.0f / 120;
  e = e * r + 1.0f / 24;
  e = e * r + 1.0f / 6;
  e = e * r + 0.5f;
  e = e * r + 1.0f;
  e = e * r + 1.0f;
  Ints exponent;
  std::memcpy(&exponent, &shifted, sizeof exponent);
  exponent = (exponent + 127) << 23;
  Floats power;
  std::memcpy(&power, &exponent, sizeof power);
  e *= power;
  store(x, from < least ? Floats{} : e);
}
