// torch_door::attention: scaled dot-product attention. libtorch 2 has it; before, a CPU without MKL makes one library call for every
// head of every image, and spends most of the time on the way. Here a head's queries, keys and values are multiplied where they
// are, in buffers that fit the first-level cache.
#include <ATen/ATen.h>
#include <ATen/Dispatch.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>
#include <torch/version.h>

#include "lanes.h"

#if TORCH_VERSION_MAJOR >= 2

namespace {
at::Tensor attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v) { return at::scaled_dot_product_attention(q, k, v); }
}  // namespace

#else

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

constexpr int64_t kRows = 6;  // with two lanes: twelve sums, as many as registers hold

// A matrix somewhere in a tensor.
template <typename T>
struct View {
  T* data;
  int64_t row, column;  // strides

  INLINE T& at(int64_t i, int64_t j) const { return data[i * row + j * column]; }
  INLINE View transposed() const { return {data, column, row}; }
};

// The heads of a tensor [images, heads, tokens, size].
template <typename T>
struct Heads {
  T* data;
  int64_t image, head, row, column;

  explicit Heads(const at::Tensor& t)
      : data(t.data_ptr<T>()), image(t.stride(0)), head(t.stride(1)), row(t.stride(2)), column(t.stride(3)) {}

  INLINE View<T> at(int64_t i, int64_t h) const { return {data + i * image + h * head, row, column}; }
};

// The right side of a product [k, n] as rows of whole lanes: where it is, if it is such rows already, or packed, zeros at the end of
// each row.
template <typename T>
struct Rows {
  const T* data;
  int64_t stride;

  INLINE Rows(View<T> from, int64_t k, int64_t n, T* room) : data(from.data), stride(from.row) {
    if (from.column == 1 && n % kLane == 0) return;
    data = room;
    stride = padded(n);
    for (int64_t i = 0; i < k; i++, room += stride) {
      for (int64_t j = 0; j < n; j++) room[j] = from.at(i, j);
      for (int64_t j = n; j < stride; j++) room[j] = 0;
    }
  }
};

// Sums of a few rows and lanes that stay in registers.
template <typename T, int64_t rows, int64_t lanes>
INLINE void tile(View<T> a, const T* b, int64_t b_row, T* c, int64_t c_row, int64_t k) {
  using Vector = typename Lane<T>::Type;
  Vector sum[rows][lanes] = {};
  for (int64_t l = 0; l < k; l++)
    for (int64_t j = 0; j < lanes; j++) {
      const Vector right = *reinterpret_cast<const Vector*>(b + l * b_row + j * kLane);
      for (int64_t i = 0; i < rows; i++) sum[i][j] += a.at(i, l) * right;
    }
  for (int64_t i = 0; i < rows; i++)
    for (int64_t j = 0; j < lanes; j++) *reinterpret_cast<Vector*>(c + i * c_row + j * kLane) = sum[i][j];
}

template <typename T, int64_t lanes>
INLINE void column_of_tiles(View<T> a, const T* b, int64_t b_row, T* c, int64_t c_row, int64_t m, int64_t k) {
  for (; m >= kRows; m -= kRows, a.data += kRows * a.row, c += kRows * c_row) tile<T, kRows, lanes>(a, b, b_row, c, c_row, k);
  switch (m) {
    case 5: return tile<T, 5, lanes>(a, b, b_row, c, c_row, k);
    case 4: return tile<T, 4, lanes>(a, b, b_row, c, c_row, k);
    case 3: return tile<T, 3, lanes>(a, b, b_row, c, c_row, k);
    case 2: return tile<T, 2, lanes>(a, b, b_row, c, c_row, k);
    case 1: return tile<T, 1, lanes>(a, b, b_row, c, c_row, k);
  }
}

// c [m, padded(n)] = a [m, k] times b [k, padded(n)].
template <typename T>
INLINE void multiply(View<T> a, Rows<T> b, T* c, int64_t c_row, int64_t m, int64_t k, int64_t n) {
  int64_t j = 0;
  for (; j + 2 * kLane <= padded(n); j += 2 * kLane) column_of_tiles<T, 2>(a, b.data + j, b.stride, c + j, c_row, m, k);
  if (j < padded(n)) column_of_tiles<T, 1>(a, b.data + j, b.stride, c + j, c_row, m, k);
}

// All products of an instruction set share one compiled multiply: inlined into each, its tiles would take a minute to compile.
#define ONCE __attribute__((noinline))

template <typename T>
struct Avx2 {
  AVX2 ONCE static void multiply(View<T> a, Rows<T> b, T* c, int64_t c_row, int64_t m, int64_t k, int64_t n) { ::multiply(a, b, c, c_row, m, k, n); }
};

template <typename T>
struct Plain {
  ONCE static void multiply(View<T> a, Rows<T> b, T* c, int64_t c_row, int64_t m, int64_t k, int64_t n) { ::multiply(a, b, c, c_row, m, k, n); }
};

