using RepDynamics.Training;

namespace RepDynamics.Tests.Training;

public class RecipeTests
{
    private static readonly Recipe Valid = TinyRuns.ViT;

    private static IEnumerable<TestCaseData> Refused()
    {
        yield return Case("Epochs", 0, "at least 1", Valid with { Epochs = 0 });
        yield return Case("BatchSize", 1, "at least 2", Valid with { BatchSize = 1 });
        yield return Case("WarmUpEpochs", -1, "at least 0", Valid with { WarmUpEpochs = -1 });
        yield return Case("DecaySteps", -1, "at least 0", Valid with { DecaySteps = -1 });
        yield return Case("ClipNorm", 0, "positive, or null for no clipping", Valid with { ClipNorm = 0 });
        yield return Case("ClipNorm", double.PositiveInfinity, "positive", Valid with { ClipNorm = double.PositiveInfinity });
        yield return Case("ClipNorm", double.NaN, "positive", Valid with { ClipNorm = double.NaN });

        foreach (double rate in new[] { 0, -0.1, double.NaN, double.PositiveInfinity })
        {
            yield return Case("Optimizer.LearningRate", rate, "positive", With(new SgdRecipe { LearningRate = rate }));
            yield return Case("Optimizer.LearningRate", rate, "positive", With(new AdamRecipe { LearningRate = rate }));
        }
        foreach (double share in new[] { -0.1, 1, double.NaN })
        {
            yield return Case("Optimizer.Momentum", share, "in [0, 1)", With(new SgdRecipe { LearningRate = 1, Momentum = share }));
            yield return Case("Optimizer.Beta1", share, "in [0, 1)", With(new AdamRecipe { LearningRate = 1, Beta1 = share }));
            yield return Case("Optimizer.Beta2", share, "in [0, 1)", With(new AdamRecipe { LearningRate = 1, Beta2 = share }));
            yield return Case("Data.LabelNoise", share, "in [0, 1)", With(Valid.Data with { LabelNoise = share }));
        }

        yield return Case("Data.TrainImages", 15, "at least the batch size, 16", With(Valid.Data with { TrainImages = 15 }));
        yield return Case(
            "Data.TrainImages", 33, "not one more than a multiple of the batch size, 16", With(Valid.Data with { TrainImages = 33 }));
        yield return Case("Data.TestImages", 3, "at least 4", With(Valid.Data with { TestImages = 3 }));

        foreach (int classes in new[] { 1, 9 }) yield return Case("Data.Classes", classes, "2 to 8", With(new OrientedTexturesRecipe { Classes = classes }));
        foreach (int size in new[] { 3, 257 }) yield return Case("Data.Size", size, "4 to 256 pixels", With(new OrientedTexturesRecipe { Size = size }));
        foreach (int[] classes in new int[][] { [], [3], [3, 3], [3, 10], [-1, 3] })
        {
            yield return Case(
                "Data.Classes", $"[{string.Join(", ", classes)}]", "at least 2 different labels, each 0 to 9", With(new Cifar10Recipe { Classes = classes }));
        }
        foreach (int side in new[] { 0, 3, 16 }) yield return Case("Data.Downsample", side, "1, 2, 4 or 8", With(new Cifar10Recipe { Downsample = side }));
        yield return Case(
            "Data.TrainImages", 10_002, "at most 10000, the training images of 2 classes", With(new Cifar10Recipe { Classes = [3, 4], TrainImages = 10_002 }));
        yield return Case("Data.TestImages", 4001, "at most 4000, the test images of 4 classes", With(new Cifar10Recipe { TestImages = 4001 }));

        yield return Case("Network.Patch", 3, "a divisor of the images' height and width, 8", With(new VisionTransformerRecipe { Patch = 3 }));
        yield return Case(
            "Network.Patch", 5, "a divisor of the images' height and width, 16",
            With(new VisionTransformerRecipe { Patch = 5 }) with { Data = new Cifar10Recipe() });
        yield return Case("Network.Width", 0, "at least 1", With(new ResNet18Recipe { Width = 0 }));
        yield return Case("Network.Patch", 0, "at least 1", With(new VisionTransformerRecipe { Patch = 0 }));
        yield return Case("Network.Depth", 0, "at least 1", With(new VisionTransformerRecipe { Depth = 0 }));
        yield return Case("Network.Heads", 0, "at least 1", With(new VisionTransformerRecipe { Heads = 0 }));
        yield return Case(
            "Network.Dimension", 0, "a multiple of the number of heads, 2", With(new VisionTransformerRecipe { Dimension = 0 }));
        yield return Case(
            "Network.Dimension", 15, "a multiple of the number of heads, 2", With(new VisionTransformerRecipe { Dimension = 15 }));
        yield return Case("Network.MlpRatio", 0, "at least 1", With(new VisionTransformerRecipe { MlpRatio = 0 }));

        yield return Case("Snapshots.Logarithmic", -1, "at least 0", With(new SnapshotSchedule { Logarithmic = -1 }));
        yield return Case("Snapshots.Linear", -1, "at least 0", With(new SnapshotSchedule { Linear = -1 }));

        static TestCaseData Case(string field, object value, string expected, Recipe recipe) =>
            new TestCaseData(field, value, expected, recipe).SetArgDisplayNames($"{field} {value}");
    }

