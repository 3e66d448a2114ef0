using RepDynamics.Probes;
using RepDynamics.Tests.Models;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Probes;

/// <summary>Features and labels by the integer formula of make_probe_golden.py.</summary>
/// <param name="Values"><c>[n, p]</c>, exact in float32.</param>
/// <param name="Labels"><c>[n]</c>.</param>
/// <param name="Classes">C.</param>
internal sealed record Problem(double[,] Values, long[] Labels, int Classes)
{
    internal static readonly ProbeSubject Subject = new("a run", "block1", 7);

    internal Tensor Features => As(ScalarType.Float32);

    internal Tensor LabelTensor => tensor(Labels, [Labels.Length]);

    /// <summary>Noise plus the class, in sixteenths, along its own feature, plus a mean.</summary>
    internal static Problem Of(int images, int features, int classes, int seed, int signal)
    {
        long[] labels = Formula.Labels(images, classes, seed + 1);
        double[,] noise = Tests.Similarity.Features.Of(images, features, seed);
        return new(Tests.Similarity.Features.Changed(noise, (v, i, j) => v + 0.25 + (j == labels[i] % features ? signal / 16.0 : 0)), labels, classes);
    }

    internal Tensor As(ScalarType type)
    {
        using Tensor exact = tensor([.. Values.Cast<double>()], [Values.GetLength(0), Values.GetLength(1)]);
        return exact.to(type, copy: true);
    }

    internal LinearProbe Fit(bool? byImage = null, ProbeOptions? options = null, LinearProbe? warmStart = null) =>
        LinearProbe.Fit(Subject, Features, LabelTensor, Classes, options, warmStart, byImage);

    internal static double[] Probabilities(LinearProbe probe, Tensor features) =>
        probe.Logits(features.to(ScalarType.Float64)).softmax(1).data<double>().ToArray();
}
