using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RepDynamics.Benchmarks;

/// <summary>
/// Runs every benchmark's processes in turns, ours and the references, for some rounds, and prints one Markdown table: medians, and the range of
/// the ratio over the rounds. This process does not load libtorch.
/// </summary>
internal static class Rounds
{
    private sealed record Benchmark(string Name, bool HasReference = true, string? Script = null, string? Module = null, bool ByDefault = true);

    private static readonly Benchmark[] All =
    [
        new("products"),
        new("training", Script: "training.py", Module: "torch"),
        new("storing", HasReference: false),
        new("regions", Script: "regions.py", Module: "torch"),
        new("probes", Script: "probes.py", Module: "sklearn"),
        new("cka", HasReference: false),
        new("checkpoints", Script: "pairwise.py", Module: "torch"),
        new("growth", HasReference: false, ByDefault: false),
        new("layout", HasReference: false, ByDefault: false),
        new("device", HasReference: false, Script: "device.py", Module: "torch", ByDefault: false),
        new("gpu", HasReference: false, Script: "device.py", Module: "torch", ByDefault: false),
    ];

    public static string Usage { get; } =
        $"usage: run.sh [ROUNDS] [{Options.QuickFlag}] [NAME...]\n"
        + "  ROUNDS  how often everything is measured, ours and the references in turns; 3 by default\n"
        + $"  {Options.QuickFlag} smaller sizes, to see that everything runs; some ratios depend on them\n"
        + $"  NAME    {string.Join(", ", All.Where(b => b.ByDefault).Select(b => b.Name))}; only if named: {string.Join(", ", All.Where(b => !b.ByDefault).Select(b => b.Name))}";

    public static int Run(string[] arguments)
    {
        (int rounds, string[] names) = (3, arguments);
        if (arguments is [var first, .. var rest] && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int asked)) (rounds, names) = (asked, rest);
        if (rounds == 0 || names.Except(All.Select(b => b.Name)).Any())
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }
        Benchmark[] chosen = [.. All.Where(b => names.Length == 0 ? b.ByDefault : names.Contains(b.Name))];
        string python = Environment.GetEnvironmentVariable("PYTHON") ?? "/usr/bin/python3";
        var modules = chosen.Select(b => b.Module).OfType<string>().Distinct().ToDictionary(module => module, module => Unusable(python, module));
        foreach (Benchmark benchmark in chosen)
        {
            if (benchmark.Module is { } module && modules[module] is { } reason) Console.Error.WriteLine($"skipped: {benchmark.Script}, because {reason}");
        }

        DirectoryInfo folder = Directory.CreateTempSubdirectory("repdynamics-benchmarks-");
        try
        {
            string versions = Start(Environment.ProcessPath!, ["ours", "versions", folder.FullName]).Trim();
            List<Measurement[]> measured = [];
            List<double> loads = [];
            for (int round = 1; round <= rounds; round++)
            {
                loads.Add(Load());
                measured.Add([.. chosen.SelectMany(b => Measure(b, round))]);
            }
            Print(measured, versions, loads);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        return 0;

        IEnumerable<Measurement> Measure(Benchmark benchmark, int round)
        {
            var clock = Stopwatch.StartNew();
            string[] flags = Options.Quick ? [Options.QuickFlag] : [];
            List<string> lines = [Start(Environment.ProcessPath!, ["ours", benchmark.Name, folder.FullName, .. flags])];
            if (benchmark.HasReference) lines.Add(Start(Environment.ProcessPath!, ["reference", benchmark.Name, folder.FullName, .. flags]));
            if (benchmark.Module is { } module && modules[module] is null)
                lines.Add(Start(python, ["-B", benchmark.Script!, Path.Combine(folder.FullName, benchmark.Name), .. flags]));
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round} of {rounds}: {benchmark.Name}, {clock.Elapsed.TotalSeconds:f0} s"));
            return lines.SelectMany(text => text.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Select(Measurement.Parse);
        }
    }

    private static void Print(List<Measurement[]> rounds, string versions, List<double> loads)
    {
        int count = rounds.Count;
        string quick = Options.Quick ? $"Reduced sizes ({Options.QuickFlag}): not to be quoted. " : "", date = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Console.WriteLine(
            $"{quick}{date}, {count} round{(count == 1 ? "" : "s")}, {Processor()}, {Environment.ProcessorCount} cores; {versions}. Medians over the rounds; "
            + $"load average before them: {string.Join(", ", loads.Select(Number))}.\n");
        Console.WriteLine("| what | ours | reference | ratio | range |\n|---|---|---|---|---|");
        foreach ((int index, Measurement ours) in rounds[0].Index().Where(m => m.Item.Side == Measurement.Ours))
        {
            double[] values = Values(index);
            string what = $"| {ours.Text} | {Number(Measurement.Median(values))} {ours.Unit} |";
            (int Index, Measurement Item)[] references = [.. rounds[0].Index().Where(m => m.Item.Side == Measurement.Reference && m.Item.IsReferenceOf(ours))];
            if (references.Length == 0) Console.WriteLine($"{what} | | {(count == 1 ? "" : Range(values))} |");
            foreach ((int other, Measurement reference) in references)
            {
                double[] others = Values(other), ratios = [.. values.Zip(others, (value, theirs) => Measurement.Ratio(value, theirs, ours.Unit))];
                Console.WriteLine(
                    $"{what} {reference.Text}: {Number(Measurement.Median(others))} {reference.Unit} | {Number(Measurement.Median(ratios))} | {(count == 1 ? "" : Range(ratios))} |");
            }
        }

        // Every round prints the same lines in the same order.
        double[] Values(int index) => [.. rounds.Select(round => round[index].Value)];

        static string Range(double[] values) => $"{Number(values.Min())} to {Number(values.Max())}";
    }

    // Three digits.
    private static string Number(double value) =>
        value.ToString(Math.Abs(value) switch { >= 99.95 => "f0", >= 9.995 => "f1", _ => "f2" }, CultureInfo.InvariantCulture);

    // Of the last minute. On a busy machine threads that wait for each other, as the references' do, lose more than threads that do not.
    private static double Load() =>
        File.Exists("/proc/loadavg") ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture) : double.NaN;

    private static string Processor() =>
        File.Exists("/proc/cpuinfo") && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } model
            ? model.Split(':')[1].Trim()
            : RuntimeInformation.ProcessArchitecture.ToString();

    // Null where a script can be used; the reason where not.
    private static string? Unusable(string python, string module)
    {
        const double Least = 8; // Gflop/s; a library without kernels for the processor, such as Debian's default libblas3, reaches 2
        string program = $"""
            import time, numpy, {module}
            a = numpy.ones((512, 512), 'f4')
            def seconds(start):
                a @ a
                return time.perf_counter() - start
            print(2 * 512 ** 3 / min(seconds(time.perf_counter()) for _ in range(9)) / 1e9)
            """;
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(python, ["-c", program]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0) return $"{python} has no {module} (Debian: python3-{module}; PYTHON names another Python)";
            double rate = double.Parse(output, CultureInfo.InvariantCulture);
            return rate >= Least ? null : $"{python} multiplies matrices at {Number(rate)} Gflop/s: it needs another BLAS (Debian: libopenblas0-pthread)";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return $"{python} does not start";
        }
    }

    private static string Start(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with exit code {process.ExitCode}, after it measured\n{output}\n{errors.Result}");
    }
}
