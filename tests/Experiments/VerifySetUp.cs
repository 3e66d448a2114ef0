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

    /// <summary>By the path of the received file: the files and the text of a first verification.</summary>
    internal static ConcurrentDictionary<string, (FilePair Files, string? Text, bool FileExists)> FirstVerified { get; } = new();

    /// <summary>By the path of the received file: the files and the comparer's message of a mismatch.</summary>
    internal static ConcurrentDictionary<string, (FilePair Files, string? Message, bool FileExists)> Mismatched { get; } = new();

    [OneTimeSetUp]
    public void Configure()
    {
        SnapshotComparison.Register();
        VerifierSettings.RegisterStreamComparer(ByLength, (received, verified, _) => Task.FromResult(
            received.ReadByte() == 255 ? throw new InvalidDataException("not readable")
            : received.Length == verified.Length ? CompareResult.Equal
            : CompareResult.NotEqual($"{received.Length} bytes, not {verified.Length}")));
        VerifierSettings.OnFirstVerify((files, text, _) =>
        {
            FirstVerified[files.ReceivedPath] = (files, text, File.Exists(files.ReceivedPath));
            return Task.CompletedTask;
        });
        VerifierSettings.OnVerifyMismatch((files, message, _) =>
        {
            Mismatched[files.ReceivedPath] = (files, message, File.Exists(files.ReceivedPath));
            return Task.CompletedTask;
        });
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