// The same into a matrix without padding.
template <typename Set, typename T>
INLINE void multiply_into(View<T> c, View<T> a, Rows<T> b, T* room, int64_t m, int64_t k, int64_t n) {
  if (c.column == 1 && n % kLane == 0) return Set::multiply(a, b, c.data, c.row, m, k, n);
  Set::multiply(a, b, room, padded(n), m, k, n);
  for (int64_t i = 0; i < m; i++)
    for (int64_t j = 0; j < n; j++) c.at(i, j) = room[i * padded(n) + j];
}

INLINE void exponentials(double* x, int64_t n) {
  for (int64_t j = 0; j < n; j++) x[j] = std::exp(x[j]);
}

INLINE void exponentials(float* x, int64_t n) {
  for (int64_t j = 0; j < n; j += kLane) exponential(x + j);
}

// Each row of scores [m, padded(n)], scaled, becomes weights that sum to 1; the padding becomes 0.
template <typename T>
INLINE void softmax(T* scores, int64_t m, int64_t n, T scale) {
  using Vector = typename Lane<T>::Type;
  const int64_t width = padded(n);
  for (int64_t i = 0; i < m; i++, scores += width) {
    Vector* row = reinterpret_cast<Vector*>(scores);
    const int64_t lanes = width / kLane;
    for (int64_t j = n; j < width; j++) scores[j] = -std::numeric_limits<T>::infinity();
    Vector most = row[0], all = {};
    for (int64_t j = 1; j < lanes; j++) most = row[j] > most ? row[j] : most;
    const T highest = largest(most);
    for (int64_t j = 0; j < lanes; j++) row[j] = (row[j] - highest) * scale;
    exponentials(scores, width);
    for (int64_t j = 0; j < lanes; j++) all += row[j];
    const T share = 1 / sum(all);
    for (int64_t j = 0; j < lanes; j++) row[j] *= share;
  }
}

// The gradient of scores from that of weights, in place: w (g - sum of w g), times the scale.
template <typename T>
INLINE void softmax_gradient(const T* weights, T* gradient, int64_t m, int64_t n, T scale) {
  using Vector = typename Lane<T>::Type;
  const int64_t width = padded(n);
  for (int64_t i = 0; i < m; i++, weights += width, gradient += width) {
    const Vector* w = reinterpret_cast<const Vector*>(weights);
    Vector *g = reinterpret_cast<Vector*>(gradient), products = {};
    for (int64_t j = 0; j < width / kLane; j++) products += w[j] * g[j];
    const T all = sum(products);
    for (int64_t j = 0; j < width / kLane; j++) g[j] = w[j] * (g[j] - all) * scale;
  }
}

struct Sizes {
  int64_t images, heads, queries, keys, depth, width;

  Sizes(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v)
      : images(q.size(0)), heads(q.size(1)), queries(q.size(2)), keys(k.size(2)), depth(q.size(3)), width(v.size(3)) {}

  int64_t most() const { return std::max({queries, keys, depth, width}); }
};

template <typename T, typename Set>
INLINE void forward(const Sizes& s, const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, at::Tensor& weights, at::Tensor& out) {
  const Heads<T> queries(q), keys(k), values(v), outputs(out);
  thread_local std::vector<T> room;
  const int64_t block = s.most() * padded(s.most());
  room.resize(2 * block);
  T *packed = room.data(), *product = packed + block;
  T* w = weights.data_ptr<T>();
  const T scale = 1 / std::sqrt(static_cast<T>(s.depth));
  for (int64_t i = 0; i < s.images; i++)
    for (int64_t h = 0; h < s.heads; h++, w += s.queries * padded(s.keys)) {
      const View<T> share{w, padded(s.keys), 1};
      Set::multiply(queries.at(i, h), Rows<T>(keys.at(i, h).transposed(), s.depth, s.keys, packed), w, share.row, s.queries, s.depth, s.keys);
      softmax(w, s.queries, s.keys, scale);
      multiply_into<Set>(outputs.at(i, h), share, Rows<T>(values.at(i, h), s.keys, s.width, packed), product, s.queries, s.keys, s.width);
    }
}

