using System.Text.Json;
using RepDynamics.Baselines;
using RepDynamics.Claims;
using RepDynamics.Reports;
using RepDynamics.Similarity;
using RepDynamics.Studies;
using RepDynamics.Tests.Claims;
using RepDynamics.Tests.Dynamics;
using RepDynamics.Tests.Runs;
using SkiaSharp;

namespace RepDynamics.Tests.Reports;

/// <summary>Folders of results and baselines as a run and its tests leave them, with numbers that are known.</summary>
internal sealed class SyntheticReport : IDisposable
{
    public static readonly DateTimeOffset Made = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    /// <summary>Text that must never become markup.</summary>
    public const string Hostile = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&";

    private readonly TemporaryFolder folder = new();

    public string Out => Path.Combine(folder.Path, "out");

    public string Results(string profile = "cpu") => Directory.CreateDirectory(Path.Combine(folder.Path, "results", profile, "ViTSync")).FullName;

    public string Baseline(string profile = "cpu") => Directory.CreateDirectory(Path.Combine(folder.Path, "baselines", profile, "ViTSync")).FullName;

    public ReportSource Source(string profile = "cpu", Registration? registration = null) =>
        new(registration ?? Registered.ViTSync(), profile, Path.Combine(folder.Path, "results", profile, "ViTSync"), Path.Combine(folder.Path, "baselines", profile, "ViTSync"));

    /// <summary>Every claim on every profile it has seeds for, with the verdicts that are committed.</summary>
    public static ReportSource[] Committed() =>
    [
        .. Registered.Ids().Order(StringComparer.Ordinal).Select(id => Registration.Load(Path.Combine(Registered.Folder, id + ".json"))).SelectMany(
            r => r.Profiles.Keys.Select(profile => new ReportSource(r, profile, "nowhere", Path.Combine(Repository.Root, "baselines", profile, r.Id)))),
    ];

    public WrittenReport Write(params ReportSource[] sources) => Report.Write(Out, sources, Made);

    /// <summary>The page of a report on the claim, on the profile cpu where none is named.</summary>
    public string Page(params ReportSource[] sources) => File.ReadAllText(Write(sources.Length == 0 ? [Source()] : sources).Pages[0]);

    /// <summary>A verdict whose runs have names and hashes as the harness gives them.</summary>
    public static Verdict Verdict(double sgd = .3, string profile = "cpu", DateTimeOffset? date = null) => Registered.Verdict(sgd, profile: profile) with
    {
        RecipeHashes = new Dictionary<string, string> { ["ViT-SGD seed 10"] = Hash('a'), ["ResNet-SGD seed 10"] = Hash('b'), ["ViT-SGD seed 11"] = Hash('c') },
        Date = date ?? Made.AddHours(-2),
    };

    public static string Hash(char digit) => new(digit, 64);

    /// <summary>A run of three snapshots; the similarity of epochs i and j (not their places) is 1 - |i - j| / 10 in block 1.</summary>
    public static RunEvidence Run(string name, char hash, string cpu = "a processor") => new(
        name, Hash(hash), PerfectFitEpoch: 4, new Dictionary<string, string> { ["cpu"] = cpu, ["numerics"] = "canonical" },
        [new(0, 1.4, .25, .2, .25), new(1, 1.1, .5, .4, .4), new(4, .01, 1, .1, .6)],
        [
            MatrixEvidence.Of(Similarity("block1", "CKA (biased)", .1)), MatrixEvidence.Of(Similarity("block2", "CKA (biased)", .2)),
            MatrixEvidence.Of(Similarity("block1", "regions", .05)),
        ]);

    public static EpochSimilarity Similarity(string tap, string measure, double slope)
    {
        int[] epochs = [0, 1, 4];
        return new(tap, epochs, Matrices.Fill(3, (i, j) => 1 - (slope * (epochs[j] - epochs[i]))), measure);
    }

    /// <summary>A picture of one colour with a square of another, so that any two differ.</summary>
    public static byte[] Picture(int square, int width = 240, int height = 160)
    {
        using SKBitmap picture = new(width, height, isOpaque: true);
        picture.Erase(new SKColor(245, 245, 245));
        picture.Erase(new SKColor(200, 60, 20), SKRectI.Create(20 * square, 40, 20, 20));
        return PngImage.Encode(picture);
    }

    /// <summary>All that a page can show: verdict, evidence, figures, sensitivity, and a figure that departed from its baseline.</summary>
    public void MakeWhole(string profile = "cpu")
    {
        string results = Results(profile), baseline = Baseline(profile);
        VerdictFile.Write(Path.Combine(results, "verdict.json"), Verdict(profile: profile));
        RunEvidence.Write(Path.Combine(results, "evidence.json"), [Run("ViT-SGD seed 10", 'a'), Run("ResNet-SGD seed 10", 'b')]);
        File.WriteAllBytes(Path.Combine(results, "similarity.ViT-SGD.png"), Picture(1));
        File.WriteAllBytes(Path.Combine(results, "curves.ViT-SGD.png"), Picture(2));
        File.WriteAllBytes(Path.Combine(baseline, "synchrony.verified.png"), Picture(3));
        File.WriteAllBytes(Path.Combine(baseline, "synchrony.received.png"), Picture(4));
        Variation.Write(Path.Combine(results, "sensitivity.json"), [new Variation("debiased CKA", [Verdict(sgd: .05).Parts[0]])]);
    }

    public JsonElement Json(WrittenReport report) => JsonDocument.Parse(File.ReadAllText(report.Verdicts)).RootElement;

    public void Dispose() => folder.Dispose();
}

/// <summary>A synthetic report for each test.</summary>
public abstract class ReportFixture
{
    private protected SyntheticReport report = null!;

    [SetUp]
    public void OpenReport() => report = new SyntheticReport();

    [TearDown]
    public void CloseReport() => report.Dispose();
}
