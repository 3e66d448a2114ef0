using System.Collections.Immutable;

namespace RepDynamics.Cli.Sweep;

/// <summary>What a cluster wants to know of jobs. What is null or empty is left to the cluster.</summary>
internal sealed record SweepSettings
{
    /// <summary>The file that is read from the current folder.</summary>
    public const string FileName = "repdynamics-sweep.json";

    /// <summary>Where to run: <c>--partition</c>.</summary>
    public string? Partition { get; init; }

    /// <summary>Who pays: <c>--account</c>.</summary>
    public string? Account { get; init; }

    /// <summary><c>--qos</c>.</summary>
    public string? Qos { get; init; }

    /// <summary>Generic resources of each job, such as <c>gpu:1</c>: <c>--gres</c>.</summary>
    public string? Gres { get; init; }

    /// <summary>The longest a job may take, as Slurm writes times: minutes, or [days-]hours:minutes:seconds.</summary>
    public string? Time { get; init; }

    /// <summary>Memory of each job, such as <c>4G</c>: <c>--mem</c>.</summary>
    public string? Memory { get; init; }

    /// <summary>Cores of each job; a run on the CPU trains on one.</summary>
    public int Cpus { get; init; } = 1;

    /// <summary>How many tasks at once, at most; null: as many as the cluster lets.</summary>
    public int? Parallel { get; init; }

    /// <summary>Seconds before the time limit at which a task is asked to write a resume point, and queued again.</summary>
    public int Warning { get; init; } = 120;

    /// <summary>How often one task is queued again for want of time, at most.</summary>
    public int Requeues { get; init; } = 20;

    /// <summary>Words before the command: <c>apptainer exec --nv IMAGE</c>.</summary>
    public ImmutableArray<string> Container { get; init; } = [];

    /// <summary>The command that runs on a node; empty: the program that submits.</summary>
    public ImmutableArray<string> Command { get; init; } = [];

    /// <summary>More options of sbatch, a word each.</summary>
    public ImmutableArray<string> Options { get; init; } = [];

    /// <summary>Lines of shell that come before the command: <c>module load ...</c>.</summary>
    public ImmutableArray<string> Lines { get; init; } = [];
}
