// torch_door::gelu, layer_norm and batch_norm: what stands between the products of a network. Where layers are narrow, libtorch's own kernels
// for them take up to a quarter of a step on a CPU: each number goes twice through an error function, and rows are short. Here are
// those for float32 and whole lanes; everything else goes to libtorch.
#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "lanes.h"

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;
using Optional = const c10::optional<at::Tensor>&;

bool here(const at::Tensor& t) { return kHasAvx2 && t.device().is_cpu() && t.scalar_type() == at::kFloat && t.numel() > 0; }

bool here(Optional t, int64_t count) { return t.has_value() && t->defined() && here(*t) && t->is_contiguous() && t->numel() == count; }

// A gradient computed here has no gradient of its own.
void refuse_second_derivative() { TORCH_CHECK(!at::GradMode::is_enabled(), "the door's layers have no second derivative"); }

bool differentiates(const at::Tensor& t) { return t.requires_grad() && at::GradMode::is_enabled(); }

// ---- gelu: x times the share P(x) of the normal distribution below x (Hendrycks and Gimpel 2016) ----

// Both P and its density need e^(-x^2 / 2), so that the derivative P + x P' is known with the value. The tail of the distribution is that
// exponential times a polynomial in 1 / (1 + 0.3 |x|), fitted to a relative error of 6e-8 (tests/Substitutes/TorchSharp/fit_gelu.py).
INLINE void gelu_lane(const float* from, float* value, float* derivative) {
  const Floats x = load(from), a = x < Floats{} ? -x : x;
  float room[kLane];
  store(room, a * a * -0.5f);
  exponential(room);
  const Floats e = load(room), t = 1.0f / (1.0f + 0.3f * a);
  Floats tail = Floats{} + 0.038334280252456665f;
  tail = tail * t - 0.16895201802253723f;
  tail = tail * t + 0.22821740806102753f;
  tail = tail * t - 0.07599969953298569f;
  tail = tail * t + 0.14218512177467346f;
  tail = tail * t + 0.09483295679092407f;
  tail = tail * t + 0.12188205868005753f;
  tail = tail * t + 0.11949305981397629f;
  tail = tail * t + 6.852951628388837e-06f;
  tail *= e;
  const Floats share = x < Floats{} ? tail : 1.0f - tail;
  store(value, x * share);
  if (derivative) store(derivative, share + x * (e * 0.398942280f));
}

AVX2 void gelu_avx2(const float* x, float* value, float* derivative, int64_t n) {
  int64_t i = 0;
  if (derivative)
    for (; i + kLane <= n; i += kLane) gelu_lane(x + i, value + i, derivative + i);
  else
    for (; i + kLane <= n; i += kLane) gelu_lane(x + i, value + i, nullptr);
  if (i == n) return;
  float rest[kLane] = {}, rest_value[kLane], rest_derivative[kLane];
  std::copy(x + i, x + n, rest);
  gelu_lane(rest, rest_value, rest_derivative);
  std::copy(rest_value, rest_value + (n - i), value + i);
  if (derivative) std::copy(rest_derivative, rest_derivative + (n - i), derivative + i);
}

class Gelu : public torch::autograd::Function<Gelu> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x) {
    at::Tensor value = at::empty_like(x), derivative = at::empty_like(x);
    gelu_avx2(x.data_ptr<float>(), value.data_ptr<float>(), derivative.data_ptr<float>(), x.numel());
    context->save_for_backward({derivative});
    return value;
  }

  static tensor_list backward(AutogradContext* context, tensor_list gradients) {
    refuse_second_derivative();
    return {gradients[0] * context->get_saved_variables()[0]};
  }
};

at::Tensor gelu(const at::Tensor& x) {
  if (!here(x) || !x.is_contiguous()) return at::gelu(x);
  if (differentiates(x)) return Gelu::apply(x);
  at::Tensor value = at::empty_like(x);
  gelu_avx2(x.data_ptr<float>(), value.data_ptr<float>(), nullptr, x.numel());
  return value;
}

// ---- layer_norm: rows [n, d] ----

AVX2 void layer_norm_avx2(
    const float* x, const float* weight, const float* bias, float* y, float* mean, float* scale, int64_t n, int64_t d, float eps) {
  for (int64_t i = 0; i < n; i++, x += d, y += d) {
    Floats all = {}, squares = {};
    for (int64_t j = 0; j < d; j += kLane) all += load(x + j);
    const float m = sum(all) / d;
    for (int64_t j = 0; j < d; j += kLane) {
      const Floats c = load(x + j) - m;
      squares += c * c;
    }
    const float s = 1 / std::sqrt(sum(squares) / d + eps);
    for (int64_t j = 0; j < d; j += kLane) store(y + j, (load(x + j) - m) * s * load(weight + j) + load(bias + j));
    mean[i] = m;
    scale[i] = s;
  }
}

