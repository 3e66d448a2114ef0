using System.Text;
using RepDynamics.IO;
using RepDynamics.Store;

namespace RepDynamics.Tests.Store;

internal sealed class ManifestTests
{
    private static readonly RunManifest Manifest = RunManifest.Empty(SmallRun.Identity) with
    {
        Files = RunManifest.Empty(SmallRun.Identity).Files
            .Add("snapshots/epoch-00003.safetensors", FileDigest.Of("abc"u8)).Add("recipe.json", FileDigest.Of("{}"u8)),
    };

    [Test]
    public void Written_files_read_back()
    {
        var read = RunManifest.Read(Manifest.Write());

        Assert.That(read.Write(), Is.EqualTo(Manifest.Write()));
        Assert.That(read.Files.Keys, Is.EqualTo(new[] { "recipe.json", "snapshots/epoch-00003.safetensors" }));
        Assert.That(
            Encoding.UTF8.GetString(Manifest.Write()),
            Does.StartWith("{\n  \"format\": 1,\n  \"run\": \"ViT-").And.Contain("\"seal\": \""));
    }

    [Test]
    public void A_digest_is_the_published_one()
    {
        // FIPS 180-2, appendix B.1.
        Assert.That(
            FileDigest.Of("abc"u8), Is.EqualTo(new FileDigest(3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")));
    }

    [TestCase("\"format\": 1", "\"format\": 2")]
    [TestCase("\"format\": 1,", "")]
    [TestCase("\"format\": 1", "\"format\": \"1\"")]
    [TestCase("\"format\": 1", "\"format\": 1, \"format\": 1")]
    [TestCase("\"format\": 1", "\"format\": 1, \"extra\": 1")]
    [TestCase("\"complete\": false", "\"complete\": true")]
    [TestCase("\"complete\": false", "\"complete\": null")]
    [TestCase("\"bytes\": 3", "\"bytes\": -3")]
    [TestCase("\"bytes\": 3", "\"bytes\": 99999999999999999999")]
    [TestCase("ba7816bf", "BA7816BF")]
    [TestCase("ba7816bf", "ba7816b")]
    [TestCase("snapshots/epoch-00003.safetensors", "recipe.json")]
    [TestCase("snapshots/epoch-00003.safetensors", "manifest.json")]
    [TestCase("snapshots/epoch-00003.safetensors", "../epoch-00003.safetensors")]
    [TestCase("snapshots/epoch-00003.safetensors", "/etc/passwd")]
    [TestCase("\"files\": [", "\"files\": [ null,")]
    [TestCase("  \"files\"", "   \"files\"")]
    [TestCase("}\n", "}\n\n")]
    [TestCase("ViT-SGD", "../ViT-SGD")]
    public void Anything_else_is_damage(string text, string replacement)
    {
        string whole = Encoding.UTF8.GetString(Manifest.Write());
        int place = whole.LastIndexOf(text, StringComparison.Ordinal);
        Assert.That(place, Is.GreaterThanOrEqualTo(0));
        string changed = whole[..place] + replacement + whole[(place + text.Length)..];

        Assert.That(() => RunManifest.Read(Encoding.UTF8.GetBytes(changed)), Throws.TypeOf<InvalidDataException>());
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("{\"format\": 1")]
    [TestCase("nested without end")]
    public void Text_that_is_no_manifest_is_damage(string text) => Assert.That(
        () => RunManifest.Read(Encoding.UTF8.GetBytes(text.StartsWith("nested", StringComparison.Ordinal) ? new string('[', 1_000_000) : text)),
        Throws.TypeOf<InvalidDataException>());

    [TestCase("recipe.json", true)]
    [TestCase("snapshots/epoch-00000.safetensors", true)]
    [TestCase("snapshots/epoch-123456.safetensors", true)]
    [TestCase("measures/cka-biased-400.json", true)]
    [TestCase("manifest.json", false)]
    [TestCase("measures/..json", false)]
    [TestCase("measures/a/b.json", false)]
    [TestCase("measures/../../x.json", false)]
    [TestCase("measures/a\nb.json", false)]
    [TestCase("snapshots/epoch-1.safetensors", false)]
    [TestCase("snapshots/epoch-012345.safetensors", false)]
    [TestCase("snapshots/epoch-9999999999.safetensors", false)]
    [TestCase("snapshots/epoch-00001.safetensors\n", false)]
    [TestCase("snapshots\\epoch-00001.safetensors", false)]
    [TestCase("recipe.json.part", false)]
    [TestCase("C:recipe.json", false)]
    [TestCase("", false)]
    public void A_manifest_lists_files_of_a_few_names_and_no_others(string path, bool listed) =>
        Assert.That(RunPaths.IsListed(path), Is.EqualTo(listed));

    [TestCase("")]
    [TestCase(".")]
    [TestCase("..")]
    [TestCase(".locks")]
    [TestCase("a/b")]
    [TestCase("a\\b")]
    [TestCase("a b")]
    [TestCase("a.")]
    [TestCase("a.part")]
    [TestCase("quarantine")]
    [TestCase("-rf")]
    [TestCase("a\n")]
    public void A_name_that_is_no_plain_file_name_is_refused(string name)
    {
        RunKey good = SmallRun.Identity;
        Assert.That(
            () => new RunKey(name, good.RecipeJson, good.RecipeHash, good.Identity, good.Environment),
            Throws.ArgumentException.With.Message.Contains("letters"));
        Assert.That(() => new RunStore("anywhere").TryLock(name), Throws.ArgumentException);
        Assert.That(() => new RunStore("anywhere").Verify(name), Throws.ArgumentException);
    }
}
