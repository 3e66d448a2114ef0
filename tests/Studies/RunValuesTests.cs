using RepDynamics.Profiles;
using RepDynamics.Studies;
using RepDynamics.Training;

namespace RepDynamics.Tests.Studies;

public class RunValuesTests : FolderFixture
{
    [Test]
    public void Runs_of_one_condition_and_seed_by_two_recipes_are_kept_apart()
    {
        PlantedRun planted = new() { Angle = (depth, t) => depth * Math.Log(1 + t), Fit = 4 };
        Recipe recipe = Profile.Smoke.Recipe("ViT-SGD", 10), shorter = recipe with { Epochs = 6 };

        RunValues.Write(Folder, "ViT-SGD seed 10", planted.Of(recipe).Record!);
        RunValues.Write(Folder, "ViT-SGD seed 10", planted.Of(shorter).Record!);

        Assert.That(
            Directory.GetFiles(Folder).Select(Path.GetFileName),
            Is.EquivalentTo(new[] { recipe, shorter }.SelectMany(run => new[] { ".safetensors.gz", ".regions.safetensors.gz" }, (run, ending) => $"ViT-SGD seed 10 {run.Hash()[..8]}{ending}")));
    }
}
