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

    /// <summary>The mean of the minuend minus that of the subtrahend, if there is one; null where a value is undefined.</summary>
    public required double? Difference { get; init; }

    /// <summary>The runs of this seed that failed, with their errors; absent from the file, and null, where none did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Failure { get; init; }

    /// <summary>The difference between the two sides of a part.</summary>
    /// <param name="part">Names the conditions.</param>
    /// <param name="value">Returns the statistic of a condition; null if undefined.</param>
    /// <returns>The values, and the mean of the minuend minus that of the subtrahend; null if a value is.</returns>
    /// <exception cref="ArgumentException">A value is not finite: an undefined statistic is null.</exception>
    public static SeedValues Of(long seed, RegisteredPart part, Func<string, double?> value)
    {
        var values = part.Conditions.ToDictionary(condition => condition, value);
        foreach ((string condition, double? found) in values)
        {
            if (found is { } number && !double.IsFinite(number))
                throw new ArgumentException(FormattableString.Invariant($"Part {part.Name}, seed {seed}, {condition}: expected a finite value, or null, found {number}."));
        }

        return new SeedValues
        {
            Seed = seed,
            Values = values,
            Difference = part.Subtrahend.IsEmpty ? Mean(part.Minuend) : Mean(part.Minuend) - Mean(part.Subtrahend),
        };

        // Nullable addition: null where a value is.
        double? Mean(ImmutableArray<string> side) => side.Aggregate((double?)0, (sum, condition) => sum + values[condition]) / side.Length;
    }
}
