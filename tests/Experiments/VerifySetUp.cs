using System.Collections.Concurrent;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using RepDynamics.Experiments;
using VerifyTests;

namespace RepDynamics.Tests.Experiments;

/// <summary>Configures Verify before the first verification of the process, and records what its callbacks receive.</summary>
[SetUpFixture]
public sealed class VerifySetUp
{
    /// <summary>Files with this extension are equal if their lengths are; a received file that starts with 255 cannot be compared.</summary>
    internal const string ByLength = "bylength";

    /// <summary>By the path of the received file: whether it was the first verification, its files, and the text or the comparer's message.</summary>
    internal static ConcurrentDictionary<string, (bool IsFirst, FilePair Files, string? Text, bool FileExists)> Called { get; } = new();

    [OneTimeSetUp]
    public void Configure()
    {
        SnapshotComparison.Register();
        VerifierSettings.RegisterStreamComparer(ByLength, (received, verified, _) => Task.FromResult(
            received.ReadByte() == 255 ? throw new InvalidDataException("not readable")
            : received.Length == verified.Length ? CompareResult.Equal
            : CompareResult.NotEqual($"{received.Length} bytes, not {verified.Length}")));
        VerifierSettings.OnFirstVerify((files, text, _) => Record(true, files, text));
        VerifierSettings.OnVerifyMismatch((files, message, _) => Record(false, files, message));

        static Task Record(bool isFirst, FilePair files, string? text)
        {
            Assert.That(Called.TryAdd(files.ReceivedPath, (isFirst, files, text, File.Exists(files.ReceivedPath))), "once");
            return Task.CompletedTask;
        }
    }

    /// <summary>Runs a verification whose attachments do not become the test's.</summary>
    /// <returns>What it throws, null on a match, and the names and descriptions of what it attaches.</returns>
    internal static async Task<(Exception? Error, string[] Attached)> Run(Func<Task> verification)
    {
        using TestExecutionContext.IsolatedContext _ = new();
        Exception? error = null;
        try
        {
            await verification();
        }
        catch (Exception e)
        {
            error = e;
        }
        ICollection<TestAttachment> attachments = TestExecutionContext.CurrentContext.CurrentResult.TestAttachments;
        return (error, [.. attachments.Select(a => $"{Path.GetFileName(a.FilePath)}: {a.Description}")]);
    }
}
