using System.Collections.Immutable;
using RepDynamics.Claims;

namespace RepDynamics.Reports;

/// <summary>What the parts of a claim come to under one other choice, such as another estimator: reported, not deciding.</summary>
public sealed record Sensitivity
{
    /// <summary>The name of the file in a folder of results.</summary>
    public const string FileName = "sensitivity.json";

    /// <summary>The name of the file in a baseline's folder.</summary>
    public const string AcceptedFileName = "sensitivity.verified.json";

    /// <summary>The choice, such as <c>debiased CKA</c>.</summary>
    public required string Variation { get; init; }

    /// <summary>What the parts come to.</summary>
    public required ImmutableArray<PartVerdict> Parts { get; init; }

    /// <summary>Reads a file of variations.</summary>
    /// <param name="file">Path of the file.</param>
    /// <exception cref="ClaimFileException">It is missing or not of this form.</exception>
    public static ImmutableArray<Sensitivity> Read(string file)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        Sensitivity[] variations = StrictJson.Read<Sensitivity[]>(file);
        for (int i = 0; i < variations.Length; i++)
        {
            if (variations[i] is null || variations[i].Parts.IsDefaultOrEmpty || variations[i].Parts.Any(part => part is null || part.Seeds.IsDefault))
                throw new ClaimFileException(file, $"[{i}].parts", "Expected at least one part, each with its seeds.");
        }
        return [.. variations];
    }
}
