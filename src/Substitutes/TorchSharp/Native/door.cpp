// One generic door from C# into ATen: find an operator in the c10 dispatcher by name, push tagged values, call it boxed, pop
// the results. Everything that libtorch can do is reached through door_call; the few functions beside it are what is not an
// operator (gradients, memory, threads). No function lets a C++ exception out: it returns a negative number (or null) and
// leaves the message for door_last_error.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include <cstdint>
#include <deque>
#include <mutex>
#include <string>

#define DOOR extern "C" __attribute__((visibility("default")))

// What compiled the kernels here decides their bits: it chooses, for one, which products and sums are fused.
DOOR const char door_compiler[];
#ifdef __clang__
const char door_compiler[] = "Clang " __clang_version__;
#else
const char door_compiler[] = "GCC " __VERSION__;
#endif

namespace {

using Impl = c10::TensorImpl;

enum Tag : int64_t { None, Tensor, Int, Double, Bool, IntList, TensorList, Device };

constexpr int64_t kInline = 6;

// Mirrors NativeValue in Value.cs: 64 bytes.
struct Value {
  int64_t tag;
  int64_t count;
  union {
    int64_t ints[kInline];
    double number;
    void* pointer;
  };
};
static_assert(sizeof(Value) == 64, "Value must match its C# twin");

thread_local std::string last_error;

// libtorch's first line only: the rest is its C++ stack.
int fail(const std::string& message) {
  last_error = message.substr(0, message.find('\n'));
  return -1;
}

template <typename Body>
int guarded(Body body) {
  try {
    return body();
  } catch (const c10::Error& e) {
    return fail(e.what_without_backtrace());
  } catch (const std::bad_alloc&) {
    return fail("out of memory in libtorch");
  } catch (const std::exception& e) {
    return fail(e.what());
  } catch (...) {
    return fail("unknown C++ exception");
  }
}

// A handle in C# owns one reference; a call borrows it.
at::Tensor borrow(void* handle) {
  return at::Tensor(c10::intrusive_ptr<Impl, c10::UndefinedTensorImpl>::reclaim_copy(static_cast<Impl*>(handle)));
}

void* give(at::Tensor tensor) {
  return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr;
}

void give_back(void* handle) {
  c10::intrusive_ptr<Impl, c10::UndefinedTensorImpl>::reclaim(static_cast<Impl*>(handle));
}

c10::IValue to_ivalue(const Value& v) {
  switch (v.tag) {
    case None: return c10::IValue();
    case Tensor: return v.pointer ? c10::IValue(borrow(v.pointer)) : c10::IValue();
    case Int: return c10::IValue(v.ints[0]);
    case Double: return c10::IValue(v.number);
    case Bool: return c10::IValue(v.ints[0] != 0);
    case IntList: return c10::IValue(std::vector<int64_t>(v.ints, v.ints + v.count));
    case TensorList: {
      c10::List<at::Tensor> list;
      list.reserve(v.count);
      for (int64_t i = 0; i < v.count; i++) list.push_back(borrow(static_cast<void**>(v.pointer)[i]));
      return c10::IValue(list);
    }
    case Device: return c10::IValue(c10::Device(static_cast<c10::DeviceType>(v.ints[0]), static_cast<c10::DeviceIndex>(v.ints[1])));
    default: TORCH_CHECK(false, "door: unknown tag ", v.tag);
  }
}

Value to_value(c10::IValue&& result) {
  Value v{};
  if (result.isTensor()) {
    v.tag = Tensor;
    v.pointer = give(std::move(result).toTensor());
  } else if (result.isInt()) {
    v.tag = Int;
    v.ints[0] = result.toInt();
  } else if (result.isDouble()) {
    v.tag = Double;
    v.number = result.toDouble();
  } else if (result.isBool()) {
    v.tag = Bool;
    v.ints[0] = result.toBool();
  } else {
    TORCH_CHECK(result.isNone(), "door: a result of type ", result.tagKind(), " does not fit through");
  }
  return v;
}

}  // namespace

DOOR const char* door_last_error() { return last_error.c_str(); }

DOOR const char* door_version() { return TORCH_VERSION; }

// Handles live as long as the process; looked up once an operator.
DOOR void* door_find(const char* name, const char* overload) {
  static std::mutex mutex;
  static std::deque<c10::OperatorHandle> found;
  void* handle = nullptr;
  guarded([&] {
    auto op = c10::Dispatcher::singleton().findSchemaOrThrow(name, overload);
    std::lock_guard<std::mutex> lock(mutex);
    found.push_back(op);
    handle = &found.back();
    return 0;
  });
  return handle;
}

