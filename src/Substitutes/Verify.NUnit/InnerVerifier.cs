using System.Collections.Concurrent;
using NUnit.Framework;

namespace VerifyTests;

/// <summary>One verification: it names the files, clears stale received ones, compares, reports.</summary>
internal sealed class InnerVerifier
{
    private static readonly ConcurrentDictionary<string, bool> UsedPrefixes = new();

    private readonly VerifySettings _settings;
    private readonly string _directory;
    private readonly string _prefix;
    private readonly HashSet<string> _dangling;

    /// <param name="sourceFile">Of the test; the directory is relative to it.</param>
    /// <param name="testName"><c>Class.Method</c>; the file name unless the settings say otherwise.</param>
    /// <param name="settings">Of this verification.</param>
    public InnerVerifier(string sourceFile, string testName, VerifySettings settings)
    {
        VerifierSettings.VerifyRuns();
        _settings = settings;
        _directory = ResolveDirectory(sourceFile, settings.Directory);
        _prefix = Path.Combine(_directory, testName);
        if (!settings.UniquePrefixDisabled && !UsedPrefixes.TryAdd(_prefix, true))
            throw new InvalidOperationException(
                $"The prefix has already been used: {_prefix}. Two verifications would share their files: give each its own UseFileName, "
                + "UseMethodName or UseDirectory, or call DisableRequireUniquePrefix when that is meant.");
        Directory.CreateDirectory(_directory);
        foreach (var stale in FilesOf(testName, "received"))
            File.Delete(stale);
        _dangling = [.. FilesOf(testName, "verified")];
    }

    public Task<VerifyResult> VerifyText(string text, string extension)
    {
        Guards.Extension(extension);
        if (!TextFile.IsTextExtension(extension))
            throw new ArgumentException($"'{extension}' is not an extension of text files; pass bytes or a stream for a binary one.", nameof(extension));
        return Verify(Pair(extension), file => Task.FromResult(Comparison.OfText(file, TextFile.Normalize(text))));
    }

    public async Task<VerifyResult> VerifyStream(Stream? stream, string extension, object? info)
    {
        Guards.Extension(extension);
        if (info is not null)
            throw new NotSupportedException("This substitute for Verify.NUnit does not serialise objects: verify them as text of your own.");
        if (stream is null)
            return await Report([]);
        await using (stream)
        {
            await using var seekable = await ToSeekable(stream);
            return TextFile.IsTextExtension(extension)
                ? await VerifyText(TextFile.Read(seekable), extension)
                : await Verify(Pair(extension), file => Comparison.OfStream(file, seekable, _settings));
        }
    }

    private static async Task<Stream> ToSeekable(Stream stream)
    {
        if (stream.CanSeek)
        {
            stream.Position = 0;
            return stream;
        }

        var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        copy.Position = 0;
        return copy;
    }

    private static string ResolveDirectory(string sourceFile, string? directory)
    {
        if (directory is not null && Path.IsPathRooted(directory))
            return directory;
        var beside = Path.GetDirectoryName(sourceFile) ?? "";
        return Directory.Exists(beside)
            ? Path.Combine(beside, directory ?? "")
            : throw new DirectoryNotFoundException(
                $"The folder of the test's source file is not on this machine: {sourceFile}. It was built elsewhere or with mapped paths: "
                + "pass an absolute path to UseDirectory.");
    }

    private FilePair Pair(string extension) => new(extension, $"{_prefix}.received.{extension}", $"{_prefix}.verified.{extension}");

    /// <summary>Files of this snapshot, of any extension: a verified file that this run does not produce must be deleted by somebody.</summary>
    private IEnumerable<string> FilesOf(string name, string kind) =>
        Directory.GetFiles(_directory, $"*.{kind}.*").Where(path =>
        {
            var file = Path.GetFileName(path);
            return file.StartsWith($"{name}.{kind}.", StringComparison.Ordinal) || file.StartsWith($"{name}#", StringComparison.Ordinal);
        });

    private async Task<VerifyResult> Verify(FilePair file, Func<FilePair, Task<Comparison>> compare)
    {
        Comparison comparison;
        try
        {
            comparison = await compare(file);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException(
                $"Failed to compare files:\nReceivedPath: {file.ReceivedPath}\nVerifiedPath: {file.VerifiedPath}\n{exception.Message}", exception);
        }

        return await Report([comparison]);
    }

    private async Task<VerifyResult> Report(IReadOnlyList<Comparison> comparisons)
    {
        foreach (var comparison in comparisons)
        {
            _dangling.Remove(comparison.File.VerifiedPath);
            if (comparison.Outcome == Outcome.Equal)
                continue;
            TestContext.AddTestAttachment(comparison.File.ReceivedPath);
            await (comparison.Outcome == Outcome.New
                ? _settings.RunOnFirstVerify(comparison.File, comparison.ReceivedText)
                : _settings.RunOnVerifyMismatch(comparison.File, comparison.Message));
        }

        return _dangling.Count == 0 && comparisons.All(comparison => comparison.Outcome == Outcome.Equal)
            ? new([.. comparisons.Select(comparison => comparison.File.VerifiedPath)])
            : throw VerifyException.For(_directory, comparisons, [.. _dangling.Order(StringComparer.Ordinal)]);
    }
}
