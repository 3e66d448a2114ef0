using RepDynamics.Models;
using RepDynamics.Numerics;
using RepDynamics.Probes;
using RepDynamics.Profiles;
using RepDynamics.Regions;
using RepDynamics.Training;
using TorchSharp;

namespace RepDynamics.Benchmarks;

/// <summary>
/// Decision regions of all taps of the profile <c>cpu</c>'s ResNet-18: the recorder that runs use, network passes included, as many side by
/// side as there are cores, on snapshots of random weights.
/// </summary>
internal static class RegionBenchmark
{
    // A run measures about forty; the first few take longer, until memory and compiled code have settled.
    private static readonly int Snapshots = Options.Scaled(12, 3);

    // The recorder fits probes, too, which the references are given. To as few images as these it takes little time.
    private static readonly RegionOptions Planes = new()
    {
        Triplets = RegionSizes.Planes,
        MislabelledTriplets = 0,
        Resolution = RegionSizes.Resolution,
        ProbeImages = 32,
        HeldOutImages = 1,
    };

    public static void Run(string folder)
    {
        folder = Path.Combine(folder, "regions");
        TrainingData data = Profile.Cpu.Data.Load(0);
        (DeviceImages train, DeviceImages test) = DeviceImages.Of(data, torch.CPU);
        using (train)
        using (test)
        {
            int cores = Environment.ProcessorCount;
            RegionRecorder[] recorders = [.. Enumerable.Range(0, cores).Select(_ => new RegionRecorder("benchmark", train, test, Planes, seed: 1))];
            Record(epoch: 0); // compiled, and the memory is there
            double seconds = 0;
            for (int epoch = 1; epoch <= Snapshots; epoch++) seconds += Record(epoch);
            Write(folder, recorders[0].Regions(), train, test);
            foreach (RegionRecorder recorder in recorders) recorder.Dispose();
            Measurement.Print(
                "regions", Measurement.Ours, 1000 * seconds / (Snapshots * cores), "ms",
                $"decision regions of a snapshot: {Planes.Triplets} planes of {Planes.Resolution} x {Planes.Resolution} points, {RegionSizes.Taps + 1} taps");

            double Record(int epoch)
            {
                Network[] networks = [.. recorders.Select(_ => Build(epoch, data))];
                double elapsed = OurProgram.SideBySide(cores, i => recorders[i].Record(epoch, networks[i]));
                if (epoch == Snapshots) Exchange.WriteWeights(Path.Combine(folder, "weights"), networks[0]);
                foreach (Network network in networks) network.Dispose();
                return elapsed;
            }
        }
    }

    private static Network Build(int seed, TrainingData data)
    {
        Network network = new ResNet18Recipe().Build(data.Train.Height, data.Train.Classes);
        Initialization.Apply(network, new SeededRandom(seed, "benchmark"));
        network.eval();
        return network;
    }

    // What the references are given: the points of all planes, the probes of the last snapshot; and the classes that they have to find.
    private static void Write(string folder, RunRegions regions, DeviceImages train, DeviceImages test)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        PlaneSet planes = Triplets.HeldOut(test, 1, Planes.Triplets, Planes.Resolution);
        Exchange.Write(Path.Combine(folder, "points"), planes.Images(0, planes.Points, torch.CPU));
        Exchange.Write(Path.Combine(folder, "classes"), [.. regions.HeldOut.Taps.SelectMany(tap => tap.Maps[^1].Labels.ToArray())]);
        using Network network = Build(Snapshots, new TrainingData(train.Set, test.Set));
        torch.Tensor labels = train.Labels.narrow(0, 0, Planes.ProbeImages);
        foreach ((string tap, torch.Tensor features) in Evaluation.Features(network, train, Planes.ProbeImages))
        {
            if (tap == network.Taps[^1]) continue;
            using var probe = LinearProbe.Fit(new ProbeSubject("benchmark", tap, Snapshots), features, labels, train.Set.Classes);
            torch.Tensor weights = torch.cat([probe.Weights.t(), probe.Bias]).to(torch.ScalarType.Float32);
            Exchange.Write(Path.Combine(folder, $"probe{network.Taps.IndexOf(tap)}"), weights);
        }
    }

    private static int IndexOf(this IReadOnlyList<string> taps, string tap) => Enumerable.Range(0, taps.Count).First(i => taps[i] == tap);
}
