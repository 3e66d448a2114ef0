using System.Runtime.CompilerServices;
using System.Text;
using VerifyTests;

// Implements the members of the published package Verify.NUnit 31.9.3 that this project calls, with the same names, files and messages.
// Attaches no files and starts no diff tool: SnapshotComparison disables both in the package.

namespace VerifyNUnit
{
    /// <summary>
    /// Compares a result with <c>NAME.verified.EXTENSION</c>, an accepted file. On a match, files from earlier mismatches are deleted. If the
    /// accepted file is missing or differs, the result is written beside it as <c>NAME.received.EXTENSION</c> and an exception is thrown.
    /// </summary>
    public static class Verifier
    {
        /// <summary>Verifies text, with the extension <c>txt</c>. Line endings and a byte order mark are ignored.</summary>
        public static SettingsTask Verify(string target) => new("txt", async file =>
        {
            string received = Normalize(target);
            string? verified = File.Exists(file.VerifiedPath) ? Normalize(await File.ReadAllTextAsync(file.VerifiedPath)) : null;
            // An editor may have added a newline at the end of the accepted file.
            if (verified == received || verified == received + "\n") return;
            await File.WriteAllTextAsync(file.ReceivedPath, received, Encoding.UTF8);
            await Fail(file, verified is null, null, received, verified);
        });

        /// <summary>Verifies bytes: by the comparer registered for the extension, otherwise for equality.</summary>
        public static SettingsTask Verify(byte[] target, string extension) => new(extension, async file =>
        {
            byte[]? verified = File.Exists(file.VerifiedPath) ? await File.ReadAllBytesAsync(file.VerifiedPath) : null;
            CompareResult result = verified is null ? CompareResult.NotEqual() : await Compare(file, target, verified);
            if (result.IsEqual) return;
            await File.WriteAllBytesAsync(file.ReceivedPath, target);
            await Fail(file, verified is null, result.Message);
        });

        private static string Normalize(string text) =>
            text.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

        private static async Task<CompareResult> Compare(FilePair file, byte[] received, byte[] verified)
        {
            // A comparer is not called for an empty accepted file.
            if (verified.Length == 0 || !VerifierSettings.StreamComparers.TryGetValue(file.Extension, out StreamCompare? compare))
                return received.AsSpan().SequenceEqual(verified) ? CompareResult.Equal : CompareResult.NotEqual();
            try
            {
                using MemoryStream receivedStream = new(received), verifiedStream = new(verified);
                return await compare(receivedStream, verifiedStream, new Dictionary<string, object>());
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Failed to compare files:\nReceivedPath: {file.ReceivedPath}\nVerifiedPath: {file.VerifiedPath}", e);
            }
        }

        // Calls the callbacks, then throws. Tools parse the message: it is laid out as the package's.
        private static async Task Fail(FilePair file, bool isNew, string? comparison = null, string? received = null, string? verified = null)
        {
            if (isNew && VerifierSettings.FirstVerify is { } first) await first(file, received, false);
            if (!isNew && VerifierSettings.VerifyMismatch is { } mismatch) await mismatch(file, comparison, false);
            string kind = isNew ? "New" : "NotEqual", receivedLine = $"Received: {Path.GetFileName(file.ReceivedPath)}\n";
            string verifiedLine = $"Verified: {Path.GetFileName(file.VerifiedPath)}\n";
            string? content = comparison is not null ? $"{verifiedLine}Compare Result:\n{comparison}"
                : isNew || received is null ? received
                : $"{received}\n{verifiedLine}{verified}";
            throw new VerifyException(
                $"Directory: {Path.GetDirectoryName(file.VerifiedPath)}\n{kind}:\n  - {receivedLine}    {verifiedLine}"
                + (content is null ? "" : $"\nFileContent:\n\n{kind}:\n\n{receivedLine}{content}\n\n"));
        }
    }
}

namespace VerifyTests
{
    /// <summary>Compares two files of one extension.</summary>
    public delegate Task<CompareResult> StreamCompare(Stream received, Stream verified, IReadOnlyDictionary<string, object> context);

    /// <summary>Receives a result that has no accepted file; <paramref name="receivedText"/> is null for bytes, <paramref name="autoVerify"/> false.</summary>
    public delegate Task FirstVerify(FilePair filePair, string? receivedText, bool autoVerify);

    /// <summary>Receives a result that differs from the accepted file, and the comparer's message; <paramref name="autoVerify"/> is false.</summary>
    public delegate Task VerifyMismatch(FilePair filePair, string? message, bool autoVerify);

    /// <summary>The result of a comparison; the message of a difference becomes part of the exception's.</summary>
    public readonly record struct CompareResult(bool IsEqual, string? Message = null)
    {
        public static CompareResult Equal => new(true);

        public static CompareResult NotEqual(in string? message = null) => new(false, message);
    }

    /// <summary>The paths of a result and of its accepted file; the extension is without a period.</summary>
    public readonly record struct FilePair(string Extension, string ReceivedPath, string VerifiedPath);

    /// <summary>Settings of all verifications of the process. The package requires that they are made before the first one.</summary>
    public static class VerifierSettings
    {
        internal static Dictionary<string, StreamCompare> StreamComparers { get; } = [];
        internal static FirstVerify? FirstVerify { get; private set; }
        internal static VerifyMismatch? VerifyMismatch { get; private set; }

        public static void RegisterStreamComparer(string extension, StreamCompare compare) => StreamComparers[extension] = compare;

        public static void OnFirstVerify(FirstVerify firstVerify) => FirstVerify += firstVerify;

        public static void OnVerifyMismatch(VerifyMismatch verifyMismatch) => VerifyMismatch += verifyMismatch;

        /// <summary>Has no effect: nothing is attached.</summary>
        public static void DisableAttachments() { }
    }

    /// <summary>A verification. It starts when it is awaited, and needs a directory and a file name.</summary>
    public sealed class SettingsTask
    {
        private readonly string extension;
        private readonly Func<FilePair, Task> verify;
        private string directory = "", name = "";
        private Task? task;

        internal SettingsTask(string extension, Func<FilePair, Task> verify) => (this.extension, this.verify) = (extension, verify);

        public SettingsTask UseDirectory(string directory)
        {
            this.directory = directory;
            return this;
        }

        public SettingsTask UseFileName(string fileName)
        {
            name = fileName;
            return this;
        }

        public TaskAwaiter GetAwaiter() => (task ??= Run()).GetAwaiter();

        private async Task Run()
        {
            if (!Path.IsPathRooted(directory) || name.Length == 0)
                throw new InvalidOperationException("A verification needs an absolute path (UseDirectory) and a file name (UseFileName).");
            Directory.CreateDirectory(directory);
            foreach (string earlier in Directory.GetFiles(directory, $"{name}.received.*")) File.Delete(earlier);
            string In(string kind) => Path.Combine(directory, $"{name}.{kind}.{extension}");
            await verify(new FilePair(extension, In("received"), In("verified")));
        }
    }
}

/// <summary>Thrown by a verification that does not pass. Internal, as in the package.</summary>
internal sealed class VerifyException(string message) : Exception(message);
