using System.Security.Cryptography;
using RepDynamics.Baselines;
using SkiaSharp;
using VerifyNUnit;
using VerifyTests;
// Verify has one, too, from version 32 on.
using PngImage = RepDynamics.Baselines.PngImage;

namespace RepDynamics.Experiments;

/// <summary>Compares results with their baselines through Verify: figures by SSIM and colour differences, numbers as text.</summary>
internal static class SnapshotComparison
{
    private static readonly Lazy<bool> Registered = new(() =>
    {
        // Read by Verify when it is loaded. A diff tool that is found on PATH would be started, and leaves an empty baseline.
        Environment.SetEnvironmentVariable("DiffEngine_Disabled", "true");
        Configure();
        return true;
    });

    private static readonly Lock Attachments = new();

    /// <summary>Configures Verify. The first call must come before the first verification of the process; later calls have no effect.</summary>
    public static void Register() => _ = Registered.Value;

    /// <summary>Compares numbers with their baseline.</summary>
    /// <param name="folder">The baseline's folder, an absolute path.</param>
    /// <param name="numbers">Lines that end with <c>\n</c>, without one at the end.</param>
    /// <exception cref="Exception">The numbers differ from the baseline, or have none; the message contains both.</exception>
    public static async Task VerifyNumbers(string folder, string numbers) =>
        await Verifier.Verify(numbers).UseDirectory(folder).UseFileName("numbers");

    /// <summary>Compares a figure with its baseline.</summary>
    /// <param name="folder">The baseline's folder, an absolute path.</param>
    /// <param name="name">The figure's name.</param>
    /// <param name="file">The figure.</param>
    /// <returns>How the figure differs, or that it has no baseline; null on a match.</returns>
    public static async Task<string?> FigureMismatch(string folder, string name, string file)
    {
        try
        {
            await Verifier.Verify(await File.ReadAllBytesAsync(file), "png").UseDirectory(folder).UseFileName(name);
            return null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Verify's message names the files and leaves the reason to the inner exception.
            return e.InnerException is { } reason ? $"{e.Message}\n{reason.Message}" : e.Message;
        }
    }

    /// <summary>Attaches a figure of other networks, its baseline and their difference to the test.</summary>
    /// <param name="figure">How the figure differs.</param>
    public static void Attach(BaselineMismatch figure)
    {
        if (figure.Verified is { } baseline) Attach(baseline, "baseline");
        if (figure.Received is { } received) Attach(received, "received");
        // Written beside the baseline: every picture among the results is a figure of the claim.
        if (figure is { Verified: { } verified, Received: { } drawn })
            Attach(WriteDifference(verified, drawn, verified.Replace(".verified.png", ".received.difference.png", StringComparison.Ordinal)), figure.Detail);
    }

    // Separate from the initializer: the first call of a member of Verify loads it.
    private static void Configure()
    {
        VerifierSettings.RegisterStreamComparer("png", (received, verified, _) =>
        {
            // The same bytes are the same picture: on the machine that drew the baseline nothing has to be decoded.
            if (SameBytes(received, verified)) return Task.FromResult(CompareResult.Equal);
            using SKBitmap before = PngImage.Decode(verified), after = PngImage.Decode(received);
            var comparison = FigureComparison.Of(before, after);
            return Task.FromResult(comparison.Matches ? CompareResult.Equal : CompareResult.NotEqual(comparison.Message));
        });
        // Versions of Verify differ in when they attach the received file.
        VerifierSettings.DisableAttachments();
        VerifierSettings.OnFirstVerify((file, _, _) =>
        {
            Attach(file.ReceivedPath, "received");
            return Task.CompletedTask;
        });
        VerifierSettings.OnVerifyMismatch((file, message, _) =>
        {
            Attach(file.ReceivedPath, "received");
            Attach(file.VerifiedPath, "baseline");
            if (file.Extension == "png")
            {
                Attach(
                WriteDifference(file.VerifiedPath, file.ReceivedPath, Path.ChangeExtension(file.ReceivedPath, null) + ".difference.png"), message ?? "difference");
            }

            return Task.CompletedTask;
        });
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
        using SKBitmap before = PngImage.Decode(verified), after = PngImage.Decode(drawn), difference = DifferencePicture.Compose(before, after);
        File.WriteAllBytes(path, PngImage.Encode(difference));
        return path;
    }

    // Figures of one test are compared in parallel, and NUnit does not synchronize its list of attachments.
    private static void Attach(string path, string description)
    {
        lock (Attachments)
        {
            if (File.Exists(path)) TestContext.AddTestAttachment(path, description);
        }
    }
}