// gx = scale (h - mean h - x^ mean (h x^)) with h = weight g and x^ = scale (x - mean); the sums of g x^ and of g over rows.
AVX2 void layer_norm_gradient_avx2(
    const float* g, const float* x, const float* weight, const float* mean, const float* scale, float* gx, float* g_weight, float* g_bias, int64_t n,
    int64_t d) {
  std::fill(g_weight, g_weight + d, 0.0f);
  std::fill(g_bias, g_bias + d, 0.0f);
  for (int64_t i = 0; i < n; i++, g += d, x += d, gx += d) {
    const float m = mean[i], s = scale[i];
    Floats all = {}, along = {};
    for (int64_t j = 0; j < d; j += kLane) {
      const Floats gradient = load(g + j), hat = (load(x + j) - m) * s, h = load(weight + j) * gradient;
      all += h;
      along += h * hat;
      store(g_weight + j, load(g_weight + j) + gradient * hat);
      store(g_bias + j, load(g_bias + j) + gradient);
    }
    const float h_mean = sum(all) / d, along_mean = sum(along) / d;
    for (int64_t j = 0; j < d; j += kLane) {
      const Floats hat = (load(x + j) - m) * s, h = load(weight + j) * load(g + j);
      store(gx + j, s * (h - h_mean - hat * along_mean));
    }
  }
}

struct Normalized {
  at::Tensor y, mean, scale;

  Normalized(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, double eps) : y(at::empty_like(x)) {
    const int64_t d = weight.numel(), n = x.numel() / d;
    mean = at::empty({n}, x.options());
    scale = at::empty({n}, x.options());
    layer_norm_avx2(
        x.data_ptr<float>(), weight.data_ptr<float>(), bias.data_ptr<float>(), y.data_ptr<float>(), mean.data_ptr<float>(), scale.data_ptr<float>(), n, d,
        static_cast<float>(eps));
  }
};

class LayerNorm : public torch::autograd::Function<LayerNorm> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, double eps) {
    Normalized normalized(x, weight, bias, eps);
    context->save_for_backward({x, weight, normalized.mean, normalized.scale});
    return normalized.y;
  }

  static tensor_list backward(AutogradContext* context, tensor_list gradients) {
    refuse_second_derivative();
    const auto saved = context->get_saved_variables();
    const at::Tensor &x = saved[0], &weight = saved[1], g = gradients[0].contiguous();
    at::Tensor gx = at::empty_like(x), g_weight = at::empty_like(weight), g_bias = at::empty_like(weight);
    layer_norm_gradient_avx2(
        g.data_ptr<float>(), x.data_ptr<float>(), weight.data_ptr<float>(), saved[2].data_ptr<float>(), saved[3].data_ptr<float>(), gx.data_ptr<float>(),
        g_weight.data_ptr<float>(), g_bias.data_ptr<float>(), saved[2].numel(), weight.numel());
    return {gx, g_weight, g_bias, at::Tensor()};
  }
};

at::Tensor layer_norm(const at::Tensor& x, at::IntArrayRef shape, Optional weight, Optional bias, double eps) {
  const bool rows = shape.size() == 1 && x.dim() > 0 && x.size(-1) == shape[0] && shape[0] % kLane == 0;
  if (!rows || !here(x) || !here(weight, shape[0]) || !here(bias, shape[0])) return at::layer_norm(x, shape, weight, bias, eps);
  const at::Tensor dense = x.contiguous();
  return differentiates(x) || differentiates(*weight) || differentiates(*bias) ? LayerNorm::apply(dense, *weight, *bias, eps)
                                                                               : Normalized(dense, *weight, *bias, eps).y;
}

// ---- batch_norm: pixels [n, c] with the channels of a pixel side by side ----

// Sums stay in four lanes while a channel's numbers come by at a period of 32: fewer channels make several pixels a row.
constexpr int64_t kRow = 4 * kLane;
// Single precision adds up this many rows; double precision the rest.
constexpr int64_t kRun = 64;

struct Pixels {
  int64_t channels, width, rows;  // rows of width numbers, a multiple of kRow

  explicit Pixels(const at::Tensor& x) : channels(x.size(1)), width(std::max(channels, kRow)), rows(x.numel() / width) {}

