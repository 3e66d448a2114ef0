using RepDynamics.Numerics;
using RepDynamics.Profiles;
using RepDynamics.Training;
using TorchSharp;

namespace RepDynamics.Benchmarks;

/// <summary>
/// Training images a second on the whole machine: four conditions of the profile <c>cpu</c>, each with as many runs side by side as there are
/// cores, one thread each, as <see cref="Runs.RunScheduler"/> trains them, snapshots left out; and the share of the rate of matrix products.
/// </summary>
internal static class TrainingBenchmark
{
    private const long Seed = 1000; // not one of a claim's

    public static void Run(string folder)
    {
        int runs = Environment.ProcessorCount;
        (double allImages, double allSeconds, double allOperations) = (0, 0, 0);
        foreach (string condition in TrainingSizes.Conditions)
        {
            Recipe[] recipes = [.. Enumerable.Range(0, runs).Select(run => Profile.Cpu.Recipe(condition, Seed + run))];
            Write(Path.Combine(folder, "training", condition), recipes[0]);
            (double seconds, double loss) = Train(recipes);
            Exchange.Write(Path.Combine(folder, "training", condition, "loss"), [loss]);
            double images = (double)runs * TrainingSizes.Epochs * recipes[0].Data.TrainImages;
            // Forward, and twice that for the gradients; a product is a multiplication and an addition. Images of 3 x 16 x 16, 4 classes.
            double operations = images * 3 * 2.0 * recipes[0].Network.MultiplyAccumulates(16, 3, 4)!.Value;
            string network = condition.StartsWith("ViT", StringComparison.Ordinal) ? "ViT, d = 64" : "ResNet-18, k = 8";
            Print($"training/{condition}", images / seconds, $"training: {network}, {recipes[0].Optimizer.Kind}");
            Share($"training-share/{condition}", operations / seconds, $"matrix products of training: {network}, {recipes[0].Optimizer.Kind}");
            (allImages, allSeconds, allOperations) = (allImages + images, allSeconds + seconds, allOperations + operations);
        }
        Print("training/all", allImages / allSeconds, "training: all four");
        Share("training-share/all", allOperations / allSeconds, "matrix products of training: all four");
        Measurement.Print(
            "training-share", Measurement.Reference, MatrixProducts.Rate(runs, 1024) / 1e9, "Gflop/s", $"the machine: matrices of 1024 x 1024, {runs} side by side");

        static void Print(string name, double speed, string text) => Measurement.Print(name, Measurement.Ours, speed, "images/s", text);

        static void Share(string name, double rate, string text) => Measurement.Print(name, Measurement.Ours, rate / 1e9, "Gflop/s", text);
    }

    // What the reference trains: the images, labels and weights that the run starts with, and the first epoch's order.
    private static void Write(string folder, Recipe recipe)
    {
        using TrainingLoop loop = new(recipe, recipe.Data.Load(recipe.Seed), torch.CPU);
        Exchange.Write(Path.Combine(folder, "images"), loop.Train.Pixels);
        Exchange.Write(Path.Combine(folder, "labels"), loop.Train.Labels.data<long>().ToArray());
        Exchange.Write(Path.Combine(folder, "order"), [.. new SeededRandom(recipe.Seed, "order of images").Permutation(loop.Train.Set.Count)]);
        Exchange.Write(Path.Combine(folder, "rate"), [recipe.Optimizer.LearningRate]);
        Exchange.WriteWeights(Path.Combine(folder, "weights"), loop.Network);
        // Compiled, and the memory is there.
        loop.BeginEpoch();
        for (int step = 0; step < 3; step++) loop.TakeStep();
    }

    private static (double Seconds, double FirstLoss) Train(Recipe[] recipes)
    {
        TrainingLoop[] loops = [.. recipes.Select(recipe => new TrainingLoop(recipe, recipe.Data.Load(recipe.Seed), torch.CPU))];
        double firstLoss = 0;
        double seconds = OurProgram.SideBySide(loops.Length, Train);
        foreach (TrainingLoop loop in loops) loop.Dispose();
        return (seconds, firstLoss);

        void Train(int run)
        {
            TrainingLoop loop = loops[run];
            for (int epoch = 0; epoch < TrainingSizes.Epochs; epoch++)
            {
                loop.BeginEpoch();
                while (loop.StepsLeft > 0) loop.TakeStep();
                double loss = loop.EndEpoch().Loss;
                if (epoch == 0 && run == 0) firstLoss = loss;
            }
        }
    }
}
