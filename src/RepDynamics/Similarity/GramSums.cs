using System.Buffers;
using System.Runtime.InteropServices;
using RepDynamics.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Similarity;

// The Gram matrices themselves are never whole: n = 10,000 images and 40 epochs would take 16 GB. The sum over their entries can be taken
// tile by tile, and what the centring needs of a whole matrix is known beforehand. The features are centred, so the sum over a row of
// X X' is zero; without its diagonal entry |x_i|^2 it is -|x_i|^2, and the sum over all is -|X|^2.

/// <summary>The inner products of the centred Gram matrices of every two epochs.</summary>
/// <param name="features">The same images at every epoch.</param>
/// <param name="precision">Of the products, single or double. The features are centred in double precision before.</param>
/// <param name="advance">Receives the entries that are done of one epoch's matrix, divided by the epochs; never from two threads at once.</param>
internal sealed class GramSums(
    IReadOnlyList<IFeatures> features, GramPlan plan, CkaEstimator estimator, ScalarType precision, Action<double> advance, CancellationToken cancellation)
{
    // Products of tiles are summed in single precision over this many entries, and in double precision from there.
    private const int EntriesAtATime = 1 << 16;

    private const int NumbersAtATime = 1 << 18;

    private readonly int epochs = features.Count;
    private readonly Lock gate = new();

    /// <summary>The inner products over some consecutive images, as if there were no others: <c>[E, E]</c>, symmetric to rounding.</summary>
    /// <param name="statistics">Of these images at every epoch.</param>
    /// <param name="factors">What the centred features of every epoch are multiplied by.</param>
    public double[,] Of(int first, int images, FeatureStatistics[] statistics, double[] factors)
    {
        int pieces = GramPlan.Pieces(images, plan.TileImages);
        int Start(int k) => first + GramPlan.Start(images, pieces, k);
        double[,] sums = new double[epochs, epochs];
        Batch batch = new(first, images, statistics, factors, [.. Enumerable.Range(0, epochs).Select(_ => new double[images])]);
        // Tiles on the diagonal first: the others need what is on it.
        for (int k = 0; k < pieces; k++) Add(batch, Start(k), Start(k + 1), Start(k), Start(k + 1), sums);
        for (int k = 0; k < pieces; k++)
        {
            for (int l = k + 1; l < pieces; l++) Add(batch, Start(k), Start(k + 1), Start(l), Start(l + 1), sums);
        }
        return sums;
    }

    private void Add(Batch batch, int top, int bottom, int left, int right, double[,] sums)
    {
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        (int rows, int columns) = (bottom - top, right - left);
        long entries = (long)rows * columns;
        Tensor tiles = zeros([epochs, entries], precision);
        double area = (double)entries * (top == left ? 1 : 2);
        ThreadedLoop.For(epochs, plan.Threads, epoch =>
        {
            using IDisposable noGradHere = no_grad();
            using DisposeScope here = NewDisposeScope();
            Tensor tile = tiles.select(0, epoch).view(rows, columns);
            Fill(tile, batch, epoch, top, left);
            if (estimator == CkaEstimator.Debiased) UCentre(tile, batch, epoch, top, left);
            lock (gate) advance(area / epochs);
        });
        double weight = top == left ? 1 : 2; // for the tile's mirror image
        for (long at = 0; at < entries; at += EntriesAtATime)
        {
            using DisposeScope step = NewDisposeScope();
            Tensor part = tiles.narrow(1, at, Math.Min(EntriesAtATime, entries - at));
            double[] products = part.mm(part.t()).to(ScalarType.Float64).data<double>().ToArray();
            for (int i = 0; i < epochs; i++)
            {
                for (int j = 0; j < epochs; j++) sums[i, j] += weight * products[i * epochs + j];
            }
        }
    }

    // X X' of a tile, summed over strips of features.
    private void Fill(Tensor tile, Batch batch, int epoch, int top, int left)
    {
        int width = features[epoch].Width, pieces = GramPlan.Pieces(width, plan.StripFeatures);
        for (int k = 0; k < pieces; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            using DisposeScope strip = NewDisposeScope();
            int from = GramPlan.Start(width, pieces, k), count = GramPlan.Start(width, pieces, k + 1) - from;
            Tensor x = Centred(batch, epoch, top, (int)tile.size(0), from, count);
            if (top == left) SymmetricProduct.AddUpper(tile, x);
            else tile.add_(x.mm(Centred(batch, epoch, left, (int)tile.size(1), from, count).t()));
        }
        if (top == left) SymmetricProduct.Mirror(tile);
    }

    private Tensor Centred(Batch batch, int epoch, int firstImage, int images, int firstFeature, int count)
    {
        Tensor block = empty([images, count], precision);
        Span<byte> bytes = block.bytes;
        int rows = Math.Clamp(NumbersAtATime / count, 1, images);
        double[] buffer = ArrayPool<double>.Shared.Rent(checked(rows * count));
        for (int done = 0; done < images; done += rows)
        {
            Span<double> part = buffer.AsSpan(0, Math.Min(rows, images - done) * count);
            features[epoch].Read(firstImage + done, firstFeature, count, part);
            (FeatureStatistics statistics, double factor) = (batch.Statistics[epoch], batch.Factors[epoch]);
            if (precision == ScalarType.Float64) statistics.Centre(part, firstFeature, count, factor, MemoryMarshal.Cast<byte, double>(bytes)[(done * count)..]);
            else statistics.Centre(part, firstFeature, count, factor, MemoryMarshal.Cast<byte, float>(bytes)[(done * count)..]);
        }
        ArrayPool<double>.Shared.Return(buffer);
        return block;
    }

    // Székely and Rizzo 2014; Song et al. 2012, equation 5: U-centring of the Gram matrix with zero diagonal.
    private void UCentre(Tensor tile, Batch batch, int epoch, int top, int left)
    {
        double[] diagonal = batch.Diagonals[epoch];
        if (top == left) tile.diagonal().to(ScalarType.Float64).data<double>().CopyTo(diagonal, top - batch.First);
        double n = batch.Images, spread = batch.Statistics[epoch].Spread * batch.Factors[epoch];
        double all = spread * spread / ((n - 1) * (n - 2));
        tile.add_(Sums(top, tile.size(0)).sub_(all).to(precision).unsqueeze(1));
        tile.add_(Sums(left, tile.size(1)).to(precision).unsqueeze(0));
        if (top == left) tile.diagonal().zero_();

        Tensor Sums(int first, long images) => tensor(diagonal.AsSpan(first - batch.First, (int)images).ToArray()).div_(n - 2);
    }

    private sealed record Batch(int First, int Images, FeatureStatistics[] Statistics, double[] Factors, double[][] Diagonals);
}

