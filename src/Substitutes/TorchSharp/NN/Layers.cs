using TorchSharp.Utils;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules
{
    public sealed class Linear : nn.Module<Tensor, Tensor>
    {
        [ComponentName(Name = nameof(weight))] private readonly Parameter weight_;
        [ComponentName(Name = nameof(bias))] private readonly Parameter? bias_;

        internal Linear(long inputSize, long outputSize, bool hasBias, Device? device, ScalarType? dtype) : base(nameof(Linear))
        {
            weight_ = nn.Parameter(empty([outputSize, inputSize], dtype, device));
            if (hasBias) bias_ = nn.Parameter(empty([outputSize], dtype, device));
            DefaultInit.Uniform(inputSize, weight_, bias_);
            RegisterComponents();
        }

        public Parameter weight => weight_;
        public Parameter? bias => bias_;

        public override Tensor forward(Tensor tensor) => F.linear(tensor, weight_, bias_);
    }

    public sealed class Conv2d : nn.Module<Tensor, Tensor>
    {
        [ComponentName(Name = nameof(weight))] private readonly Parameter weight_;
        [ComponentName(Name = nameof(bias))] private readonly Parameter? bias_;
        private readonly long channels;
        private readonly long[] strides;
        private readonly long[] paddings;

        internal Conv2d(long in_channels, long out_channels, long kernel_size, long stride, long padding, bool bias, Device? device, ScalarType? dtype)
            : base(nameof(Conv2d))
        {
            channels = in_channels;
            strides = [stride, stride];
            paddings = [padding, padding];
            weight_ = nn.Parameter(empty([out_channels, in_channels, kernel_size, kernel_size], dtype, device));
            if (bias) bias_ = nn.Parameter(empty([out_channels], dtype, device));
            DefaultInit.Uniform(in_channels * kernel_size * kernel_size, weight_, bias_);
            RegisterComponents();
        }

        public Parameter weight => weight_;
        public Parameter? bias => bias_;

        public override Tensor forward(Tensor input)
        {
            long[] shape = input.shape;
            if (shape.Length is not (3 or 4) || shape[^3] != channels)
                throw new ArgumentException($"Expected 3D (unbatched) or 4D (batched) input with {channels} channels to Conv2d.");
            return F.conv2d(input, weight_, bias_, strides, paddings);
        }
    }

    /// <summary>Normalizes over batch and positions. Without a momentum the running statistics are cumulative averages.</summary>
    public sealed class BatchNorm2d : nn.Module<Tensor, Tensor>
    {
        [ComponentName(Name = nameof(weight))] private readonly Parameter weight_;
        [ComponentName(Name = nameof(bias))] private readonly Parameter bias_;
        [ComponentName(Name = nameof(running_mean))] private readonly Tensor running_mean_;
        [ComponentName(Name = nameof(running_var))] private readonly Tensor running_var_;
        [ComponentName(Name = nameof(num_batches_tracked))] private readonly Tensor num_batches_tracked_;

        internal BatchNorm2d(long num_features, double eps, double momentum, Device? device, ScalarType? dtype) : base(nameof(BatchNorm2d))
        {
            this.eps = eps;
            this.momentum = momentum;
            weight_ = nn.Parameter(ones([num_features], dtype, device));
            bias_ = nn.Parameter(zeros([num_features], dtype, device));
            running_mean_ = zeros([num_features], dtype, device);
            running_var_ = ones([num_features], dtype, device);
            num_batches_tracked_ = zeros([], ScalarType.Int64, device);
            RegisterComponents();
        }

        public double eps { get; set; }

        /// <summary>The weight of a batch in the running statistics; null for their cumulative averages.</summary>
        public double? momentum { get; set; }

        public Parameter weight => weight_;
        public Parameter? bias => bias_;
        public Tensor? running_mean => running_mean_;
        public Tensor? running_var => running_var_;
        public Tensor? num_batches_tracked => num_batches_tracked_;

        public void reset_running_stats()
        {
            using IDisposable noGrad = no_grad();
            running_mean_.zero_();
            running_var_.fill_(1);
            num_batches_tracked_.zero_();
        }

        public override Tensor forward(Tensor input)
        {
            long dimensions = input.dim();
            if (dimensions != 4) throw new ArgumentException($"expected 4D input, but got {dimensions}D input.");
            double factor = momentum ?? 0;
            if (training)
            {
                num_batches_tracked_.add_(1);
                factor = momentum ?? 1 / num_batches_tracked_.ToDouble();
            }
            return F.batch_norm(input, running_mean_, running_var_, weight_, bias_, training, factor, eps);
        }
    }

    public sealed class LayerNorm : nn.Module<Tensor, Tensor>
    {
        [ComponentName(Name = nameof(weight))] private readonly Parameter weight_;
        [ComponentName(Name = nameof(bias))] private readonly Parameter bias_;
        private readonly long[] shape;
        private readonly double eps;

        internal LayerNorm(long[] normalized_shape, double eps, Device? device, ScalarType? dtype) : base(nameof(LayerNorm))
        {
            shape = normalized_shape;
            this.eps = eps;
            weight_ = nn.Parameter(ones(normalized_shape, dtype, device));
            bias_ = nn.Parameter(zeros(normalized_shape, dtype, device));
            RegisterComponents();
        }

        public Parameter weight => weight_;
        public Parameter? bias => bias_;

        public override Tensor forward(Tensor tensor) => F.layer_norm(tensor, shape, weight_, bias_, eps);
    }

    /// <summary>PyTorch's default initialisation of linear and convolutional layers: uniform in +-1/sqrt(fan in).</summary>
    internal static class DefaultInit
    {
        public static void Uniform(long fanIn, params ReadOnlySpan<Parameter?> parameters)
        {
            double bound = 1 / Math.Sqrt(fanIn);
            using IDisposable noGrad = no_grad();
            foreach (Parameter? parameter in parameters)
                if (parameter is not null) Interop.Operators.UniformInPlace.CallInPlace(parameter, [parameter, -bound, bound, Interop.Value.None]);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) =>
                new(inputSize, outputSize, hasBias, device, dtype);

            public static Modules.Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                dilation == 1 && groups == 1 && padding_mode == PaddingModes.Zeros
                    ? new(in_channels, out_channels, kernel_size, stride, padding, bias, device, dtype)
                    : throw new ArgumentException("The substitute's Conv2d has no dilation, groups or padding modes.");

            public static Modules.BatchNorm2d BatchNorm2d(long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) =>
                affine && track_running_stats
                    ? new(num_features, eps, momentum, device, dtype)
                    : throw new ArgumentException("The substitute's BatchNorm2d is affine and tracks running statistics.");

            public static Modules.LayerNorm LayerNorm(long normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                elementwise_affine && bias
                    ? new([normalized_shape], eps, device, dtype)
                    : throw new ArgumentException("The substitute's LayerNorm is affine with a bias.");
        }
    }
}