  static bool fit(const at::Tensor& x) {
    if (x.dim() != 4 || !x.is_contiguous(at::MemoryFormat::ChannelsLast)) return false;
    const Pixels p(x);
    return p.channels % kLane == 0 && (kRow % p.channels == 0 || p.channels % kRow == 0) && x.numel() % p.width == 0;
  }

  double per_channel() const { return static_cast<double>(rows) * (width / channels); }

  // A value a channel, as often as it comes in a row.
  std::vector<float> spread(const std::vector<double>& values) const {
    std::vector<float> row(width);
    for (int64_t j = 0; j < width; j++) row[j] = static_cast<float>(values[j % channels]);
    return row;
  }
};

// For each channel the sum over its numbers of what a term makes of four lanes at an offset.
template <int64_t kinds, typename Term>
INLINE void channel_sums(const Pixels& p, std::vector<double>* sums, Term term) {
  for (int64_t k = 0; k < kinds; k++) sums[k].assign(p.channels, 0);
  for (int64_t column = 0; column < p.width; column += kRow)
    for (int64_t first = 0; first < p.rows; first += kRun) {
      const int64_t last = std::min(first + kRun, p.rows);
      Floats run[kinds][4] = {};
      for (int64_t i = first; i < last; i++)
        for (int64_t lane = 0; lane < 4; lane++) {
          const int64_t at = column + lane * kLane;
          term(i * p.width + at, at, lane, run);
        }
      for (int64_t k = 0; k < kinds; k++)
        for (int64_t lane = 0; lane < 4; lane++)
          for (int64_t j = 0; j < kLane; j++) sums[k][(column + lane * kLane + j) % p.channels] += run[k][lane][j];
    }
}

AVX2 void means_avx2(const Pixels& p, const float* x, std::vector<double>& mean) {
  channel_sums<1>(p, &mean, [x](int64_t i, int64_t, int64_t lane, Floats (&run)[1][4]) INLINED { run[0][lane] += load(x + i); });
  for (double& m : mean) m /= p.per_channel();
}

AVX2 void squares_avx2(const Pixels& p, const float* x, const float* mean, std::vector<double>& squares) {
  channel_sums<1>(p, &squares, [x, mean](int64_t i, int64_t at, int64_t lane, Floats (&run)[1][4]) INLINED {
    const Floats c = load(x + i) - load(mean + at);
    run[0][lane] += c * c;
  });
}

AVX2 void gradient_sums_avx2(const Pixels& p, const float* g, const float* x, const float* mean, std::vector<double>* sums) {
  channel_sums<2>(p, sums, [g, x, mean](int64_t i, int64_t at, int64_t lane, Floats (&run)[2][4]) INLINED {
    const Floats gradient = load(g + i);
    run[0][lane] += gradient;
    run[1][lane] += gradient * (load(x + i) - load(mean + at));
  });
}

// y = a x + b, channel by channel.
AVX2 void affine_avx2(const Pixels& p, const float* x, const float* a, const float* b, float* y) {
  for (int64_t i = 0; i < p.rows; i++, x += p.width, y += p.width)
    for (int64_t j = 0; j < p.width; j += kLane) store(y + j, load(x + j) * load(a + j) + load(b + j));
}

// gx = a g + b x + c, channel by channel.
AVX2 void affine_avx2(const Pixels& p, const float* g, const float* x, const float* a, const float* b, const float* c, float* gx) {
  for (int64_t i = 0; i < p.rows; i++, g += p.width, x += p.width, gx += p.width)
    for (int64_t j = 0; j < p.width; j += kLane) store(gx + j, load(g + j) * load(a + j) + (load(x + j) * load(b + j) + load(c + j)));
}