// Features are read once for every row of tiles, so tiles are as large as memory allows. Their size must not depend on the number of
// threads: it decides the order of summation, and with it the last bits.

/// <summary>How the Gram matrices of all epochs are cut into square tiles that fit a memory budget together.</summary>
/// <param name="TileImages">Images along a tile's side, at most.</param>
/// <param name="StripFeatures">Features of a tile's images that are in memory at once, at most.</param>
/// <param name="Threads">Epochs worked on side by side.</param>
internal sealed record GramPlan(int TileImages, int StripFeatures, int Threads)
{
    // Of the budget, the share of the tiles of all epochs; the rest is each thread's: features, and a product before it is added.
    private const double TilesShare = 0.6;
    private const int SmallestTile = 32;

    // A span can hold the bytes of a tile.
    private const int LargestTile = 20_000;
    private const long StripBytes = 32L << 20;

    /// <summary>The plan for features <c>[images, width]</c>, the widest of all epochs; numbers have so many bytes.</summary>
    public static GramPlan Of(int epochs, int images, int width, StreamedCkaOptions options, int size = sizeof(float))
    {
        // The means of every epoch are held, too; with batches, those of all images and of a batch.
        double budget = Math.Max(options.MemoryBudget - 16.0 * epochs * width, options.MemoryBudget / 4.0);
        double side = Math.Clamp(Math.Sqrt(budget * TilesShare / (size * (double)epochs)), SmallestTile, LargestTile);
        int tile = Math.Min(images, (int)side);
        tile = (images + Pieces(images, tile) - 1) / Pieces(images, tile);
        long strip = Math.Min(StripBytes, (long)(budget * (1 - TilesShare) / 4));
        int features = (int)Math.Clamp(strip / (size * (long)tile), 1, width);
        features = (width + Pieces(width, features) - 1) / Pieces(width, features);
        double perThread = size * (2.0 * tile * features + (double)tile * tile);
        return new(tile, features, (int)Math.Clamp(budget * (1 - TilesShare) / perThread, 1, Math.Min(options.Threads, epochs)));
    }

    /// <summary>The number of pieces of limited size that make a whole.</summary>
    public static int Pieces(int whole, int most) => (int)(((long)whole + most - 1) / most);

    /// <summary>Where piece k of nearly equal ones starts; piece k ends where k + 1 starts.</summary>
    public static int Start(int whole, int pieces, int k) => (int)((long)whole * k / pieces);
}
