using RepDynamics.Claims;
using RepDynamics.Profiles;
using RepDynamics.Tests.Claims;
using RepDynamics.Training;

namespace RepDynamics.Tests.Profiles;

public class ProfileTests
{
    private static IEnumerable<TestCaseData> Profiles() => Profile.All.Select(p => new TestCaseData(p).SetArgDisplayNames(p.Name));

    [Test]
    public void Names_are_unique_and_find_their_profile()
    {
        Assert.That(Profile.All.Select(p => p.Name), Is.Unique.And.SupersetOf(new[] { "smoke", "cpu" }));
        foreach (Profile profile in Profile.All) Assert.That(Profile.Named(profile.Name), Is.SameAs(profile));
    }

    [TestCase("cpux")]
    [TestCase("CPU")]
    [TestCase("")]
    public void An_unknown_name_is_an_error_that_lists_the_known_ones(string name) =>
        Assert.That(
            () => Profile.Named(name),
            Throws.ArgumentException.With.Message.Contains($"no profile '{name}'").And.Message.Contains("smoke").And.Message.Contains("cpu"));

    [TestCaseSource(nameof(Profiles))]
    public void Both_networks_are_trained_by_both_optimizers_and_every_recipe_is_valid_and_unique(Profile profile)
    {
        Assert.That(profile.Conditions.Select(c => c.Name), Is.Unique.And.SupersetOf(new[] { "ViT-SGD", "ViT-Adam", "ResNet-SGD", "ResNet-Adam" }));
        Recipe[] recipes = [.. profile.Conditions.SelectMany(c => new[] { 10L, 11L }.Select(seed => profile.Recipe(c.Name, seed)))];

        Assert.That(recipes.Select(r => r.Validated().Hash()), Is.Unique);
        Assert.That(recipes.Select(r => r.Name()), Is.Unique);
    }

    [TestCaseSource(nameof(Profiles))]
    public void A_recipe_has_the_values_of_profile_and_condition_and_clips_vision_transformers(Profile profile)
    {
        foreach (Condition condition in profile.Conditions)
        {
            Recipe recipe = profile.Recipe(condition.Name, 12);

            Assert.That((recipe.Network, recipe.Optimizer, recipe.ClipNorm), Is.EqualTo((condition.Network, condition.Optimizer, condition.ClipNorm)));
            Assert.That(recipe.ClipNorm, Is.EqualTo(condition.Network is VisionTransformerRecipe ? 1 : null), condition.Name);
            Assert.That(recipe.Data with { LabelNoise = profile.Data.LabelNoise }, Is.EqualTo(profile.Data));
            Assert.That(recipe.Data.LabelNoise, Is.EqualTo(condition.LabelNoise ?? profile.Data.LabelNoise));
            Assert.That(recipe.Variant, Is.EqualTo(condition.Variant));
            Assert.That(recipe.Snapshots, Is.EqualTo(profile.Snapshots));
            Assert.That((recipe.Seed, recipe.Epochs, recipe.BatchSize), Is.EqualTo((12L, condition.Epochs ?? profile.Epochs, profile.BatchSize)));
            Assert.That((recipe.DecaySteps, recipe.Augment, recipe.Precision), Is.EqualTo((condition.DecaySteps ?? profile.DecaySteps, profile.Augment, profile.Precision)));
        }
    }

    [TestCaseSource(nameof(Profiles))]
    public void An_unknown_condition_is_an_error_that_lists_the_known_ones(Profile profile) =>
        Assert.That(
            () => profile.Recipe("ViT-Lion", 10),
            Throws.ArgumentException.With.Message.Contains($"Profile {profile.Name} has no condition 'ViT-Lion'")
                .And.Message.Contains(string.Join(", ", profile.Conditions.Select(c => c.Name))));

    [TestCaseSource(nameof(Profiles))]
    public void Every_registered_condition_is_trained_where_seeds_are_registered(Profile profile)
    {
        string[] trained = [.. profile.Conditions.Select(c => c.Name)];
        foreach (Registration claim in Registered.IdsOnThePaper().Select(id => Registration.Load(Path.Combine(Registered.Folder, id + ".json"))))
        {
            if (claim.Profiles.ContainsKey(profile.Name)) Assert.That(claim.Conditions.Keys, Is.SubsetOf(trained), claim.Id);
        }
    }

    [Test]
    public void A_variant_is_in_the_name_and_not_in_the_hash()
    {
        Recipe wide = Profile.Cpu.Recipe("ResNet-SGD-wide", 10), usual = Profile.Cpu.Recipe("ResNet-SGD", 10);

        Assert.That(wide.Name(), Is.EqualTo("ResNet SGD wide textures seed 10"));
        Assert.That((wide with { Variant = "broad" }).Hash(), Is.EqualTo(wide.Hash()));
        Assert.That((wide with { Network = usual.Network, Epochs = usual.Epochs, Variant = null }).Hash(), Is.EqualTo(usual.Hash()));
    }

    // docs/design.md#training: 400 of the held-out images for similarity, every condition to about 4 t*.
    [Test]
    public void The_cpu_profile_is_the_one_of_the_design()
    {
        Recipe vit = Profile.Cpu.Recipe("ViT-SGD", 10);

        Assert.That((vit.Epochs, vit.BatchSize, vit.WarmUpEpochs, vit.DecaySteps), Is.EqualTo((280, 64, 3, 256)));
        Assert.That((vit.Data.TrainImages, vit.Data.TestImages, vit.Data.LabelNoise), Is.EqualTo((1000, 1000, 0.2)));
        Assert.That(vit.Augment, Is.False);
        // docs/exploration.md.
        Assert.That(
            Profile.Cpu.Conditions.Where(condition => condition.Variant is null).Select(condition => (condition.Name, condition.Optimizer.LearningRate, condition.Epochs)),
            Is.EquivalentTo(new (string, double, int?)[] { ("ViT-SGD", 0.02, 280), ("ViT-Adam", 0.001, 150), ("ResNet-SGD", 0.02, 80), ("ResNet-Adam", 0.01, 150) }));
    }

    [Test]
    public void At_the_papers_scale_a_ResNet_trains_as_in_Nakkiran_et_al()
    {
        Recipe sgd = Profile.Paper.Recipe("ResNet-SGD", 10), adam = Profile.Paper.Recipe("ResNet-Adam", 10);

        Assert.That((sgd.Epochs, sgd.BatchSize, sgd.DecaySteps, sgd.Optimizer.LearningRate), Is.EqualTo((4000, 128, 512, 0.1)));
        Assert.That((adam.DecaySteps, adam.Optimizer.LearningRate), Is.EqualTo((0, 1e-4)));
        Assert.That((sgd.Network, sgd.Augment, sgd.Data.TrainImages, sgd.Data.TestImages), Is.EqualTo((new ResNet18Recipe { Width = 64 }, true, 50_000, 10_000)));
    }

    [TestCaseSource(typeof(Registered), nameof(Registered.IdsOnThePaper))]
    public void The_papers_claims_are_registered_for_every_profile(string id) =>
        Assert.That(
            Registration.Load(Path.Combine(Registered.Folder, id + ".json")).Profiles.Keys,
            Is.EquivalentTo(Profile.All.Select(profile => profile.Name)));
}
