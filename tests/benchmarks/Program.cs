using System.Globalization;
using RepDynamics.Benchmarks;

// Each benchmark prints one line, `name value unit`; run.sh runs it side by side with its twin in PyTorch and prints the ratios.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
switch (args)
{
    case ["calls"]: CallBenchmark.Run(); break;
    case ["training"]: TrainingBenchmark.Run(); break;
    case ["cka"]: CkaBenchmark.Run(); break;
    case ["keeping"]: KeepingBenchmark.Run(); break;
    case ["device", string name]: DeviceBenchmark.Run(name); break;
    case ["regions"]: RegionBenchmark.Run(); break;
    case ["probes", string folder]: ProbeBenchmark.Run(folder); break;
    case ["checkpoints", string folder]: CheckpointBenchmark.Run(folder); break;
    default:
        Console.Error.WriteLine("usage: benchmarks calls | training | cka | keeping | device NAME | regions | probes FOLDER | checkpoints FOLDER");
        return 2;
}
return 0;
