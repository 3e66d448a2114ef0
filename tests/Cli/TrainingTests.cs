using RepDynamics.Cli.Progress;
using RepDynamics.Similarity;
using RepDynamics.Store;
using RepDynamics.Studies;
using RepDynamics.Tests.Training;
using RepDynamics.Training;

namespace RepDynamics.Tests.Cli;

public class TrainingTests : FolderFixture
{
    [Test]
    public void A_run_counts_as_stored_once_it_has_what_is_asked_for_also_while_it_is_locked()
    {
        RunTraining training = new(() => new RunStore(Folder));
        Recipe recipe = TinyRuns.ViT, other = recipe with { Seed = 77 };
        RegionChoice none = RegionChoice.Of(null, recipe, draws: false), regions = RegionChoice.Of(TinyRuns.Regions, recipe, draws: false);
        var drawn = RegionChoice.Of(TinyRuns.Regions, recipe, draws: true);
        Assert.That(Stored(none), Is.Empty);

        Train(none);
        using (RunLock held = new RunStore(Folder).TryLock(new RunStore(Folder).Names().Single())!) Assert.That(Stored(none), Is.EqualTo(new[] { recipe.Hash() }));
        Assert.That(Stored(regions), Is.Empty, "its regions were not measured");

        Train(regions);
        Assert.That(Stored(regions), Is.EqualTo(new[] { recipe.Hash() }));
        Assert.That(Stored(drawn), Is.Empty, "the plane that figures show was not measured");
        Assert.That(training.Stored([recipe, other], none, CkaEstimator.Debiased, "cpu"), Is.Empty, "not every variation of debiased CKA was measured");

        Train(drawn);
        Assert.That(Stored(drawn), Is.EqualTo(new[] { recipe.Hash() }));

        File.Delete(Directory.GetFiles(Folder, "cka-debiased-400.json", SearchOption.AllDirectories).Single());
        Assert.That(Stored(drawn), Is.Empty, "a measure of the sensitivity is missing");

        void Train(RegionChoice choice) => training.Run([recipe], choice, CkaEstimator.Biased, "cpu", _ => { }, CancellationToken.None);

        IReadOnlySet<string> Stored(RegionChoice choice) => training.Stored([recipe, other], choice, CkaEstimator.Biased, "cpu");
    }
}