template <typename T, typename Set>
INLINE void backward(
    const Sizes& s, const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const at::Tensor& weights, const at::Tensor& gradient,
    at::Tensor& gq, at::Tensor& gk, at::Tensor& gv) {
  const Heads<T> queries(q), keys(k), values(v), outputs(gradient), to_queries(gq), to_keys(gk), to_values(gv);
  thread_local std::vector<T> room;
  const int64_t block = s.most() * padded(s.most());
  room.resize(3 * block);
  T *packed = room.data(), *product = packed + block, *scores = product + block;
  T* w = weights.data_ptr<T>();
  const T scale = 1 / std::sqrt(static_cast<T>(s.depth));
  for (int64_t i = 0; i < s.images; i++)
    for (int64_t h = 0; h < s.heads; h++, w += s.queries * padded(s.keys)) {
      const View<T> out = outputs.at(i, h), share{w, padded(s.keys), 1}, score{scores, padded(s.keys), 1};
      multiply_into<Set>(to_values.at(i, h), share.transposed(), Rows<T>(out, s.queries, s.width, packed), product, s.keys, s.queries, s.width);

      Set::multiply(out, Rows<T>(values.at(i, h).transposed(), s.width, s.keys, packed), scores, score.row, s.queries, s.width, s.keys);
      softmax_gradient(w, scores, s.queries, s.keys, scale);

      multiply_into<Set>(to_queries.at(i, h), score, Rows<T>(keys.at(i, h), s.keys, s.depth, packed), product, s.queries, s.keys, s.depth);
      multiply_into<Set>(to_keys.at(i, h), score.transposed(), Rows<T>(queries.at(i, h), s.queries, s.depth, packed), product, s.keys, s.queries, s.depth);
    }
}

using Tensors = const at::Tensor&;

template <typename T>
AVX2 void forward_avx2(const Sizes& s, Tensors q, Tensors k, Tensors v, at::Tensor& w, at::Tensor& out) {
  forward<T, Avx2<T>>(s, q, k, v, w, out);
}

template <typename T>
void forward_plain(const Sizes& s, Tensors q, Tensors k, Tensors v, at::Tensor& w, at::Tensor& out) {
  forward<T, Plain<T>>(s, q, k, v, w, out);
}

template <typename T>
AVX2 void backward_avx2(const Sizes& s, Tensors q, Tensors k, Tensors v, Tensors w, Tensors g, at::Tensor& gq, at::Tensor& gk, at::Tensor& gv) {
  backward<T, Avx2<T>>(s, q, k, v, w, g, gq, gk, gv);
}

template <typename T>
void backward_plain(const Sizes& s, Tensors q, Tensors k, Tensors v, Tensors w, Tensors g, at::Tensor& gq, at::Tensor& gk, at::Tensor& gv) {
  backward<T, Plain<T>>(s, q, k, v, w, g, gq, gk, gv);
}

// [images, heads, tokens, size], with a token's heads side by side: what reads it next joins them without a copy.
at::Tensor like(Tensors t, int64_t size) {
  return at::empty({t.size(0), t.size(2), t.size(1), size}, t.options()).transpose(1, 2);
}

class Attention : public torch::autograd::Function<Attention> {
 public:
  static at::Tensor forward(AutogradContext* context, at::Tensor q, at::Tensor k, at::Tensor v) {
    const Sizes s(q, k, v);
    at::Tensor weights = at::empty({s.images, s.heads, s.queries, padded(s.keys)}, q.options());
    // Columns beyond the keys are written by the product of zeros.
    at::Tensor out = like(q, s.width);
    AT_DISPATCH_FLOATING_TYPES(q.scalar_type(), "attention", [&] {
      (kHasAvx2 ? forward_avx2<scalar_t> : forward_plain<scalar_t>)(s, q, k, v, weights, out);
    });
    context->save_for_backward({q, k, v, weights});
    return out;
  }

  static tensor_list backward(AutogradContext* context, tensor_list gradients) {
    const auto saved = context->get_saved_variables();
    const at::Tensor &q = saved[0], &k = saved[1], &v = saved[2], &weights = saved[3], &gradient = gradients[0];
    const Sizes s(q, k, v);
    at::Tensor gq = like(q, s.depth), gk = like(k, s.depth), gv = like(v, s.width);
    AT_DISPATCH_FLOATING_TYPES(q.scalar_type(), "attention", [&] {
      (kHasAvx2 ? backward_avx2<scalar_t> : backward_plain<scalar_t>)(s, q, k, v, weights, gradient, gq, gk, gv);
    });
    return {gq, gk, gv};
  }
};

bool here(const at::Tensor& t) {
  return t.dim() == 4 && t.device().is_cpu() && (t.scalar_type() == at::kFloat || t.scalar_type() == at::kDouble);
}

at::Tensor attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v) {
  // Elsewhere libtorch's own products are as good, and its complaints are better.
  if (!here(q) || !here(k) || !here(v) || q.scalar_type() != k.scalar_type() || q.scalar_type() != v.scalar_type()
      || q.sizes().slice(0, 2) != k.sizes().slice(0, 2) || k.sizes().slice(0, 3) != v.sizes().slice(0, 3) || q.size(3) != k.size(3)
      || q.numel() == 0 || k.numel() == 0 || v.numel() == 0)
    return at::matmul(at::softmax(at::matmul(q, k.transpose(-2, -1)) / std::sqrt(static_cast<double>(q.size(-1))), -1), v);
  return Attention::apply(q, k, v);
}

}  // namespace

#endif

TORCH_LIBRARY_FRAGMENT(torch_door, library) { library.def("attention(Tensor query, Tensor key, Tensor value) -> Tensor", attention); }
