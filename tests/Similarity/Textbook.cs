using MathNet.Numerics.LinearAlgebra;
using RepDynamics.Similarity;

namespace RepDynamics.Tests.Similarity;

/// <summary>CKA as the papers write it, in double precision, with every matrix spelled out.</summary>
internal static class Textbook
{
    private static readonly MatrixBuilder<double> Build = Matrix<double>.Build;

    internal static double Cka(double[,] x, double[,] y, CkaEstimator estimator) => estimator == CkaEstimator.Biased ? Biased(x, y) : Debiased(x, y);

    /// <summary>Kornblith et al. 2019, equations 1 and 2: tr(K H L H), H = I - 1 1'/n.</summary>
    internal static double Biased(double[,] x, double[,] y)
    {
        Matrix<double> k = Gram(x), l = Gram(y), h = Centring(k.RowCount);
        return Hsic(k, l) / Math.Sqrt(Hsic(k, k) * Hsic(l, l));

        double Hsic(Matrix<double> k, Matrix<double> l) => (k * h * l * h).Trace();
    }

    /// <summary>The ratio of the unbiased estimates.</summary>
    internal static double Debiased(double[,] x, double[,] y) => UnbiasedHsic(x, y) / Math.Sqrt(UnbiasedHsic(x, x) * UnbiasedHsic(y, y));

    /// <summary>Nguyen et al. 2021, equation 2: the ratio of means of unbiased estimates over batches.</summary>
    internal static double Minibatch(IReadOnlyList<(double[,] X, double[,] Y)> batches) =>
        batches.Average(b => UnbiasedHsic(b.X, b.Y))
        / Math.Sqrt(batches.Average(b => UnbiasedHsic(b.X, b.X)) * batches.Average(b => UnbiasedHsic(b.Y, b.Y)));

    /// <summary>Song et al. 2012, equation 5; Nguyen et al. 2021, equation 3: HSIC_1 with K and L without their diagonals.</summary>
    internal static double UnbiasedHsic(double[,] x, double[,] y)
    {
        Matrix<double> k = Gram(x), l = Gram(y);
        int n = k.RowCount;
        k.SetDiagonal(new double[n]);
        l.SetDiagonal(new double[n]);
        Vector<double> one = Vector<double>.Build.Dense(n, 1);
        return ((k * l).Trace() + one * k * one * (one * l * one) / ((n - 1.0) * (n - 2)) - 2 * (one * k * l * one) / (n - 2)) / (n * (n - 3.0));
    }

    /// <summary>||Y'X||^2 / (||X'X|| ||Y'Y||), Frobenius norms, of centred features.</summary>
    internal static double InFeatureSpace(double[,] x, double[,] y)
    {
        Matrix<double> h = Centring(x.GetLength(0)), a = h * Build.DenseOfArray(x), b = h * Build.DenseOfArray(y);
        double cross = (b.Transpose() * a).FrobeniusNorm();
        return cross * cross / ((a.Transpose() * a).FrobeniusNorm() * (b.Transpose() * b).FrobeniusNorm());
    }

    internal static double[,] Product(double[,] a, double[,] b) => (Build.DenseOfArray(a) * Build.DenseOfArray(b)).ToArray();

    internal static double[,] Transposed(double[,] a) => Build.DenseOfArray(a).Transpose().ToArray();

    internal static double[,] Filled(int rows, int columns, double value) => Build.Dense(rows, columns, value).ToArray();

    private static Matrix<double> Gram(double[,] x) => Build.DenseOfArray(x) * Build.DenseOfArray(x).Transpose();

    private static Matrix<double> Centring(int n) => Build.DenseIdentity(n) - Build.Dense(n, n, 1.0 / n);
}
