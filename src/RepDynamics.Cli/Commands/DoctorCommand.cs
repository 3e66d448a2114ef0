using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using RepDynamics.Data;
using RepDynamics.Downloads;
using RepDynamics.IO;
using RepDynamics.Numerics;
using RepDynamics.Runs;
using RepDynamics.Store;
using SkiaSharp;
using TorchSharp;

namespace RepDynamics.Cli.Commands;

/// <summary><c>repdynamics doctor</c>: checks everything that training, deciding and drawing need on this machine.</summary>
internal static class DoctorCommand
{
    private const long Gibibyte = 1L << 30;

    // A run of the profile cpu has some tens of megabytes of snapshots, and a claim has some tens of runs.
    private const long RoomForRuns = 2 * Gibibyte;

    // One run, with libtorch.
    private const long MemoryForOneRun = Gibibyte / 2;

    public static Command Build(CommandContext context, CommonOptions common) => new ActionCommand(
        "doctor", "Check everything that runs need on this machine, with a remedy for what is missing.",
        [common.Device, common.Json], parsed => Examine(context, parsed.GetRequiredValue(common.Device), parsed.GetValue(common.Json)));

    public static Command Version(CommandContext context, CommonOptions common) => new ActionCommand(
        "version", "Print the version, the commit and the versions of packages.", [common.Json], parsed =>
        {
            var facts = BuildFacts.OfThis();
            if (parsed.GetValue(common.Json)) Output.Json(context.Out, facts);
            else context.Out.WriteLine($"repdynamics {facts.Version}, commit {facts.Commit}, TorchSharp {facts.TorchSharp}, SkiaSharp {facts.SkiaSharp}, {facts.Dotnet}");
            return ExitCode.Ok;
        });

    private static ExitCode Examine(CommandContext context, string device, bool json)
    {
        var facts = BuildFacts.OfThis();
        ImmutableArray<Finding> findings =
        [
            new("stack", Health.Good, $"repdynamics {facts.Version} on TorchSharp {facts.TorchSharp} and SkiaSharp {facts.SkiaSharp}, {facts.Dotnet}"),
            InstructionSet(),
            LibtorchLibrary(),
            Device(device),
            Threads(),
            new("cores", Health.Good, $"{Environment.ProcessorCount}: the default number of concurrent runs"),
            Memory(),
            .. Store(context.Store),
            Writable("results folder", context.ProjectLayout.Results("", ""), "Allow this user to write there."),
            Figures(facts.SkiaSharp),
            Cifar10Images(),
        ];
        bool bad = findings.Any(f => f.Health == Health.Bad);
        if (json) Output.Json(context.Out, new { Healthy = !bad, Findings = findings });
        // Where programs read it, a finding stays on its line.
        else Write(context.Out, findings, context.OutIsTerminal ? context.Width : int.MaxValue);
        return bad ? ExitCode.Attention : ExitCode.Ok;
    }

    private static void Write(TextWriter output, ImmutableArray<Finding> findings, int width)
    {
        int column = findings.Max(f => f.Subject.Length);
        foreach (Finding finding in findings)
        {
            string mark = finding.Health switch { Health.Good => "ok  ", Health.Note => "note", _ => "BAD " };
            Output.Row(output, $"{mark}  {finding.Subject.PadRight(column)}  ", width, finding.Remedy is { } remedy ? [finding.Found, remedy] : [finding.Found]);
        }
    }

    private static Finding[] Store(Func<RunStore> open)
    {
        const string subject = "runs folder", remedy = $"Set {RunStore.FolderVariable} to a folder that can be written.";
        RunStore? store = null;
        Finding none = Try(subject, remedy, () => (store = open()).Root);
        return store is null ? [none] : [Writable(subject, store.Root, remedy), Locks(store), StoredRuns(store), FreeDisk(store.Root)];
    }

    private static Finding InstructionSet() => Try(
        "instruction set",
        "Use a processor with AVX2 (most since 2013): runs are pinned to it for equal bits.",
        () =>
        {
            CanonicalNumerics.RequireInstructionSet();
            return $"pinned to {CanonicalNumerics.InstructionSet}";
        });

    private static Finding LibtorchLibrary() => Try(
        "libtorch",
        Libtorch.Folder is null
            ? "Build again: the build puts libtorch beside the program."
            : $"Name a PyTorch or libtorch {Libtorch.Usable} by LIBTORCH, or unset it.",
        () =>
        {
            CanonicalNumerics.Apply();
            using torch.Tensor ones = torch.ones([2, 2]), four = ones.sum();
            double sum = four.ToDouble();
            return sum.Equals(4.0)
                ? $"{Libtorch.LoadedVersion}, {Libtorch.Folder ?? "of the package"}"
                : throw new InvalidOperationException($"the sum of 4 ones is {sum}");
        });

    private static Finding Device(string device) => Try(
        "device",
        "Use --device cpu. For a GPU: a driver (nvidia-smi shows it), and "
            + $"a build with -p:Device=cuda, or a PyTorch {Libtorch.Usable} with CUDA named by LIBTORCH.",
        () => device == "cpu" ? device : Gpus.Usable() is { Count: > 0 } gpus ? string.Join(", ", gpus) : throw new InvalidOperationException(Gpus.WhyNone()));

