using System.Globalization;
using RepDynamics.Benchmarks;

// One process measures one benchmark of one side and prints its numbers (Measurement); 'run' starts these processes in turns.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Options.Quick = args.Contains(Options.QuickFlag);
switch (args.Where(argument => argument != Options.QuickFlag).ToArray())
{
    case ["run", .. var rest]: return Rounds.Run(rest);
    case ["ours", "versions", _]: Versions.Print(); break;
    case ["ours", "products", _]: MatrixProducts.RunOurs(); break;
    case ["ours", "training", var folder]: TrainingBenchmark.Run(folder); break;
    case ["ours", "storing", var folder]: StoringBenchmark.Run(folder); break;
    case ["ours", "regions", var folder]: RegionBenchmark.Run(folder); break;
    case ["ours", "probes", var folder]: ProbeBenchmark.Run(folder); break;
    case ["ours", "cka", _]: CkaBenchmark.Run(); break;
    case ["ours", "checkpoints", var folder]: CheckpointBenchmark.Run(folder); break;
    case ["ours", "growth", var folder]: GrowthBenchmark.Run(folder); break;
    case ["ours", "layout", _]: LayoutBenchmark.Run(); break;
    case ["ours", "device", _]: DeviceBenchmark.Run("cpu"); break;
    case ["ours", "gpu", _]: DeviceBenchmark.Run("cuda"); break;
    case ["reference", var name, var folder]: ReferenceProgram.Run(name, folder); break;
    default:
        Console.Error.WriteLine(Rounds.Usage);
        return 2;
}
return 0;
