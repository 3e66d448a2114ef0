using System.Security.Cryptography;
using RepDynamics.Baselines;
using VerifyTests;

namespace RepDynamics.Experiments.Harness;

/// <summary>Teaches Verify to compare figures: SSIM for their structure, colour differences for what SSIM cannot see.</summary>
internal static class SnapshotComparison
{
    private static readonly Lazy<bool> Registered = new(Teach);

    /// <summary>Must come before the first verification of the process; later calls do nothing.</summary>
    public static void Register() => _ = Registered.Value;

    /// <summary>What is wrong with a figure of other networks; null where it looks as it should. It, its baseline and the difference are attached then.</summary>
    /// <param name="name">The baseline's path, without what follows its name.</param>
    /// <param name="file">The figure.</param>
    public static string? Strange(string name, string file)
    {
        string baseline = name + ".verified.png";
        if (!File.Exists(baseline)) return $"{Path.GetFileName(name)}: it has no baseline";
        FigureComparison comparison = FigureComparison.OfFiles(baseline, file, FigureTolerance.OtherNetworks);
        if (comparison.Matches) return null;
        Attach(baseline, "baseline");
        Attach(file, "received");
        // Beside the baseline, where nobody takes it for a figure of the claim.
        Attach(WriteDifference(baseline, file, name + ".received.difference.png"), comparison.Message);
        return $"{Path.GetFileName(name)}: {comparison.Message}";
    }

    private static bool Teach()
    {
        VerifierSettings.RegisterStreamComparer("png", (received, verified, _) =>
        {
            // The same bytes are the same picture: on the machine that drew the baseline nothing has to be decoded.
            if (SameBytes(received, verified)) return Task.FromResult(CompareResult.Equal);
            FigureComparison comparison = FigureComparison.Of(PngImage.Decode(verified), PngImage.Decode(received));
            return Task.FromResult(comparison.Matches ? CompareResult.Equal : CompareResult.NotEqual(comparison.Message));
        });
        VerifierSettings.OnVerifyMismatch((file, message, _) =>
        {
            Attach(file.VerifiedPath, "baseline");
            if (file.Extension == "png") Attach(
                WriteDifference(file.VerifiedPath, file.ReceivedPath, Path.ChangeExtension(file.ReceivedPath, null) + ".difference.png"), message ?? "difference");
            return Task.CompletedTask;
        });
        return true;
    }

    private static bool SameBytes(Stream received, Stream verified)
    {
        if (received.Length != verified.Length) return false;
        bool same = SHA256.HashData(received).AsSpan().SequenceEqual(SHA256.HashData(verified));
        received.Position = verified.Position = 0;
        return same;
    }

    private static string WriteDifference(string baseline, string received, string path)
    {
        using FileStream verified = File.OpenRead(baseline), drawn = File.OpenRead(received);
        File.WriteAllBytes(path, PngImage.Encode(DifferencePicture.Compose(PngImage.Decode(verified), PngImage.Decode(drawn))));
        return path;
    }

    private static void Attach(string path, string description)
    {
        if (File.Exists(path)) TestContext.AddTestAttachment(path, description);
    }
}
