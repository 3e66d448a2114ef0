using System.Runtime.CompilerServices;
using NUnit.Framework.Internal;
using VerifyTests;

namespace VerifyNUnit;

/// <summary>
/// Snapshot testing: what a test produces is compared with <c>*.verified.*</c>, a file that somebody accepted and committed. When it is
/// missing or differs, the new result is left beside it as <c>*.received.*</c> and the test fails; accepting is moving the one over the other.
/// Stands in for the published Verify.NUnit 31 where a feed lacks it: the part this project calls, with the same names and meaning, except
/// that no diff tool is launched, objects are not serialised, and machine paths inside a text are not replaced by placeholders.
/// </summary>
public static class Verifier
{
    public static SettingsTask Verify(string? target, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "") =>
        // The published package writes these words for what has no text of its own.
        Build(settings, sourceFile, verifier => verifier.VerifyText(target switch { null => "null", "" => "emptyString", _ => target }, "txt"));

    public static SettingsTask Verify(string? target, string extension, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "") =>
        Build(settings, sourceFile, verifier => verifier.VerifyText(target ?? "null", extension));

    public static SettingsTask Verify(
        byte[]? target, string extension, VerifySettings? settings = null, object? info = null, [CallerFilePath] string sourceFile = "") =>
        Build(settings, sourceFile, verifier => verifier.VerifyStream(target is null ? null : new MemoryStream(target), extension, info));

    public static SettingsTask Verify(
        Stream? target, string extension, VerifySettings? settings = null, object? info = null, [CallerFilePath] string sourceFile = "") =>
        Build(settings, sourceFile, verifier => verifier.VerifyStream(target, extension, info));

    /// <summary>Verifies the contents of the file at <paramref name="path"/>; <paramref name="extension"/> is the path's own unless given.</summary>
    public static SettingsTask VerifyFile(
        string path, VerifySettings? settings = null, object? info = null, string? extension = null, [CallerFilePath] string sourceFile = "") =>
        Build(settings, sourceFile, verifier =>
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(path);
            if (!File.Exists(path))
                throw new ArgumentException($"File not found. Path: {path}", nameof(path));
            return verifier.VerifyStream(File.OpenRead(path), extension ?? Path.GetExtension(path).TrimStart('.'), info);
        });

    private static SettingsTask Build(VerifySettings? settings, string sourceFile, Func<InnerVerifier, Task<VerifyResult>> verify)
    {
        Guards.SourceFile(sourceFile);
        return new(settings, async current => await verify(new(sourceFile, SnapshotName(current), current)));
    }

    private static string SnapshotName(VerifySettings settings)
    {
        var test = TestExecutionContext.CurrentContext.CurrentTest;
        var method = test.Method
            ?? throw new InvalidOperationException("There is no current test method. Verify can only be used from within a test method.");
        if (settings.FileName is not null)
            return settings.FileName;

        var fixture = test.Parent is ParameterizedMethodSuite suite ? suite.Parent : test.Parent;
        if (test.Arguments.Length > 0 || fixture is { Arguments.Length: > 0 })
            throw new NotSupportedException(
                $"{test.FullName} has arguments; this substitute for Verify.NUnit does not put them into file names: name the file by UseFileName.");
        return $"{settings.TypeName ?? NameWithParents(method.TypeInfo.Type)}.{settings.MethodName ?? method.Name}";
    }

    private static string NameWithParents(Type type) =>
        type.IsNested ? $"{NameWithParents(type.DeclaringType!)}.{type.Name}" : type.Name;
}
