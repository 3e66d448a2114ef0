using System.Text.Json.Serialization;

namespace RepDynamics.Claims;

/// <summary>
/// The decisions on a claim's parts with one registered choice changed: another estimator, another grid, one seed fewer. Reported only;
/// a variation decides nothing.
/// </summary>
/// <param name="Name">What differs from the registration, such as <c>debiased CKA</c>.</param>
/// <param name="Parts">The parts that the choice changes, under their registered names.</param>
public sealed record Variation([property: JsonPropertyName("variation")] string Name, ImmutableArray<PartVerdict> Parts)
{
    /// <summary>The name of the file in a folder of results.</summary>
    public const string FileName = "sensitivity.json";

    /// <summary>The name of the file in a baseline's folder.</summary>
    public const string AcceptedFileName = "sensitivity.verified.json";

    /// <summary>Writes variations in one step: a reader finds the old file or the new one.</summary>
    /// <param name="file">Path of the file; its folder is created.</param>
    /// <exception cref="IOException">The file cannot be written; an old one stays as it was.</exception>
    public static void Write(string file, IReadOnlyList<Variation> variations) => StrictJson.Write(file, variations);

    /// <summary>Reads variations.</summary>
    /// <exception cref="ClaimFileException">The file is missing or not of this form.</exception>
    public static ImmutableArray<Variation> Read(string file)
    {
        Variation[] variations = StrictJson.Read<Variation[]>(file);
        for (int i = 0; i < variations.Length; i++)
        {
            if (variations[i] is null || variations[i].Parts.IsDefaultOrEmpty || variations[i].Parts.Any(part => part is null || part.Seeds.IsDefault))
                throw new ClaimFileException(file, $"[{i}].parts", "Expected at least one part, each with its seeds.");
        }
        return [.. variations];
    }
}
