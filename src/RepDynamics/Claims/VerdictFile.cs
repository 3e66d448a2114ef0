namespace RepDynamics.Claims;

/// <summary>Verdicts on disk, as canonical JSON.</summary>
/// <remarks>
/// UTF-8, two spaces of indentation, line feeds, fields in a fixed order, dictionaries in ordinal order of their keys,
/// numbers in the shortest form that reads back to the same bits: equal verdicts are equal files.
/// </remarks>
public static class VerdictFile
{
    /// <summary>Writes a verdict in one step: a reader finds the old file or the new one.</summary>
    /// <param name="file">Path of the file; its folder is created.</param>
    /// <exception cref="IOException">The file cannot be written; an old one stays as it was.</exception>
    public static void Write(string file, Verdict verdict) => StrictJson.Write(file, verdict);

    /// <summary>Reads a verdict and checks that its outcomes follow from its numbers.</summary>
    /// <exception cref="ClaimFileException">The file is missing, malformed or inconsistent.</exception>
    public static Verdict Read(string file)
    {
        Verdict verdict = StrictJson.Read<Verdict>(file);
        if (verdict.Parts.IsDefaultOrEmpty) throw new ClaimFileException(file, "parts", "Expected at least one part.");
        for (int i = 0; i < verdict.Parts.Length; i++) CheckPart(file, $"parts[{i}]", verdict.Parts[i]);
        if (!verdict.Parts.Any(part => part.Decides)) throw new ClaimFileException(file, "parts", "Expected at least one part that decides.");
        Outcome outcome = Decision.Overall(verdict.Parts);
        return verdict.Outcome == outcome
            ? verdict
            : throw new ClaimFileException(file, "outcome", $"The parts make the claim {outcome}, the file says {verdict.Outcome}.");
    }

    /// <summary>Reads a verdict; null, and what is wrong, where <see cref="Read"/> would throw.</summary>
    public static Verdict? Try(string file, out string? fault)
    {
        try
        {
            fault = null;
            return Read(file);
        }
        catch (ClaimFileException e)
        {
            fault = e.Message;
            return null;
        }
    }

    private static void CheckPart(string file, string field, PartVerdict part)
    {
        if (part is null || part.Seeds.IsDefault || part.Seeds.Contains(null!))
            throw new ClaimFileException(file, field, "Expected a part with a list of seeds, found null.");
        try
        {
            Outcome decided = Decision.Of(part).Outcome;
            if (decided != part.Outcome)
                throw new ClaimFileException(file, $"{field}.outcome", $"The differences make this part {decided}, the file says {part.Outcome}.");
        }
        catch (ArgumentException fault)
        {
            throw new ClaimFileException(file, field, fault.Message, fault);
        }
    }
}
