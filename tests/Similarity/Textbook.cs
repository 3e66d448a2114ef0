namespace RepDynamics.Tests.Similarity;

/// <summary>CKA as the papers write it, in double precision, with every matrix spelled out.</summary>
internal static class Textbook
{
    /// <summary>Kornblith et al. 2019, equations 1 and 2: tr(K H L H), H = I - 1 1'/n.</summary>
    internal static double Biased(double[,] x, double[,] y)
    {
        double[,] k = Product(x, Transposed(x)), l = Product(y, Transposed(y));
        return Hsic(k, l) / Math.Sqrt(Hsic(k, k) * Hsic(l, l));

        static double Hsic(double[,] k, double[,] l)
        {
            double[,] h = Centring(k.GetLength(0));
            return Trace(Product(Product(k, h), Product(l, h)));
        }
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
        double[,] k = WithoutDiagonal(Product(x, Transposed(x))), l = WithoutDiagonal(Product(y, Transposed(y)));
        int n = k.GetLength(0);
        double[,] one = Filled(n, 1, 1), row = Transposed(one);
        double sums = Product(Product(row, k), one)[0, 0] * Product(Product(row, l), one)[0, 0];
        double mixed = Product(Product(Product(row, k), l), one)[0, 0];
        return (Trace(Product(k, l)) + sums / ((n - 1.0) * (n - 2)) - 2 * mixed / (n - 2)) / (n * (n - 3.0));
    }

    /// <summary>||Y'X||^2 / (||X'X|| ||Y'Y||), Frobenius norms, of centred features.</summary>
    internal static double InFeatureSpace(double[,] x, double[,] y)
    {
        double[,] h = Centring(x.GetLength(0));
        (double[,] a, double[,] b) = (Product(h, x), Product(h, y));
        double cross = Norm(Product(Transposed(b), a));
        return cross * cross / (Norm(Product(Transposed(a), a)) * Norm(Product(Transposed(b), b)));
    }

    internal static double[,] Product(double[,] a, double[,] b)
    {
        double[,] product = new double[a.GetLength(0), b.GetLength(1)];
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int k = 0; k < a.GetLength(1); k++)
            {
                for (int j = 0; j < b.GetLength(1); j++) product[i, j] += a[i, k] * b[k, j];
            }
        }
        return product;
    }

    internal static double[,] Transposed(double[,] a)
    {
        double[,] transposed = new double[a.GetLength(1), a.GetLength(0)];
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < a.GetLength(1); j++) transposed[j, i] = a[i, j];
        }
        return transposed;
    }

    internal static double[,] Filled(int rows, int columns, double value)
    {
        double[,] filled = new double[rows, columns];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++) filled[i, j] = value;
        }
        return filled;
    }

    private static double[,] Centring(int n)
    {
        double[,] h = Filled(n, n, -1.0 / n);
        for (int i = 0; i < n; i++) h[i, i] += 1;
        return h;
    }

    private static double[,] WithoutDiagonal(double[,] a)
    {
        double[,] hollow = (double[,])a.Clone();
        for (int i = 0; i < a.GetLength(0); i++) hollow[i, i] = 0;
        return hollow;
    }

    private static double Trace(double[,] a) => Enumerable.Range(0, a.GetLength(0)).Sum(i => a[i, i]);

    private static double Norm(double[,] a) => Math.Sqrt(a.Cast<double>().Sum(v => v * v));
}