class BatchNorm : public torch::autograd::Function<BatchNorm> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, const at::Tensor& statistics) {
    context->save_for_backward({x, weight, statistics});
    return apply_statistics(x, weight, bias, statistics);
  }

  static tensor_list backward(AutogradContext* context, tensor_list gradients) {
    refuse_second_derivative();
    const auto saved = context->get_saved_variables();
    const at::Tensor &x = saved[0], &weight = saved[1], g = gradients[0].contiguous(at::MemoryFormat::ChannelsLast);
    const Pixels p(x);
    const double *mean = saved[2].data_ptr<double>(), *scale = mean + p.channels, n = p.per_channel();
    at::Tensor gx = at::empty_like(x), g_weight = at::empty_like(weight), g_bias = at::empty_like(weight);
    std::vector<double> sums[2], a(p.channels), b(p.channels), c(p.channels);
    gradient_sums_avx2(p, g.data_ptr<float>(), x.data_ptr<float>(), p.spread({mean, mean + p.channels}).data(), sums);
    for (int64_t j = 0; j < p.channels; j++) {
      g_bias.data_ptr<float>()[j] = static_cast<float>(sums[0][j]);
      g_weight.data_ptr<float>()[j] = static_cast<float>(scale[j] * sums[1][j]);
      a[j] = weight.data_ptr<float>()[j] * scale[j];
      b[j] = -a[j] * scale[j] * scale[j] * sums[1][j] / n;
      c[j] = -a[j] * sums[0][j] / n - b[j] * mean[j];
    }
    affine_avx2(p, g.data_ptr<float>(), x.data_ptr<float>(), p.spread(a).data(), p.spread(b).data(), p.spread(c).data(), gx.data_ptr<float>());
    return {gx, g_weight, g_bias, at::Tensor()};
  }

  // Statistics: mean and 1 / deviation of each channel, [2, c], in double precision.
  static at::Tensor apply_statistics(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, const at::Tensor& statistics) {
    const Pixels p(x);
    const double *mean = statistics.data_ptr<double>(), *scale = mean + p.channels;
    at::Tensor y = at::empty_like(x);
    std::vector<double> a(p.channels), b(p.channels);
    for (int64_t j = 0; j < p.channels; j++) {
      a[j] = weight.data_ptr<float>()[j] * scale[j];
      b[j] = bias.data_ptr<float>()[j] - mean[j] * a[j];
    }
    affine_avx2(p, x.data_ptr<float>(), p.spread(a).data(), p.spread(b).data(), y.data_ptr<float>());
    return y;
  }
};

// Of the batch, of which the running statistics take up a share.
at::Tensor batch_statistics(const at::Tensor& x, const at::Tensor& running_mean, const at::Tensor& running_variance, double share, double eps) {
  const Pixels p(x);
  at::Tensor statistics = at::empty({2, p.channels}, x.options().dtype(at::kDouble));
  std::vector<double> mean, squares;
  means_avx2(p, x.data_ptr<float>(), mean);
  squares_avx2(p, x.data_ptr<float>(), p.spread(mean).data(), squares);
  const double n = p.per_channel();
  for (int64_t j = 0; j < p.channels; j++) {
    statistics.data_ptr<double>()[j] = mean[j];
    statistics.data_ptr<double>()[p.channels + j] = 1 / std::sqrt(squares[j] / n + eps);
    float &m = running_mean.data_ptr<float>()[j], &v = running_variance.data_ptr<float>()[j];
    m = static_cast<float>((1 - share) * m + share * mean[j]);
    v = static_cast<float>((1 - share) * v + share * squares[j] / (n - 1));
  }
  return statistics;
}

at::Tensor kept_statistics(const at::Tensor& mean, const at::Tensor& variance, double eps) {
  const int64_t channels = mean.numel();
  at::Tensor statistics = at::empty({2, channels}, mean.options().dtype(at::kDouble));
  for (int64_t j = 0; j < channels; j++) {
    statistics.data_ptr<double>()[j] = mean.data_ptr<float>()[j];
    statistics.data_ptr<double>()[channels + j] = 1 / std::sqrt(variance.data_ptr<float>()[j] + eps);
  }
  return statistics;
}

at::Tensor batch_norm(
    const at::Tensor& x, Optional weight, Optional bias, Optional running_mean, Optional running_variance, bool training, double share, double eps) {
  const bool fits = here(x) && Pixels::fit(x) && here(weight, x.size(1)) && here(bias, x.size(1)) && here(running_mean, x.size(1))
      && here(running_variance, x.size(1)) && x.numel() > x.size(1);
  const bool learns = fits && (differentiates(x) || differentiates(*weight) || differentiates(*bias));
  if (!fits || (learns && !training)) return at::batch_norm(x, weight, bias, running_mean, running_variance, training, share, eps, true);
  const at::Tensor statistics =
      training ? batch_statistics(x, *running_mean, *running_variance, share, eps) : kept_statistics(*running_mean, *running_variance, eps);
  return learns ? BatchNorm::apply(x, *weight, *bias, statistics) : BatchNorm::apply_statistics(x, *weight, *bias, statistics);
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(torch_door, library) {
  library.def("gelu(Tensor input) -> Tensor", gelu);
  library.def("layer_norm(Tensor input, int[] normalized_shape, Tensor? weight, Tensor? bias, float eps) -> Tensor", layer_norm);
  library.def(
      "batch_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, bool training, float momentum, float eps) "
      "-> Tensor",
      batch_norm);
}
