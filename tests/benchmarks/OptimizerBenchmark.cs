using RepDynamics.Models;
using RepDynamics.Numerics;
using RepDynamics.Profiles;
using RepDynamics.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RepDynamics.Benchmarks;

/// <summary>
/// Where a training step's time goes, one thread, pinned: zeroing gradients, clipping and the optimizer, which all loop over the parameters; and
/// what a step takes when all parameters are views of one tensor and all gradients views of another.
/// </summary>
internal static class OptimizerBenchmark
{
    private const int Repetitions = 15;
    private const int Steps = 10;

    public static void Run()
    {
        CanonicalNumerics.Apply();
        NativeHeap.KeepFreedMemory();
        foreach (string condition in TrainingSizes.Conditions)
        {
            Recipe recipe = Profile.Cpu.Recipe(condition, 0);
            (DeviceImages train, DeviceImages test) = DeviceImages.Of(recipe.Data.Load(0), CPU);
            using DeviceImages images = train, unused = test;
            using StepOf each = new(recipe, images, flat: false), flat = new(recipe, images, flat: true);
            each.Take(Steps);
            flat.Take(Steps);
            (each.Forward, each.Update) = (TimeSpan.Zero, TimeSpan.Zero);
            (flat.Forward, flat.Update) = (TimeSpan.Zero, TimeSpan.Zero);
            (double Each, double Flat)[] times = [.. Enumerable.Range(0, Repetitions).Select(_ => (each.Take(Steps), flat.Take(Steps)))];
            string text = $"a step of {condition}";
            Measurement.Print($"step/{condition}", Measurement.Ours, Measurement.Median(times.Select(t => t.Flat)), "ms", $"{text}, flat parameters");
            Measurement.Print($"step/{condition}", Measurement.Reference, Measurement.Median(times.Select(t => t.Each)), "ms", "a tensor a parameter");
            Measurement.Print($"share/{condition}", Measurement.Ours, flat.Share, "%", $"{text}, flat parameters: zero_grad, clipping, optimizer");
            Measurement.Print($"share/{condition}", Measurement.Reference, each.Share, "%", $"a tensor a parameter, {each.Parameters} of them");
        }
    }

    private sealed class StepOf : IDisposable
    {
        private readonly Recipe recipe;
        private readonly Network network;
        private readonly Parameter[] parameters;
        private readonly optim.Optimizer optimizer;
        private readonly Tensor images;
        private readonly Tensor labels;

        public StepOf(Recipe recipe, DeviceImages data, bool flat)
        {
            this.recipe = recipe;
            network = recipe.Network.Build(data.Set.Height, data.Set.Classes);
            Initialization.Apply(network, new SeededRandom(0, "benchmark"));
            parameters = flat ? [Flatten([.. network.parameters()])] : [.. network.parameters()];
            optimizer = recipe.Optimizer.Build(parameters);
            images = data.Pixels.narrow(0, 0, recipe.BatchSize);
            labels = data.Labels.narrow(0, 0, recipe.BatchSize);
        }

        public TimeSpan Forward { get; set; }

        public TimeSpan Update { get; set; }

        public int Parameters => parameters.Length;

        // Which other processes lengthen less than the time by the clock.
        private static TimeSpan Processor => Environment.CpuUsage.TotalTime;

        public double Share => 100 * Update / (Update + Forward);

        public double Take(int steps)
        {
            TimeSpan start = Processor;
            for (int i = 0; i < steps; i++)
            {
                using DisposeScope scope = NewDisposeScope();
                TimeSpan begun = Processor;
                optimizer.zero_grad();
                Update += Processor - begun;
                begun = Processor;
                nn.functional.cross_entropy(network.call(images), labels).backward();
                Forward += Processor - begun;
                begun = Processor;
                if (recipe.ClipNorm is { } norm) nn.utils.clip_grad_norm_(parameters, norm);
                optimizer.step();
                Update += Processor - begun;
            }
            return (Processor - start).TotalMilliseconds / steps;
        }

        public void Dispose()
        {
            optimizer.Dispose();
            network.Dispose();
            images.Dispose();
            labels.Dispose();
        }

        // Parameters and gradients keep their handles and shapes, and become views of two tensors.
        private static Parameter Flatten(Parameter[] parameters)
        {
            using IDisposable noGrad = no_grad();
            Tensor values = cat([.. parameters.Select(parameter => parameter.flatten())]), gradients = zeros_like(values);
            long start = 0;
            foreach (Parameter parameter in parameters)
            {
                long count = parameter.numel();
                parameter.set_(values.narrow(0, start, count).view(parameter.shape));
                parameter.grad = gradients.narrow(0, start, count).view(parameter.shape);
                start += count;
            }
            return new Parameter(values) { grad = gradients };
        }
    }
}
