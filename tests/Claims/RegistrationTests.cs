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
        var registration = Registered.ViTSync();
        Assert.Multiple(() =>
        {
            Assert.That(registration.Direction, Is.EqualTo(Direction.Greater));
            Assert.That((registration.Margin, registration.Confidence), Is.EqualTo((.1, .9)));
            Assert.That(
                registration.Parts.Select(p => (p.Name, p.Minuend, p.Subtrahend)),
                Is.EqualTo(new[] { ("SGD", "ViT-SGD", "ResNet-SGD"), ("Adam", "ViT-Adam", "ResNet-Adam") }));
            Assert.That(registration.ForProfile("cpu").Seeds, Is.EqualTo(new[] { 10, 11, 12, 13 }));
            Assert.That(registration.ForProfile("cpu").Decides, Is.True);
            Assert.That(registration.ForProfile("smoke").Seeds, Is.EqualTo(new[] { 10, 11 }));
            Assert.That(registration.ForProfile("smoke").Decides, Is.False);
            Assert.That((registration.Revision, registration.Date), Is.EqualTo((1, new DateOnly(2026, 11, 21))));
        });
    }

    [Test]
    public void A_profile_without_seeds_is_an_error_that_lists_those_that_have_some() =>
        Assert.That(
            () => Registered.ViTSync().ForProfile("paper"),
            Throws.ArgumentException.With.Message.Contains("no seeds for profile paper").And.Message.Contains("cpu, smoke"));
}
