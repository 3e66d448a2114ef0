using RepDynamics.Training;

namespace RepDynamics.Runs;

/// <summary>The names of runs in messages and tables: condition and seed, such as <c>ResNet-SGD-wide seed 20</c>.</summary>
public static class RunNames
{
    /// <summary>Returns the name of the condition that a recipe trains, as registrations have it: <c>ResNet-SGD-wide</c>.</summary>
    public static string ConditionName(this Recipe recipe) =>
        $"{recipe.Network.Kind}-{recipe.Optimizer.Kind}{(recipe.Variant is null ? "" : $"-{recipe.Variant}")}";

    /// <summary>Returns condition and seed of a run.</summary>
    public static string Title(this Recipe recipe) => $"{recipe.ConditionName()} seed {recipe.Seed}";

    /// <summary>Returns a function that names each of some runs: with the kind of data where they differ in it, and with the epochs where runs of one name do.</summary>
    internal static Func<Recipe, string> Among(IEnumerable<Recipe> recipes)
    {
        Recipe[] all = [.. recipes];
        bool kindsDiffer = all.Select(recipe => recipe.Data.Kind).Distinct().Count() > 1;
        HashSet<string> lengthsDiffer = [.. all.GroupBy(Name).Where(same => same.DistinctBy(recipe => recipe.Epochs).Count() > 1).Select(same => same.Key)];
        return recipe => lengthsDiffer.Contains(Name(recipe)) ? $"{Name(recipe)} ({recipe.Epochs} epochs)" : Name(recipe);

        string Name(Recipe recipe) => kindsDiffer ? $"{recipe.ConditionName()} {recipe.Data.Kind} seed {recipe.Seed}" : recipe.Title();
    }
}
