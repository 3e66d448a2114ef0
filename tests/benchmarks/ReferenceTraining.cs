using System.Diagnostics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RepDynamics.Benchmarks;

/// <summary>
/// The training of <see cref="TrainingBenchmark"/> in plain TorchSharp: one run after another, default threads, a DataLoader. The first epoch
/// takes the images in the order of ours, and its mean loss has to be the same.
/// </summary>
internal static class ReferenceTraining
{
    private const int Images = 1000;
    private const int BatchSize = 64;
    private const int Classes = 4;
    private const int WarmUpSteps = 48;

    // Single precision, other kernels, 16 steps.
    private const double Tolerance = 1e-3;

    public static void Run(string folder)
    {
        foreach (string network in (string[])["ResNet", "ViT"]) Train(folder, network + "-SGD", epochs: 1, batches: 3); // compiled, and the memory is there
        double all = 0;
        foreach (string condition in TrainingSizes.Conditions)
        {
            double seconds = Train(folder, condition, TrainingSizes.Epochs, int.MaxValue);
            Print($"training/{condition}", TrainingSizes.Epochs * Images / seconds);
            all += seconds;
        }
        Print("training/all", TrainingSizes.Conditions.Length * TrainingSizes.Epochs * Images / all);

        static void Print(string name, double speed) =>
            Measurement.Print(name, Measurement.Reference, speed, "images/s", $"TorchSharp, one run after another, {Measurement.Threads(get_num_threads())}");
    }

    private static double Train(string folder, string condition, int epochs, int batches)
    {
        folder = Path.Combine(folder, "training", condition);
        using DisposeScope scope = NewDisposeScope();
        Tensor images = Exchange.Read(Path.Combine(folder, "images"), Images, 3, 16, 16);
        Tensor labels = tensor(Exchange.Read<long>(Path.Combine(folder, "labels")));
        long[] order = [.. Exchange.Read<int>(Path.Combine(folder, "order")).Select(i => (long)i)];
        double expected = Exchange.Read<double>(Path.Combine(folder, "loss"))[0], rate = Exchange.Read<double>(Path.Combine(folder, "rate"))[0];
        bool vit = condition.StartsWith("ViT", StringComparison.Ordinal), adam = condition.EndsWith("Adam", StringComparison.Ordinal);
        using nn.Module<Tensor, Tensor> network = vit ? new ReferenceVisionTransformer(Classes) : new ReferenceResNet18(8, Classes);
        Exchange.ReadWeights(Path.Combine(folder, "weights"), network);

        var clock = Stopwatch.StartNew();
        using optim.Optimizer optimizer = adam
            ? optim.Adam(network.parameters(), rate)
            : optim.SGD(network.parameters(), rate, momentum: 0.9);
        optim.lr_scheduler.LRScheduler schedule = optim.lr_scheduler.LambdaLR(optimizer, step => Math.Min(1, (step + 1.0) / WarmUpSteps));
        TensorDataset dataset = utils.data.TensorDataset(images, labels);
        network.train();
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            using IterableDataLoader loader = epoch == 0
                ? new(dataset, BatchSize, order, disposeDataset: false)
                : new(dataset, BatchSize, shuffle: true, disposeDataset: false);
            double loss = 0;
            foreach (IList<Tensor> batch in loader.Take(batches))
            {
                using DisposeScope step = NewDisposeScope();
                optimizer.zero_grad();
                Tensor mean = nn.functional.cross_entropy(network.call(batch[0]), batch[1]);
                mean.backward();
                if (vit) nn.utils.clip_grad_norm_(network.parameters(), 1);
                optimizer.step();
                schedule.step();
                loss += mean.ToDouble() / loader.Count;
            }
            if (epoch == 0 && batches > loader.Count && !(Math.Abs(loss - expected) <= Tolerance * expected))
                throw new InvalidOperationException($"{condition}: the mean loss of the first epoch is {loss}, where ours is {expected}.");
        }
        return clock.Elapsed.TotalSeconds;
    }
}