    private static Finding Threads() => Try("threads", "Start the command again: runs need one thread for equal bits.", () =>
        torch.get_num_threads() is 1 ? "1 per run" : throw new InvalidOperationException($"libtorch uses {torch.get_num_threads()} per run"));

    private static Finding Memory()
    {
        long available = RunMemory.Available();
        string found = $"{ByteSize.Text(available)} for runs";
        return available < MemoryForOneRun
            ? new("memory", Health.Bad, found, $"A run needs about {ByteSize.Text(MemoryForOneRun)}: end other programs.")
            : new("memory", Health.Good, found);
    }

    private static Finding Locks(RunStore store) => Try(
        "locks", $"Set {RunStore.FolderVariable} to a folder that can be written.",
        () => store.WhyNoLocks() is { } why ? ("files cannot be locked there", why) : ("two processes that need the same run train it once", null));

    private static Finding StoredRuns(RunStore store) => Try("stored runs", "Allow reading in the runs folder.", () =>
    {
        IReadOnlyList<RunSummary> runs = store.List();
        int damaged = runs.Count(r => r.Problem is not null);
        return (
            runs.Count == 0 ? "none yet" : $"{Output.Count(runs.Count, "run")}, {ByteSize.Text(store.Size().Total)}",
            damaged == 0 ? null : $"{damaged} damaged: repdynamics runs verify shows details.");
    });

    // Creates no folder.
    private static Finding Writable(string subject, string folder, string remedy) => Try(subject, remedy, () =>
    {
        string existing = RunStore.ExistingFolder(folder);
        AtomicFile.RequireWritable(existing);
        return existing == Path.GetFullPath(folder) ? $"{folder}, can be written" : $"{folder}, can be created";
    });

    private static Finding FreeDisk(string folder) => Try("free disk", "Use a folder on a disk.", () =>
    {
        long free = new DriveInfo(RunStore.ExistingFolder(folder)).AvailableFreeSpace;
        return (
            ByteSize.Text(free),
            free >= RoomForRuns ? null : $"The runs of a claim can need {ByteSize.Text(RoomForRuns)}: make room, or set {RunStore.FolderVariable} to a larger disk.");
    });

    private static Finding Figures(string skiaSharp) => Try("figures", "Build again: the build puts SkiaSharp's native library beside the program.", () =>
    {
        using SKBitmap bitmap = new(1, 1);
        return $"SkiaSharp {skiaSharp}, font Inter";
    });

    private static Finding Cifar10Images() => Try("CIFAR-10", $"Set {Cifar10.FolderVariable} to a folder.", () =>
    {
        string folder = Cifar10.FindFolder();
        IReadOnlyList<string> missing = MissingData.Cifar10Files(folder);
        string? damaged = Cifar10.Files.FirstOrDefault(
            name => name != Cifar10.MetaFile && new FileInfo(Path.Combine(folder, name)) is { Exists: true, Length: not Cifar10.FileSize });
        if (damaged is not null) return ($"{damaged} in {folder} is damaged", $"It has {new FileInfo(Path.Combine(folder, damaged)).Length} bytes, expected {Cifar10.FileSize}: delete it, then repdynamics fetch cifar10.");
        return missing.Count == 0 ? (folder, null) : (
            $"not in {folder} (the profiles smoke and cpu do not need it)",
            $"repdynamics fetch cifar10, or set {Cifar10.FolderVariable} to the folder of the binary version's files (missing: {string.Join(", ", missing)}).");
    });

    private static Finding Try(string subject, string remedy, Func<string> look) => Try(subject, remedy, () => (look(), null));

    // A second text is a note: what to do about something that some uses need.
    private static Finding Try(string subject, string remedy, Func<(string Found, string? Note)> look)
    {
        try
        {
            (string found, string? note) = look();
            return new(subject, note is null ? Health.Good : Health.Note, found, note);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The innermost exception has the reason; a type initializer's message does not.
            return new(subject, Health.Bad, e.GetBaseException().Message.Split('\n')[0].Trim(), remedy);
        }
    }
}

internal enum Health
{
    Good,

    /// <summary>Something is missing that some uses need.</summary>
    Note,

    /// <summary>Something is missing that every use needs.</summary>
    Bad,
}

internal sealed record Finding(string Subject, Health Health, string Found, string? Remedy = null);

/// <summary>The version, the commit and the packages of this build.</summary>
internal sealed record BuildFacts(string Version, string Commit, string TorchSharp, string SkiaSharp, string Dotnet)
{
    public static BuildFacts OfThis()
    {
        Assembly library = typeof(HostEnvironment).Assembly;
        string[] version = (library.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown").Split('+');
        return new(version[0], version.Length > 1 ? version[1] : "unknown", Metadata("TorchSharp"), Metadata("SkiaSharp"), RuntimeInformation.FrameworkDescription);

        string Metadata(string key) => library.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
    }
}
