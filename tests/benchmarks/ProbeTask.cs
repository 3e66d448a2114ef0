namespace RepDynamics.Benchmarks;

/// <summary>One fit of <see cref="ProbeBenchmark"/>, a line of a file that the references read, too.</summary>
/// <param name="Network">The network that the features are of.</param>
/// <param name="Epoch">The snapshot.</param>
/// <param name="Tap">The layer.</param>
/// <param name="Features">Features of an image.</param>
internal sealed record ProbeTask(string Network, int Epoch, string Tap, int Features)
{
    /// <summary>The name of the file.</summary>
    public const string Index = "index";

    /// <summary>The norm of the gradient at the end, relative to that at zero.</summary>
    public const double Tolerance = 1e-6;

    /// <summary>The weight of half the squared norm of the weights.</summary>
    public const double L2 = 0.002;

    /// <summary>Whether both sides fit and time it; the references skip the others.</summary>
    public bool Sampled { get; init; }

    public string File(string folder) => Path.Combine(folder, $"{Network}-{Epoch}-{Tap}");

    /// <summary>Writes them all, every nth of them sampled; n has no divisor in common with the numbers of taps, 7 and 9.</summary>
    public static void Write(string folder, IEnumerable<ProbeTask> tasks)
    {
        int every = Options.Scaled(5, 8);
        System.IO.File.WriteAllLines(
            Path.Combine(folder, Index),
            tasks.Select((task, i) => string.Create(
                CultureInfo.InvariantCulture, $"{task.Network} {task.Epoch} {task.Tap} {task.Features} {(i % every == 0 ? "sampled" : "-")}")));
    }

    public static ProbeTask[] Read(string folder) =>
    [
        .. System.IO.File.ReadLines(Path.Combine(folder, Index)).Select(line => line.Split(' ')).Select(fields => new ProbeTask(
            fields[0], int.Parse(fields[1], CultureInfo.InvariantCulture), fields[2], int.Parse(fields[3], CultureInfo.InvariantCulture))
        {
            Sampled = fields[4] == "sampled",
        }),
    ];
}
