using RepDynamics.Data;

namespace RepDynamics.Tests.Data;

public class Cifar10FolderTests : FolderFixture
{
    [TestCase("")]
    [TestCase("relative")]
    public void Ignores_a_cache_that_is_no_absolute_path(string cache) =>
        Assert.That(Find(new() { ["XDG_CACHE_HOME"] = cache }), Is.EqualTo(In(".cache", "repdynamics", "cifar-10-batches-bin")));

    [Test]
    public void Is_the_folder_named_by_the_variable_or_the_standard_one_inside_it()
    {
        Assert.That(Find(new() { ["REPDYNAMICS_DATA"] = Folder, ["XDG_CACHE_HOME"] = "/cache" }), Is.EqualTo(Folder));
        string inside = Directory.CreateDirectory(In("cifar-10-batches-bin")).FullName;
        Assert.That(Find(new() { ["REPDYNAMICS_DATA"] = Folder }), Is.EqualTo(inside));
    }

    [Test]
    public void Without_a_home_there_is_no_folder([Values("", "relative")] string home) => Assert.That(
        () => Cifar10.FindFolder(name => name == "HOME" ? home : null, home),
        Throws.InstanceOf<IOException>().With.Message.Contains($"HOME is '{home}', which is no folder. Set HOME or XDG_CACHE_HOME"));

    private string Find(Dictionary<string, string> variables) => Cifar10.FindFolder(variables.GetValueOrDefault, Folder);
}
