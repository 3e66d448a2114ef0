using RepDynamics.IO;
using RepDynamics.Numerics;
using RepDynamics.Training;
using static TorchSharp.torch;

namespace RepDynamics.Runs;

/// <summary>
/// Who a run is: what was asked, the images and labels actually read, and everything else that decides its bits. Two runs of one
/// identity are the same run; where any of it differs, they are two.
/// </summary>
internal static class RunKeys
{
    /// <summary>The facts that <see cref="HostEnvironment"/> does not know: the images a run read.</summary>
    public const string TrainImages = "trainImages", TestImages = "testImages";

    /// <summary>The identity of one run.</summary>
    /// <param name="recipe">What was asked.</param>
    /// <param name="data">What was read.</param>
    /// <param name="device">Where it is trained.</param>
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
        string name = $"{recipe.Network.Kind}-{recipe.Optimizer.Kind}-{recipe.Data.Kind}-seed{recipe.Seed}-{recipeHash[..12]}-{identity[..8]}";
        return new RunKey(name, CanonicalJson.Write(recipe), recipeHash, identity, environment);
    }

    /// <summary>What tells two recipes apart when one list is run: their fields, and the types that act on them.</summary>
    public static string Key(Recipe recipe) =>
        string.Join('|', recipe.Hash(), recipe.Network.GetType().FullName, recipe.Data.GetType().FullName, recipe.Optimizer.GetType().FullName);

    // Two types may have the same fields. A user's own live in another assembly, whose code decides the numbers, too: any rebuild that
    // changes the assembly makes other runs.
    private static string Code(object part)
    {
        Type type = part.GetType();
        return type.Assembly == typeof(Recipe).Assembly ? type.FullName! : $"{type.FullName} {type.Module.ModuleVersionId}";
    }
}
