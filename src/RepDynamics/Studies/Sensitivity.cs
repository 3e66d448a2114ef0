using RepDynamics.Claims;

namespace RepDynamics.Studies;

/// <summary>Decides the parts of a registration again under other choices.</summary>
internal static class Sensitivity
{
    private static readonly (string Name, Func<RegisteredPart, RegisteredPart?> Changed)[] Choices =
    [
        ("debiased CKA", Instead(SimilarityMeasure.Cka, SimilarityMeasure.CkaDebiased)),
        ("class token instead of all tokens", Instead(SimilarityMeasure.Cka, SimilarityMeasure.CkaClassToken)),
        ("outputs averaged over tokens or space", Instead(SimilarityMeasure.Cka, SimilarityMeasure.CkaPooled)),
        ("CKA with the input projected out", Instead(SimilarityMeasure.Cka, SimilarityMeasure.CkaDeconfounded)),
        ("CKA without the 1% of images of largest norm", Instead(SimilarityMeasure.Cka, SimilarityMeasure.CkaWithoutOutliers)),
        ("decision regions instead of CKA", Instead(SimilarityMeasure.Cka, SimilarityMeasure.Regions)),
        ("CKA instead of decision regions", Instead(SimilarityMeasure.Regions, SimilarityMeasure.Cka)),
        ("linear instead of logarithmic epochs", part => part.Grid == EpochGrid.Logarithmic ? part with { Grid = EpochGrid.Linear } : null),
        ("logarithmic instead of linear epochs", part => part.Grid == EpochGrid.Linear ? part with { Grid = EpochGrid.Logarithmic } : null),
    ];

    private static Func<RegisteredPart, RegisteredPart?> Instead(SimilarityMeasure from, SimilarityMeasure to) => part => part.Measure == from ? part with { Measure = to } : null;

    /// <summary>Returns a part as a variation of that name decides it: with another measure or grid, where that is what it changes.</summary>
    public static RegisteredPart Varied(string variation, RegisteredPart part) => Choices.FirstOrDefault(choice => choice.Name == variation).Changed?.Invoke(part) ?? part;

    /// <summary>Decides every deciding part again, with one choice changed.</summary>
    /// <param name="measured">Whether the runs were compared by a measure.</param>
    /// <param name="decide">Decides a part on some of the seeds.</param>
    /// <returns>The variations, without the parts whose values do not change.</returns>
    public static ImmutableArray<Variation> Of(
        Registration registration, ImmutableArray<long> seeds, Predicate<SimilarityMeasure> measured, Func<RegisteredPart, ImmutableArray<long>, PartVerdict> decide)
    {
        RegisteredPart[] parts = [.. registration.Parts.Where(part => part.Decides)];
        IEnumerable<Variation> others = Choices.Select(choice => Variant(choice.Name, parts.Select(part =>
            choice.Changed(part) is { } other && measured(other.Measure) && decide(other, seeds) is var verdict && !Same(verdict, decide(part, seeds)) ? verdict : null)));
        // One seed has no interval.
        IEnumerable<Variation> without = seeds.Length < 3 ? [] : seeds.Select(seed => Variant($"without seed {seed}", parts.Select(part => decide(part, seeds.Remove(seed)))));
        return [.. others.Concat(without).Where(variation => variation.Parts.Length > 0)];

        static Variation Variant(string name, IEnumerable<PartVerdict?> decided) => new(name, [.. decided.OfType<PartVerdict>()]);
    }

    private static bool Same(PartVerdict one, PartVerdict other) =>
        one.Seeds.Select(seed => seed.Difference).SequenceEqual(other.Seeds.Select(seed => seed.Difference));
}
