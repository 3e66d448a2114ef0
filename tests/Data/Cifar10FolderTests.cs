using RepDynamics.Data;

namespace RepDynamics.Tests.Data;

public class Cifar10FolderTests
{
    private static readonly string Home = Path.GetFullPath("home");

    [Test]
    public void Is_in_the_cache_of_the_user_by_default() =>
        Assert.That(Find([]), Is.EqualTo(Path.Combine(Home, ".cache", "repdynamics", "cifar-10-batches-bin")));

    [Test]
    public void Follows_the_cache_when_the_user_moved_it()
    {
        string cache = Path.GetFullPath("cache");
        Assert.That(
            Find(new() { ["XDG_CACHE_HOME"] = cache }), Is.EqualTo(Path.Combine(cache, "repdynamics", "cifar-10-batches-bin")));
    }

    [TestCase("")]
    [TestCase("relative")]
    public void Ignores_a_cache_that_is_no_absolute_path(string cache) =>
        Assert.That(Find(new() { ["XDG_CACHE_HOME"] = cache }), Does.StartWith(Home));

    [Test]
    public void Is_the_folder_named_by_the_variable_or_the_standard_one_inside_it()
    {
        string named = Directory.CreateTempSubdirectory("repdynamics-folder-").FullName;
        try
        {
            Assert.That(Find(new() { ["REPDYNAMICS_DATA"] = named, ["XDG_CACHE_HOME"] = Home }), Is.EqualTo(named));
            string inside = Directory.CreateDirectory(Path.Combine(named, "cifar-10-batches-bin")).FullName;
            Assert.That(Find(new() { ["REPDYNAMICS_DATA"] = named }), Is.EqualTo(inside));
        }
        finally
        {
            Directory.Delete(named, recursive: true);
        }
    }

    [Test]
    public void Without_a_home_there_is_no_folder([Values("", "relative")] string home) => Assert.That(
        () => Cifar10.FindFolder(name => name == "HOME" ? home : null, home),
        Throws.InstanceOf<IOException>().With.Message.Contains($"HOME is '{home}', which is no folder. Set HOME or XDG_CACHE_HOME"));

    private static string Find(Dictionary<string, string> variables) => Cifar10.FindFolder(variables.GetValueOrDefault, Home);
}
