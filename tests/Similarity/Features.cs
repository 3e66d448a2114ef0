using MathNet.Numerics.LinearAlgebra;
using RepDynamics.Similarity;
using RepDynamics.Tests.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Similarity;

/// <summary>Features by the integer formula of make_cka_golden.py, as matrices <c>[n, p]</c>.</summary>
internal static class Features
{
    internal static double[,] Of(int n, int p, int seed)
    {
        double[] values = Formula.Uniform((long)n * p, seed);
        double[,] x = new double[n, p];
        for (int i = 0; i < values.Length; i++) x[i / p, i % p] = values[i];
        return x;
    }

    /// <summary>Two sets that have so much in common, in sixteenths.</summary>
    internal static (double[,] X, double[,] Y) Pair(int n, int p, int q, int seed, int shared)
    {
        double[,] x = Of(n, p, seed);
        return (x, Changed(Of(n, q, seed + 1), (v, i, j) => j < p ? v + shared / 16.0 * x[i, j] : v));
    }

    internal static double[,] Changed(double[,] x, Func<double, int, int, double> change)
    {
        double[,] changed = new double[x.GetLength(0), x.GetLength(1)];
        for (int i = 0; i < x.GetLength(0); i++)
        {
            for (int j = 0; j < x.GetLength(1); j++) changed[i, j] = change(x[i, j], i, j);
        }
        return changed;
    }

    /// <summary>An orthogonal matrix <c>[p, p]</c> without structure.</summary>
    internal static double[,] Orthogonal(int p, int seed) => Matrix<double>.Build.DenseOfArray(Of(p, p, seed)).QR().Q.ToArray();

    /// <summary>CKA of two sets of features alone.</summary>
    internal static double Cka(Tensor x, Tensor y, CkaEstimator estimator)
    {
        using DisposeScope scope = NewDisposeScope();
        using GramVectors vectors = new((int)x.size(0), estimator, x.device);
        return (vectors.OfGram(vectors.Gram(x)) * vectors.OfGram(vectors.Gram(y))).sum().ToDouble();
    }

    /// <summary>Records one tap's output at one epoch by one recorder.</summary>
    internal static void Record(this CkaRecorder recorder, int epoch, string tap, Tensor features) =>
        CkaRecorder.Record([recorder], epoch, new Dictionary<string, Tensor> { [tap] = features });

    /// <summary>As float32, which is what networks give.</summary>
    internal static Tensor ToTensor(double[,] x) =>
        tensor([.. x.Cast<double>().Select(v => (float)v)], [x.GetLength(0), x.GetLength(1)]);
}
