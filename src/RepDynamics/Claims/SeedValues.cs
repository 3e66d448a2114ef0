using System.Globalization;
using System.Text.Json.Serialization;

namespace RepDynamics.Claims;

/// <summary>The values of one seed in one part of a claim.</summary>
public sealed record SeedValues
{
    /// <summary>The run seed.</summary>
    public required long Seed { get; init; }

    /// <summary>The statistic by condition; null where it is undefined.</summary>
    public required IReadOnlyDictionary<string, double?> Values
    {
        get;
        init => field = StrictJson.Ordered(value);
    }

    /// <summary>The difference, or the value of a part without subtrahend; null where a value is undefined.</summary>
    public required double? Difference { get; init; }

    /// <summary>The runs of this seed that failed, with their errors; absent from the file, and null, where none did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Failure { get; init; }

    /// <summary>The difference between the two conditions of a part.</summary>
    /// <param name="seed">The run seed.</param>
    /// <param name="part">Names the conditions.</param>
    /// <param name="minuend">Statistic of the part's minuend; null if undefined.</param>
    /// <param name="subtrahend">Statistic of the part's subtrahend; null if undefined, or if the part has none.</param>
    /// <returns>The values and their difference; for a part without subtrahend, its value is the difference.</returns>
    /// <exception cref="ArgumentException">A value is not finite: an undefined statistic is null.</exception>
    public static SeedValues Of(long seed, RegisteredPart part, double? minuend, double? subtrahend)
    {
        ArgumentNullException.ThrowIfNull(part);
        if (part.Subtrahend is null && subtrahend is not null)
            throw new ArgumentException($"Part {part.Name} has no subtrahend, found the value {subtrahend} of one.", nameof(subtrahend));
        foreach ((string? condition, double? value) in new[] { (part.Minuend, minuend), (part.Subtrahend, subtrahend) })
        {
            if (value is { } number && !double.IsFinite(number))
            {
                throw new ArgumentException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Part {part.Name}, seed {seed}, {condition}: expected a finite value, or null, found {number}."));
            }
        }

        return new SeedValues
        {
            Seed = seed,
            Values = part.Subtrahend is null
                ? new Dictionary<string, double?> { [part.Minuend] = minuend }
                : new Dictionary<string, double?> { [part.Minuend] = minuend, [part.Subtrahend] = subtrahend },
            Difference = part.Subtrahend is null ? minuend : minuend - subtrahend,
        };
    }
}
