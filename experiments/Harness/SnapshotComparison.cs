using System.Runtime.CompilerServices;
using RepDynamics.Baselines;
using SkiaSharp;
using VerifyTests;

namespace RepDynamics.Experiments.Harness;

/// <summary>Teaches Verify to compare figures: SSIM for their structure, colour differences for what SSIM cannot see.</summary>
internal static class SnapshotComparison
{
    [ModuleInitializer]
    internal static void Register()
    {
        VerifierSettings.RegisterStreamComparer("png", (received, verified, _) =>
        {
            FigureComparison comparison = FigureComparison.Of(Pixels(verified), Pixels(received));
            return Task.FromResult(comparison.Matches ? CompareResult.Equal : CompareResult.NotEqual(comparison.Message));
        });
        VerifierSettings.OnVerifyMismatch((file, message, _) =>
        {
            Attach(file.VerifiedPath, "baseline");
            Attach(file.ReceivedPath, "received");
            if (file.Extension == "png") Attach(WriteDifference(file), message ?? "difference");
            return Task.CompletedTask;
        });
    }

    private static string WriteDifference(FilePair file)
    {
        PixelImage difference;
        using (FileStream verified = File.OpenRead(file.VerifiedPath))
        using (FileStream received = File.OpenRead(file.ReceivedPath))
            difference = DifferencePicture.Compose(Pixels(verified), Pixels(received));
        string path = Path.ChangeExtension(file.ReceivedPath, null) + ".difference.png";
        using SKBitmap bitmap = new(difference.Width, difference.Height);
        bitmap.Pixels = [.. Enumerable.Range(0, difference.Width * difference.Height).Select(i => Colour(difference.Rgba.AsSpan(4 * i, 4)))];
        using SKImage image = SKImage.FromBitmap(bitmap);
        using SKData data = image.Encode(SKEncodedImageFormat.Png, 100);
        using FileStream output = File.Create(path);
        data.SaveTo(output);
        return path;
    }

    // Verify keeps the stream of the received file: decode a copy of its bytes.
    private static PixelImage Pixels(Stream png)
    {
        using MemoryStream copy = new();
        png.CopyTo(copy);
        copy.Position = 0;
        using SKBitmap bitmap = SKBitmap.Decode(copy) ?? throw new InvalidDataException("The snapshot is not a readable PNG.");
        return new PixelImage(bitmap.Width, bitmap.Height, [.. bitmap.Pixels.SelectMany(c => (byte[])[c.Red, c.Green, c.Blue, c.Alpha])]);
    }

    private static SKColor Colour(ReadOnlySpan<byte> rgba) => new(rgba[0], rgba[1], rgba[2], rgba[3]);

    private static void Attach(string path, string description)
    {
        if (File.Exists(path)) TestContext.AddTestAttachment(path, description);
    }
}