// Returns how many results were written; a list of tensors counts as that many results.
DOOR int door_call(void* op, const Value* arguments, int count, Value* results, int capacity) {
  thread_local torch::jit::Stack stack;
  stack.clear();
  int n = 0;
  const int written = guarded([&] {
    const auto* handle = static_cast<c10::OperatorHandle*>(op);
    for (int i = 0; i < count; i++) stack.push_back(to_ivalue(arguments[i]));
    // A kernel takes what its operator's schema says, and a later libtorch may know more arguments.
    const auto& expected = handle->schema().arguments();
    for (size_t i = stack.size(); i < expected.size() && expected[i].default_value(); i++) stack.push_back(*expected[i].default_value());
    TORCH_CHECK(stack.size() == expected.size(), handle->schema().name(), " takes ", expected.size(), " arguments, and was given ", count);
    handle->callBoxed(&stack);
    for (auto& result : stack) {
      if (result.isTensorList()) {
        auto list = result.toTensorVector();
        TORCH_CHECK(n + static_cast<int>(list.size()) <= capacity, "door: ", list.size(), " results, room for ", capacity);
        for (auto& tensor : list) {
          results[n] = Value{};
          results[n].tag = Tensor;
          results[n++].pointer = give(std::move(tensor));
        }
      } else {
        TORCH_CHECK(n < capacity, "door: more results than room for ", capacity);
        results[n++] = to_value(std::move(result));
      }
    }
    return n;
  });
  stack.clear();
  if (written < 0) {
    // Results already given out have no owner yet.
    for (int i = 0; i < n; i++)
      if (results[i].tag == Tensor && results[i].pointer) give_back(results[i].pointer);
  }
  return written;
}

DOOR void door_release(void* handle) { give_back(handle); }

// Facts: scalar type, device type, device index, dimensions, elements, contiguous, element size, requires grad.
DOOR int door_facts(void* handle, int64_t* facts, int64_t* sizes, int64_t* strides, int capacity) {
  return guarded([&] {
    const auto* t = static_cast<Impl*>(handle);
    const auto tensor = borrow(handle);
    facts[0] = static_cast<int64_t>(tensor.scalar_type());
    facts[1] = static_cast<int64_t>(tensor.device().type());
    facts[2] = tensor.device().index();
    facts[3] = t->dim();
    facts[4] = t->numel();
    facts[5] = tensor.is_contiguous();
    facts[6] = tensor.element_size();
    facts[7] = tensor.requires_grad();
    TORCH_CHECK(t->dim() <= capacity, "door: ", t->dim(), " dimensions, room for ", capacity);
    for (int64_t d = 0; d < t->dim(); d++) {
      sizes[d] = t->sizes()[d];
      strides[d] = t->strides()[d];
    }
    return 0;
  });
}

DOOR void* door_data(void* handle) {
  void* data = nullptr;
  guarded([&] {
    data = borrow(handle).data_ptr();
    return 0;
  });
  return data;
}

DOOR int door_backward(void* handle) {
  return guarded([&] {
    torch::autograd::backward({borrow(handle)}, {});
    return 0;
  });
}

DOOR int door_grad(void* handle, void** grad) {
  *grad = nullptr;
  return guarded([&] {
    *grad = give(borrow(handle).grad());
    return 0;
  });
}

DOOR int door_set_grad(void* handle, void* grad) {
  return guarded([&] {
    borrow(handle).mutable_grad() = grad ? borrow(grad) : at::Tensor();
    return 0;
  });
}

DOOR int door_set_requires_grad(void* handle, int value) {
  return guarded([&] {
    borrow(handle).set_requires_grad(value != 0);
    return 0;
  });
}

// Returns what it was before; the mode belongs to the calling thread.
DOOR int door_grad_mode(int enabled) {
  const int before = c10::GradMode::is_enabled();
  c10::GradMode::set_enabled(enabled != 0);
  return before;
}

DOOR int door_grad_mode_enabled() { return c10::GradMode::is_enabled(); }

DOOR int door_set_num_threads(int threads) {
  return guarded([&] {
    at::set_num_threads(threads);
    return 0;
  });
}

DOOR int door_get_num_threads() {
  return guarded([] { return at::get_num_threads(); });
}

DOOR int door_has_cuda() {
  return guarded([] { return static_cast<int>(at::globalContext().hasCUDA()); });
}

DOOR int door_cuda_devices() {
  return guarded([] { return static_cast<int>(torch::cuda::device_count()); });
}

// Settings of the whole process: of cuBLAS, or of cuDNN's convolutions.
DOOR int door_tf32(int convolutions) {
  return guarded([&] { return static_cast<int>(convolutions ? at::globalContext().allowTF32CuDNN() : at::globalContext().allowTF32CuBLAS()); });
}

DOOR int door_allow_tf32(int convolutions, int allow) {
  return guarded([&] {
    if (convolutions) at::globalContext().setAllowTF32CuDNN(allow != 0);
    else at::globalContext().setAllowTF32CuBLAS(allow != 0);
    return 0;
  });
}
