using System.Security.Cryptography;
using RepDynamics.Baselines;
using SkiaSharp;

namespace RepDynamics.Reports;

// The page must stay small enough to mail and to open on a phone, however many claims there are. What is left out is named on the page.

/// <summary>A picture that a page would like to show; equal pictures have equal ids.</summary>
internal sealed record ShelvedImage(string Id, byte[] Png)
{
    /// <summary>A picture, known by its content.</summary>
    public static ShelvedImage Of(byte[] png) => new(Convert.ToHexStringLower(SHA256.HashData(png))[..16], png);

    /// <summary>Bytes of it within a page, with what stands around it.</summary>
    public long Cost => (4 * ((Png.LongLength + 2) / 3)) + 600;

    public string Address => "data:image/png;base64," + Convert.ToBase64String(Png);

    /// <summary>A PNG of half the width and height, each pixel the mean of four; a quarter of the bytes or so.</summary>
    public static byte[] Halved(byte[] png)
    {
        using SKBitmap image = PngImage.Decode(new MemoryStream(png));
        using SKBitmap half = image.Resized(new(Math.Max(image.Width / 2, 1), Math.Max(image.Height / 2, 1)), smooth: true);
        return PngImage.Encode(half);
    }
}

/// <summary>Which pictures a page has room for.</summary>
internal sealed class ImageShelf
{
    private readonly Dictionary<string, ShelvedImage> kept = [];
    private readonly HashSet<string> shown = [];

    private ImageShelf()
    {
    }

    /// <summary>Whether pictures are shown at half their size, to have room for more.</summary>
    public bool Halved { get; private init; }

    /// <summary>A shelf that has room for nothing: for measuring a page without pictures.</summary>
    public static ImageShelf Empty() => new();

    /// <summary>Takes as many groups, the most important first, as there is room for; a group makes sense only together.</summary>
    public static ImageShelf Fill(IEnumerable<IReadOnlyList<ShelvedImage>> wanted, long room, bool mayHalve)
    {
        IReadOnlyList<ShelvedImage>[] groups = [.. wanted];
        bool halve = mayHalve && groups.SelectMany(group => group).DistinctBy(image => image.Id).Sum(image => image.Cost) > room;
        ImageShelf shelf = new() { Halved = halve };
        foreach (IReadOnlyList<ShelvedImage> group in groups)
        {
            ShelvedImage[] fresh = [.. group.DistinctBy(image => image.Id).Where(image => !shelf.kept.ContainsKey(image.Id))];
            if (halve) fresh = [.. fresh.Select(image => image with { Png = ShelvedImage.Halved(image.Png) })];
            long cost = fresh.Sum(image => image.Cost);
            // Halving is the costly step: it is not tried on all that is left when the page is full.
            if (cost > room) break;
            room -= cost;
            foreach (ShelvedImage image in fresh) shelf.kept[image.Id] = image;
        }
        return shelf;
    }

    /// <summary>The picture as the page may show it; null where there is no room for it.</summary>
    public ShelvedImage? Get(string id) => kept.GetValueOrDefault(id);

    /// <summary>Whether this is the first time that the page shows a picture: a second time it refers to the first.</summary>
    public bool IsFirst(string id) => shown.Add(id);
}
