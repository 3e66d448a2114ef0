using System.Diagnostics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RepDynamics.Benchmarks;

/// <summary>
/// The linear probes of <see cref="ProbeBenchmark"/> in plain TorchSharp: L-BFGS on all images, float64, default threads, from zero, to the same
/// tolerance of the gradient. The probabilities of all images have to be those of ours. Centring and scaling the features is not timed.
/// </summary>
internal static class ReferenceProbes
{
    private const int Images = 500;
    private const int Classes = 4;
    private const int MostSteps = 2000;

    // Both gradients are within 1e-6 of zero, and the objective bends by at least lambda.
    private const double Tolerance = 1e-3;

    public static void Run(string folder)
    {
        folder = Path.Combine(folder, "probes");
        Tensor labels = tensor(Exchange.Read<long>(Path.Combine(folder, "labels")));
        ProbeTask[] tasks = [.. ProbeTask.Read(folder).Where(task => task.Sampled)];
        Fit(folder, tasks[0], labels); // compiled, and the memory is there
        double seconds = tasks.Sum(task => Fit(folder, task, labels));
        Measurement.Print(
            "probes", Measurement.Reference, 1000 * seconds / tasks.Length, "ms", $"TorchSharp, optim.LBFGS, to the same gradient, {Measurement.Threads(get_num_threads())}");
    }

    private static double Fit(string folder, ProbeTask task, Tensor labels)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor features = Exchange.Read(task.File(folder), Images, task.Features).to(ScalarType.Float64);
        features = features - features.mean([0], keepdim: true);
        features = features / features.square().sum(1).mean().sqrt();

        var clock = Stopwatch.StartNew();
        Parameter weights = nn.Parameter(zeros(task.Features, Classes, ScalarType.Float64)), bias = nn.Parameter(zeros(Classes, ScalarType.Float64));
        using LBFGS optimizer = optim.LBFGS([weights, bias], lr: 1, max_iter: 20, tolerange_grad: 0, tolerance_change: 0);
        double atZero = Gradient();
        for (int step = 0; Gradient() > ProbeTask.Tolerance * atZero; step++)
        {
            if (step == MostSteps) throw new InvalidOperationException($"{task.Network} {task.Tap}, epoch {task.Epoch}: no convergence.");
            optimizer.step(Loss).Dispose();
        }
        double seconds = clock.Elapsed.TotalSeconds;
        using IDisposable noGrad = no_grad();
        Tensor expected = Exchange.Read(task.File(folder) + ".logits", Images, Classes).to(ScalarType.Float64).softmax(1);
        double difference = (features.mm(weights).add(bias).softmax(1) - expected).abs().max().ToDouble();
        if (!(difference <= Tolerance))
            throw new InvalidOperationException($"{task.Network} {task.Tap}, epoch {task.Epoch}: a probability differs from ours by {difference}.");
        return seconds;

        Tensor Loss()
        {
            optimizer.zero_grad();
            Tensor loss = nn.functional.cross_entropy(features.mm(weights) + bias, labels) + (ProbeTask.L2 / 2 * weights.square().sum());
            loss.backward();
            return loss;
        }

        double Gradient()
        {
            using DisposeScope inner = NewDisposeScope();
            Loss();
            return cat([weights.grad!.flatten(), bias.grad!]).norm().ToDouble();
        }
    }
}
