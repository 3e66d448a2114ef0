using System.Collections.Immutable;

namespace RepDynamics.Cli.Sweep;

/// <summary>The settings of a cluster's jobs. Null or empty: the cluster's default.</summary>
internal sealed record SweepSettings
{
    /// <summary>The settings file of the current folder.</summary>
    public const string FileName = "repdynamics-sweep.json";

    public string? Partition { get; init; }
    public string? Account { get; init; }
    public string? Qos { get; init; }

    /// <summary>Generic resources of each job, such as <c>gpu:1</c>: <c>--gres</c>.</summary>
    public string? Gres { get; init; }

    /// <summary>The time limit of a job: minutes, or [days-]hours:minutes:seconds.</summary>
    public string? Time { get; init; }

    /// <summary>Memory of each job, such as <c>4G</c>: <c>--mem</c>.</summary>
    public string? Memory { get; init; }

    /// <summary>Cores of each job; a run on the CPU uses one.</summary>
    public int Cpus { get; init; } = 1;

    /// <summary>The most concurrent tasks; null for no limit.</summary>
    public int? Parallel { get; init; }

    /// <summary>Seconds before the time limit at which a task writes a resume point and is requeued.</summary>
    public int Warning { get; init; } = 120;

    /// <summary>How often a task is requeued at the time limit, at most.</summary>
    public int Requeues { get; init; } = 20;

    /// <summary>Words before the command: <c>apptainer exec --nv IMAGE</c>.</summary>
    public ImmutableArray<string> Container { get; init; } = [];

    /// <summary>The command on a node; empty: the submitting program.</summary>
    public ImmutableArray<string> Command { get; init; } = [];

    /// <summary>Further options of sbatch, one word each.</summary>
    public ImmutableArray<string> Options { get; init; } = [];

    /// <summary>Lines of shell before the command, such as <c>module load gcc</c>.</summary>
    public ImmutableArray<string> Lines { get; init; } = [];
}
