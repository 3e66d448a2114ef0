using System.Diagnostics;
using System.Globalization;
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
        new("layout", HasReference: false, ByDefault: false),
        new("optimizer", HasReference: false, ByDefault: false),
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
        HashSet<string> modules = [.. All.Select(b => b.Module).OfType<string>().Distinct().Where(module => Imports(python, module))];
        foreach (Benchmark skipped in chosen.Where(b => b.Module is not null && !modules.Contains(b.Module)))
            Console.Error.WriteLine($"skipped: {skipped.Script}, because {python} has no {skipped.Module} (Debian: python3-{skipped.Module}; PYTHON names another Python)");

        DirectoryInfo folder = Directory.CreateTempSubdirectory("repdynamics-benchmarks-");
        try
        {
            string versions = Start(Environment.ProcessPath!, ["ours", "versions", folder.FullName]).Trim();
            List<Measurement[]> measured = [];
            for (int round = 1; round <= rounds; round++) measured.Add([.. chosen.SelectMany(b => Measure(b, round))]);
            Print(measured, versions, rounds);
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
            if (benchmark.Module is { } module && modules.Contains(module))
                lines.Add(Start(python, [benchmark.Script!, Path.Combine(folder.FullName, benchmark.Name), .. flags]));
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round} of {rounds}: {benchmark.Name}, {clock.Elapsed.TotalSeconds:f0} s"));
            return lines.SelectMany(text => text.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Select(Measurement.Parse);
        }
    }

    private static void Print(List<Measurement[]> rounds, string versions, int count)
    {
        string quick = Options.Quick ? $"Reduced sizes ({Options.QuickFlag}): not to be quoted. " : "", date = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Console.WriteLine($"{quick}{date}, {count} round{(count == 1 ? "" : "s")}, {Processor()}, {Environment.ProcessorCount} cores; {versions}. Medians over the rounds.\n");
        Console.WriteLine("| what | ours | reference | ratio | range |\n|---|---|---|---|---|");
        foreach (Measurement ours in rounds[0].Where(m => m.Side == Measurement.Ours))
        {
            double[] values = Values(ours);
            string what = $"| {ours.Text} | {Number(Measurement.Median(values))} {ours.Unit} |";
            Measurement[] references = [.. rounds[0].Where(m => m.Side == Measurement.Reference && m.IsReferenceOf(ours))];
            if (references.Length == 0) Console.WriteLine($"{what} | | {(count == 1 ? "" : Range(values))} |");
            foreach (Measurement reference in references)
            {
                double[] others = Values(reference);
                double[] ratios = [.. values.Zip(others, (value, other) => Measurement.Ratio(value, other, ours.Unit))];
                Console.WriteLine($"{what} {reference.Text}: {Number(Measurement.Median(others))} {reference.Unit} | {Number(Measurement.Median(ratios))} | {(count == 1 ? "" : Range(ratios))} |");
            }
        }

        double[] Values(Measurement measurement) =>
            [.. rounds.Select(round => round.Single(m => (m.Name, m.Side, m.Text) == (measurement.Name, measurement.Side, measurement.Text)).Value)];

        static string Range(double[] values) => $"{Number(values.Min())} to {Number(values.Max())}";
    }

    // Three digits.
    private static string Number(double value) =>
        value.ToString(Math.Abs(value) switch { >= 99.95 => "f0", >= 9.995 => "f1", _ => "f2" }, CultureInfo.InvariantCulture);

    private static string Processor() =>
        File.Exists("/proc/cpuinfo") && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } model
            ? model.Split(':')[1].Trim()
            : RuntimeInformation.ProcessArchitecture.ToString();

    private static bool Imports(string python, string module)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(python, ["-c", $"import {module}"]) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // no such program
        }
    }

    private static string Start(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with exit code {process.ExitCode}.");
    }
}
