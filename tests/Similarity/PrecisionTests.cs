using System.IO.Compression;
using RepDynamics.Checkpoints;
using RepDynamics.IO;
using RepDynamics.Similarity;
using RepDynamics.Tests.Checkpoints;
using RepDynamics.Tests.IO;
using RepDynamics.Tests.Models;
using RepDynamics.Tests.Runs;

namespace RepDynamics.Tests.Similarity;

/// <summary>CKA of stored features, whatever their scale, mean, type, layout and order, is that of exact arithmetic to 1e-5.</summary>
public class PrecisionTests
{
    private const int Images = 12, Width = 5;

    private static readonly double[][] Uniform = [.. Enumerable.Range(5, 3).Select(seed => Formula.Uniform(Images * Width, seed))];

    [TestCaseSource(nameof(GoldenCases))]
    public void Similarities_are_those_of_exact_arithmetic(Golden golden)
    {
        foreach (string layout in golden.Type == "bf16" ? ["safetensors"] : (string[])["rows", "columns", "compressed", "safetensors"])
        {
            using TemporaryFolder folder = new();
            for (int epoch = 0; epoch < 3; epoch++) Save(folder, golden, epoch, layout);
            var opened = CheckpointFolder.Open(folder.Path);
            foreach ((double[] expected, StreamedCkaOptions options) in (ReadOnlySpan<(double[], StreamedCkaOptions)>)
            [
                (golden.Biased, new()),
                (golden.Debiased, new() { Estimator = CkaEstimator.Debiased }),
                (golden.Minibatch, new() { Estimator = CkaEstimator.Debiased, Batch = 6 }),
            ])
            {
                Assert.That(
                    opened.Similarity("x", options).UpperTriangle(), Is.EqualTo(expected).Within(1e-5), $"{options.MeasureName}, {layout}");
            }
        }
    }

    [TestCase(1e300, "differ by more than 1e150")]
    [TestCase(1e-155, "differ by less than 1e-150")]
    public void Values_whose_squares_leave_double_precision_are_refused(double scale, string fault)
    {
        using TemporaryFolder folder = new();
        for (int epoch = 0; epoch < 3; epoch++) Save(folder, new("<f8", 0, scale, 1, [], [], []), epoch, "rows");

        Assert.That(
            () => CheckpointFolder.Open(folder.Path).Similarity("x"),
            Throws.InstanceOf<FeatureException>().With.Message.Contains(fault).And.Property(nameof(FeatureException.Remedy)).Contains("common number"));
    }

    // As in make_precision_golden.py.
    private static void Save(TemporaryFolder folder, Golden golden, int epoch, string layout)
    {
        double[] x = [.. Uniform[epoch].Select((u, i) =>
            ((epoch == 0 ? u : u + 1.5 * Uniform[0][i]) + golden.Ratio * (1 + i % Width / 8.0)) * golden.Scale * (i < Width ? golden.Outlier : 1))];
        if (layout == "columns") x = [.. Enumerable.Range(0, x.Length).Select(i => x[i % Images * Width + i / Images])];
        byte[] bytes = [.. x.SelectMany(v => golden.Type switch
        {
            "<f8" => BitConverter.GetBytes(v),
            "<f4" => BitConverter.GetBytes((float)v),
            "<f2" => BitConverter.GetBytes((Half)v),
            _ => BitConverter.GetBytes((float)v) is var b && BitConverter.ToUInt32(b) is var bits
                ? BitConverter.GetBytes((ushort)((bits + 0x7fff + ((bits >> 16) & 1)) >> 16)) : [],
        })];
        ElementType type = golden.Type switch { "<f8" => ElementType.F64, "<f4" => ElementType.F32, "<f2" => ElementType.F16, _ => ElementType.BF16 };
        File.WriteAllBytes(
            Path.Combine(folder.Path, $"{epoch}.{(layout == "safetensors" ? layout : "npz")}"),
            layout == "safetensors" ? SafetensorsSamples.Written([new TensorData("x", type, [Images, Width], bytes)])
                : NumpyFiles.Npz(
                    layout == "compressed" ? CompressionLevel.Optimal : CompressionLevel.NoCompression,
                    ("x", NumpyFiles.Npy(golden.Type, $"({Images}, {Width})", bytes, layout == "columns" ? "True" : "False"))));
    }

    private static IEnumerable<TestCaseData> GoldenCases() =>
        GoldenFile.Read<Golden[]>("Similarity/precision.golden.json").Select(g => new TestCaseData(g)
            .SetArgDisplayNames($"{g.Type}, mean {g.Ratio:g}, scale {g.Scale:g}, outlier {g.Outlier:g}"));

    public sealed record Golden(string Type, double Ratio, double Scale, double Outlier, double[] Biased, double[] Debiased, double[] Minibatch);
}
