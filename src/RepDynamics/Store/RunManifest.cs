using System.Text.Json;
using RepDynamics.IO;

namespace RepDynamics.Store;

/// <summary>
/// What a run's folder must hold. Writing it is what commits a change: files that are there but not listed are not part of the run.
/// Its last field, <c>seal</c>, is the SHA-256 of the text with an empty seal, and it has exactly one text, so that no changed byte
/// of it can be taken for damage of another file.
/// </summary>
internal sealed record RunManifest(string Run, string Recipe, string Identity, bool Complete, ImmutableSortedDictionary<string, FileDigest> Files)
{
    private const int CurrentFormat = 1;

    public static RunManifest Empty(RunKey run) => new(
        run.Name, run.RecipeHash, run.Identity, Complete: false,
        ImmutableSortedDictionary.Create<string, FileDigest>(StringComparer.Ordinal));

    // A SHA-256 as this store writes it.
    private static bool IsHash(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);

    public byte[] Write()
    {
        Stored unsealed = new(
            CurrentFormat, Run, Recipe, Identity, Complete,
            [.. Files.Select(f => new StoredFile(f.Key, f.Value.Bytes, f.Value.Sha256))], Seal: "");
        return Text(unsealed with { Seal = FileDigest.Of(Text(unsealed)).Sha256 });
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The text is not a manifest; the message names the fault.</exception>
    public static RunManifest Read(ReadOnlySpan<byte> text)
    {
        RunManifest manifest;
        try
        {
            manifest = (JsonSerializer.Deserialize<Stored>(text, JsonFormat.Strict) ?? throw new JsonException("It is null.")).Checked();
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"it is no manifest: {e.Message}", e);
        }
        return text.SequenceEqual(manifest.Write()) ? manifest : throw new InvalidDataException("its seal does not fit its text");
    }

    private static byte[] Text(Stored stored) => [.. JsonSerializer.SerializeToUtf8Bytes(stored, JsonFormat.Strict), (byte)'\n'];

    private sealed record Stored(int Format, string Run, string Recipe, string Identity, bool Complete, IReadOnlyList<StoredFile> Files, string Seal)
    {
        public RunManifest Checked()
        {
            if (Format != CurrentFormat) throw new JsonException($"format is {Format}; this version reads {CurrentFormat}.");
            if (!RunPaths.IsName(Run)) throw new JsonException($"run is '{Run}', which is no run's name.");
            if (!IsHash(Recipe)) throw new JsonException("recipe is no SHA-256.");
            if (!IsHash(Identity)) throw new JsonException("identity is no SHA-256.");
            ImmutableSortedDictionary<string, FileDigest>.Builder files = ImmutableSortedDictionary.CreateBuilder<string, FileDigest>(StringComparer.Ordinal);
            foreach (StoredFile file in Files)
            {
                if (file is null) throw new JsonException("files holds a null.");
                if (!RunPaths.IsListed(file.Path)) throw new JsonException($"files names '{file.Path}', which no run has.");
                if (file.Bytes < 0) throw new JsonException($"{file.Path} has {file.Bytes} bytes.");
                if (!IsHash(file.Sha256)) throw new JsonException($"{file.Path} has no SHA-256.");
                if (!files.TryAdd(file.Path, new(file.Bytes, file.Sha256))) throw new JsonException($"{file.Path} is listed twice.");
            }
            if (Complete && files.ContainsKey(RunPaths.Resume)) throw new JsonException("A complete run has a resume point.");
            return new(Run, Recipe, Identity, Complete, files.ToImmutable());
        }
    }

    private sealed record StoredFile(string Path, long Bytes, string Sha256);
}
