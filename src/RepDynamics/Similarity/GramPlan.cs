namespace RepDynamics.Similarity;

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

    // A tile's bytes are looked at as one span.
    private const int LargestTile = 20_000;
    private const long StripBytes = 32L << 20;

    /// <summary>The plan for so many epochs of features <c>[n, p]</c>.</summary>
    /// <param name="epochs">E.</param>
    /// <param name="images">n, or the images of a batch.</param>
    /// <param name="width">p, the widest of all epochs.</param>
    /// <param name="options">The budget, and the most threads.</param>
    public static GramPlan Of(int epochs, int images, int width, StreamedCkaOptions options)
    {
        // The means of every epoch are held, too, as two single-precision numbers; with batches, those of all images and of a batch.
        double budget = Math.Max(options.MemoryBudget - 16.0 * epochs * width, options.MemoryBudget / 4.0);
        double side = Math.Clamp(Math.Sqrt(budget * TilesShare / (sizeof(float) * (double)epochs)), SmallestTile, LargestTile);
        int tile = Math.Min(images, (int)side);
        tile = (images + Pieces(images, tile) - 1) / Pieces(images, tile);
        long strip = Math.Min(StripBytes, (long)(budget * (1 - TilesShare) / 4));
        int features = (int)Math.Clamp(strip / (sizeof(float) * (long)tile), 1, width);
        features = (width + Pieces(width, features) - 1) / Pieces(width, features);
        double perThread = sizeof(float) * (2.0 * tile * features + (double)tile * tile);
        return new(tile, features, (int)Math.Clamp(budget * (1 - TilesShare) / perThread, 1, Math.Min(options.Threads, epochs)));
    }

    /// <summary>How many pieces of at most so much make a whole.</summary>
    public static int Pieces(int whole, int most) => (int)(((long)whole + most - 1) / most);

    /// <summary>Where piece k of nearly equal ones starts; piece k ends where k + 1 starts.</summary>
    public static int Start(int whole, int pieces, int k) => (int)((long)whole * k / pieces);
}
