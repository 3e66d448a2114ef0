using RepDynamics.Claims;
using RepDynamics.Data;
using RepDynamics.Downloads;
using RepDynamics.Figures;
using RepDynamics.Profiles;
using RepDynamics.Runs;
using RepDynamics.Studies;
using RepDynamics.Training;

namespace RepDynamics.Tests.Cli;

/// <summary>A claim decided by test accuracy, for tests of commands.</summary>
public abstract class TinyClaim : ClaimStudy
{
    /// <summary>The claims below.</summary>
    internal static readonly string[] Ids = ["TinyOne", "TinyTwo", "TinyOwn", "TinyLong"];

    protected override double? Statistic(RunRecord run, RegisteredPart part)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Metrics[^1].TestAccuracy;
    }

    protected override IEnumerable<(string Name, Figure Figure)> Draw()
    {
        foreach (string condition in Registration.Conditions.Keys)
        {
            RunRecord run = Run(condition, Seeds[0])!;
            yield return ($"curve.{condition}", new LineChart
            {
                YLabel = "accuracy",
                YRange = (0, 1),
                XAxis = ChartAxis.Epochs(run.Metrics[0].Epoch, run.Metrics[^1].Epoch),
                Panels = [new("", [new("test", [.. run.Metrics.Select(m => (double)m.Epoch)], [.. run.Metrics.Select(m => m.TestAccuracy)])])],
            });
        }
    }

    protected override string Numbers() =>
        string.Join('\n', Seeds.SelectMany(seed => Registration.Conditions.Keys.Select(condition => Line(condition, seed))));

    private string Line(string condition, long seed) =>
        string.Create(CultureInfo.InvariantCulture, $"{condition} seed {seed}: {Run(condition, seed)!.Metrics[^1].TestAccuracy:f3}");
}

/// <summary>ViT against ResNet.</summary>
[Claim("TinyOne")]
public sealed class TinyOne : TinyClaim
{
    /// <summary>Whether its statistic throws.</summary>
    internal static AsyncLocal<bool> Failing { get; } = new();

    protected override double? Statistic(RunRecord run, RegisteredPart part) =>
        Failing.Value ? throw new InvalidOperationException("no such statistic") : base.Statistic(run, part);
}

/// <summary>A claim on the same runs that needs regions.</summary>
[Claim("TinyTwo")]
public sealed class TinyTwo : TinyClaim
{
    public override bool NeedsRegions => true;
}

/// <summary>A claim on longer runs of the same recipes.</summary>
[Claim("TinyLong")]
public sealed class TinyLong : TinyClaim
{
    protected override Profile Adapt(Profile profile) => profile with
    {
        Conditions = [.. profile.Conditions.Where(condition => condition.Variant is null).Select(condition => condition with { Variant = "long", Epochs = 16 })],
    };
}

/// <summary>A claim with other data and another resolution than the profile.</summary>
[Claim("TinyOwn")]
public sealed class TinyOwn : TinyClaim
{
    /// <summary>The message on missing data.</summary>
    internal static string? Missing { get; set; }

    /// <summary>Whether it renames the profile.</summary>
    internal static bool Renames { get; set; }

    public override bool NeedsRegions => true;

    protected override Profile Adapt(Profile profile) => profile with
    {
        Name = Renames ? "another" : profile.Name,
        Data = new StoredImages(),
        Regions = profile.Regions with { Resolution = 7 },
    };

    private sealed record StoredImages : DataRecipe, IStoredData
    {
        public override string Kind => "stored";

        public string? Missing() => TinyOwn.Missing;

        protected override ImageSet Read(DataSplit split, int count, long seed) => throw new NotSupportedException("Tests do not read it.");
    }
}