    [TestCaseSource(nameof(Refused))]
    public void A_field_out_of_its_range_is_refused_by_name_value_and_range(string field, object value, string expected, Recipe recipe) =>
        Assert.That(
            recipe.Validated,
            Throws.ArgumentException.With.Message.StartsWith($"Recipe.{field} is {value};").And.Message.Contains($"it must be {expected}"));

    [Test]
    public void Parts_used_by_themselves_are_checked_too()
    {
        Assert.That(() => new Cifar10Recipe { Downsample = 3 }.Load(0), Throws.ArgumentException.With.Message.Contains("Data.Downsample is 3"));
        Assert.That(() => new OrientedTexturesRecipe { Classes = 9 }.Load(0), Throws.ArgumentException.With.Message.Contains("Data.Classes is 9"));
        Assert.That(() => new VisionTransformerRecipe { Patch = 0 }.Build(16, 4), Throws.ArgumentException.With.Message.Contains("Network.Patch is 0"));
        Assert.That(() => new ResNet18Recipe { Width = 0 }.Build(16, 4), Throws.ArgumentException.With.Message.Contains("Network.Width is 0"));
    }

    private static IEnumerable<TestCaseData> Accepted()
    {
        yield return Case("1 epoch", Valid with { Epochs = 1 });
        yield return Case("batches of 2", Valid with { BatchSize = 2 });
        yield return Case("no warm-up", Valid with { WarmUpEpochs = 0 });
        yield return Case("no decay", Valid with { DecaySteps = 0 });
        yield return Case("no clipping", Valid with { ClipNorm = null });
        yield return Case("tiny clipping", Valid with { ClipNorm = double.Epsilon });
        yield return Case("no momentum", With(new SgdRecipe { LearningRate = double.Epsilon, Momentum = 0 }));
        yield return Case("no memory", With(new AdamRecipe { LearningRate = 1e9, Beta1 = 0, Beta2 = 0 }));
        yield return Case("no noise", With(Valid.Data with { LabelNoise = 0 }));
        yield return Case("much noise", With(Valid.Data with { LabelNoise = 0.999 }));
        yield return Case("one batch", With(Valid.Data with { TrainImages = 16 }));
        yield return Case("a last batch of two", With(Valid.Data with { TrainImages = 34 }));
        yield return Case("4 test images", With(Valid.Data with { TestImages = 4 }));
        yield return Case("fewest classes", With(new OrientedTexturesRecipe { Classes = 2, Size = 4 }));
        yield return Case("most classes", With(new OrientedTexturesRecipe { Classes = 8, Size = 256 }));
        yield return Case("all photographs", With(new Cifar10Recipe { Classes = [4, 3], Downsample = 8, TrainImages = 10_000, TestImages = 2000 }));
        yield return Case("width 1", With(new ResNet18Recipe { Width = 1 }));
        yield return Case(
            "least transformer",
            With(new VisionTransformerRecipe { Patch = 1, Depth = 1, Heads = 1, Dimension = 1, MlpRatio = 1 }));
        yield return Case("both ends alone", With(new SnapshotSchedule { Logarithmic = 0, Linear = 0 }));

        static TestCaseData Case(string what, Recipe recipe) => new TestCaseData(recipe).SetArgDisplayNames(what);
    }

    [TestCaseSource(nameof(Accepted))]
    public void A_field_at_the_end_of_its_range_is_accepted(Recipe recipe) =>
        Assert.That(recipe.Validated(), Is.SameAs(recipe));

    private static Recipe With(NetworkRecipe network) => Valid with { Network = network };

    private static Recipe With(DataRecipe data) => Valid with { Data = data };

    private static Recipe With(OptimizerRecipe optimizer) => Valid with { Optimizer = optimizer };

    private static Recipe With(SnapshotSchedule snapshots) => Valid with { Snapshots = snapshots };

    [Test]
    public void The_name_has_network_optimizer_data_and_seed() =>
        Assert.That((TinyRuns.ResNet with { Seed = -7 }).Name(), Is.EqualTo("ResNet Adam textures seed -7"));

    [Test]
    public void Images_and_wrong_labels_follow_the_seed()
    {
        TrainingData one = Valid.Data.Load(1), two = Valid.Data.Load(2), again = Valid.Data.Load(1);

        Assert.That(one.Train.Pixels, Is.Not.EqualTo(two.Train.Pixels));
        Assert.That(one.Test.Fingerprint, Is.Not.EqualTo(two.Test.Fingerprint));
        Assert.That(one.Train.GivenLabels, Is.Not.EqualTo(two.Train.GivenLabels));
        Assert.That(one.Train.Fingerprint, Is.EqualTo(again.Train.Fingerprint));
        Assert.That(one.Train.Mislabelled.Count(wrong => wrong), Is.EqualTo(10));
        Assert.That(one.Test.Mislabelled, Has.None.True);
    }
}
