using RepDynamics.IO;
using RepDynamics.Numerics;
using RepDynamics.Store;
using RepDynamics.Training;
using static TorchSharp.torch;

namespace RepDynamics.Runs;

/// <summary>Builds a run's key from recipe, data and device. Runs with equal keys have equal bits.</summary>
internal static class RunKeys
{
    /// <summary>The facts that <see cref="HostEnvironment"/> does not have: the fingerprints of the images that were read.</summary>
    public const string TrainImages = "trainImages", TestImages = "testImages";

    extension(RunKey)
    {
        /// <summary>The key of a run: recipe, data fingerprints and every fact that affects its bits.</summary>
        public static RunKey Of(Recipe recipe, TrainingData data, Device device)
        {
            SortedDictionary<string, string> environment = new(HostEnvironment.Describe(device).ToDictionary(), StringComparer.Ordinal)
            {
                [TrainImages] = data.Train.Fingerprint,
                [TestImages] = data.Test.Fingerprint,
            };
            string recipeHash = recipe.Hash();
            string identity = CanonicalJson.Hash(new
            {
                Recipe = recipeHash,
                Train = data.Train.Fingerprint,
                Test = data.Test.Fingerprint,
                Sources = HostEnvironment.TrainingSources,
                Network = Code(recipe.Network),
                Data = Code(recipe.Data),
                Optimizer = Code(recipe.Optimizer),
                Host = HostEnvironment.Deciding.ToDictionary(fact => fact, fact => environment[fact]),
            });
            string name = $"{recipe.Network.Kind}-{recipe.Optimizer.Kind}-{recipe.Data.Kind}-seed{recipe.Seed}{InName(recipeHash)}{identity[..8]}";
            return new RunKey(name, CanonicalJson.Write(recipe), recipeHash, identity, environment);
        }
    }

    /// <summary>Returns the hashes of those recipes that have a complete run in a store, on whatever machine, by its manifest; files are not checked.</summary>
    public static IReadOnlySet<string> CompleteRecipes(this RunStore store, IEnumerable<Recipe> recipes)
    {
        string[] parts = [.. recipes.Select(recipe => InName(recipe.Hash())).Distinct()];
        return store.List(wants: name => parts.Any(part => name.Contains(part, StringComparison.Ordinal)))
            .Where(run => run is { Complete: true, Problem: null }).Select(run => run.RecipeHash!).ToHashSet();
    }

    /// <summary>Identifies a recipe among those of one call: its fields and the types that interpret them.</summary>
    public static object SchedulingKey(this Recipe recipe) => recipe.HashOrNull() is { } hash
        ? string.Join('|', hash, recipe.Network.GetType().FullName, recipe.Data.GetType().FullName, recipe.Optimizer.GetType().FullName)
        : recipe;

    /// <summary>The recipe's hash; null without a canonical text (with a NaN in it): such a run fails when it is validated.</summary>
    public static string? HashOrNull(this Recipe recipe)
    {
        try
        {
            return recipe.Hash();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string InName(string recipeHash) => $"-{recipeHash[..12]}-";

    // Two types may have the same fields. A type of another assembly counts by the build of that assembly, whose code affects the numbers.
    private static string Code(object part)
    {
        Type type = part.GetType();
        return type.Assembly == typeof(Recipe).Assembly ? type.FullName! : $"{type.FullName} {type.Module.ModuleVersionId}";
    }
}
