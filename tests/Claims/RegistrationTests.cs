using RepDynamics.Claims;

namespace RepDynamics.Tests.Claims;

public class RegistrationTests
{
    private static IEnumerable<string> Files() =>
        Directory.EnumerateFiles(Registered.Folder, "*.json").Select(f => Path.GetFileName(f));

    [TestCaseSource(nameof(Files))]
    public void Every_committed_registration_can_be_loaded(string file)
    {
        var registration = Registration.Load(Path.Combine(Registered.Folder, file));
        Assert.That(registration.Id + ".json", Is.EqualTo(file));
    }

    [Test]
    public void ViTSync_is_registered_as_designed()
    {
        Registration registration = Registered.ViTSync();
        Assert.Multiple(() =>
        {
            Assert.That(registration.Direction, Is.EqualTo(Direction.Greater));
            Assert.That((registration.Margin, registration.Confidence), Is.EqualTo((.1, .9)));
            Assert.That(
                registration.Parts.Select(p => (p.Name, p.Minuend, p.Subtrahend, p.Measure, p.Decides)),
                Is.EqualTo(new[]
                {
                    ("SGD, CKA", "ViT-SGD", "ResNet-SGD", SimilarityMeasure.Cka, true), ("Adam, CKA", "ViT-Adam", "ResNet-Adam", SimilarityMeasure.Cka, true),
                    ("SGD, regions", "ViT-SGD", "ResNet-SGD", SimilarityMeasure.Regions, false), ("Adam, regions", "ViT-Adam", "ResNet-Adam", SimilarityMeasure.Regions, false),
                }));
            Assert.That(registration.Parts.Select(p => (p.Statistic, p.Margin)), Is.All.EqualTo(((string?)null, (double?)null)));
            Assert.That(registration.ForProfile("cpu").Seeds, Is.EqualTo(new[] { 10, 11, 12, 13 }));
            Assert.That(registration.ForProfile("cpu").Decides, Is.True);
            Assert.That(registration.ForProfile("smoke").Seeds, Is.EqualTo(new[] { 10, 11 }));
            Assert.That(registration.ForProfile("smoke").Decides, Is.False);
            Assert.That((registration.Revision, registration.Date), Is.EqualTo((4, new DateOnly(2026, 11, 22))));
        });
    }

    [Test]
    public void RegionsEvolve_is_registered_as_designed()
    {
        Registration registration = Registered.RegionsEvolve();
        Assert.Multiple(() =>
        {
            Assert.That(registration.Parts.Select(p => p.Measure), Is.All.EqualTo(SimilarityMeasure.Regions));
            Assert.That(registration.Parts.Select(p => p.Decides), Is.All.True);
            Assert.That(
                registration.Parts.CountBy(p => (p.Statistic, p.Margin ?? registration.Margin)),
                Is.EquivalentTo(new Dictionary<(string?, double), int>
                {
                    [("synchrony", .1)] = 2,
                    [("phases, logarithmic", .02)] = 4,
                    [("phases, linear", .02)] = 4,
                    [("fragmentation", .25)] = 4,
                }));
            Assert.That(
                registration.Parts.Where(p => p.Subtrahend is null).Select(p => (p.Statistic, p.Minuend)),
                Is.EquivalentTo(registration.Conditions.Keys.Select(condition => ((string?)"fragmentation", condition))));
        });
    }

    [Test]
    public void ForProfile_throws_for_a_profile_without_seeds_and_lists_those_with_seeds() =>
        Assert.That(
            () => Registered.ViTSync().ForProfile("thesis"),
            Throws.ArgumentException.With.Message.Contains("no seeds for profile thesis").And.Message.Contains("cpu, gpu, paper, smoke"));
}
