using System.Text.RegularExpressions;
using RepDynamics.Checkpoints;
using RepDynamics.Cli;
using RepDynamics.Similarity;
using RepDynamics.Tests.Checkpoints;
using RepDynamics.Tests.Cli;

namespace RepDynamics.Tests.Documentation;

/// <summary>The examples of docs/own-network.md work.</summary>
public partial class OwnNetworkTests : FolderFixture
{
    private static readonly string Section =
        File.ReadAllText(Path.Combine(Repository.Root, "docs", "own-network.md"));

    [SetUp]
    public void Open()
    {
        Directory.CreateDirectory(In("features"));
        foreach (int epoch in Enumerable.Range(0, 12))
        {
            // The example's network has no region maps.
            File.WriteAllBytes(
                In("features", $"{epoch}.npz"),
                NumpyFiles.Npz(("block1", NumpyFiles.Features(NumpyFiles.Drifting(epoch))), ("block2", NumpyFiles.Features(NumpyFiles.Drifting(epoch, 1)))));
        }
    }

    [Test]
    public void The_example_of_the_library_works()
    {
        // example
        var folder = CheckpointFolder.Open(In("features"));
        EpochSimilarity[] layers = [.. folder.Layers.Select(layer => folder.Similarity(layer.Name))];
        Console.WriteLine($"CKA of {layers[0].Tap}, first and last epoch: {layers[0][0, layers[0].Count - 1]}");
        var dynamics = NetworkDynamics.Of(layers, perfectFit: 4);
        Console.WriteLine($"synchrony {dynamics.Synchrony}, phases from epochs {string.Join(", ", dynamics.Phases!.Epochs)}");
        SimilarityOutput.Prepare(In("result"), folder).Write(layers, folder.Hashes(), perfectFit: 4);
        // end

        Assert.That(File.Exists(Path.Combine(In("result"), "similarity.json")));
        Assert.That(dynamics.Synchrony, Is.Not.Null);
    }

    [Test]
    public void The_example_of_the_library_is_this_one()
    {
        string source = File.ReadAllText(Path.Combine(Repository.Root, "tests", "Documentation", "OwnNetworkTests.cs"));
        string tried = source.Split("// example\n")[1].Split("        // end")[0];
        string expected = string.Concat(tried.Split('\n').Select(line => InFolder().Replace(line.Trim(), "$1") + "\n")).TrimEnd();

        Assert.That(Block("csharp"), Is.EqualTo(expected));
    }

    [Test]
    public void The_command_works()
    {
        string command = CommandLines().Match(Section).Groups[1].Value;
        using CliFixture cli = new();

        Assert.That(command, Does.Contain("--estimator debiased"));
        Assert.That(
            cli.Do([.. command.Split(' ').Select(word => word is "features" or "result" ? In(word) : word)]), Is.EqualTo(ExitCode.Ok), cli.Error);
        foreach (string file in (string[])["block1.csv", "similarity.json", "heatmaps.png"])
        {
            Assert.That(File.Exists(Path.Combine(In("result"), file)));
            Assert.That(Section, Does.Contain(file.Replace("block1", "LAYER", StringComparison.Ordinal)));
        }
    }

    [Test]
    public void The_export_names_files_by_epoch_as_the_command_wants_them() =>
        Assert.That(Block("python"), Does.Contain("numpy.savez(f\"features/{epoch}.npz\""));

    private static string Block(string language) => Section.Split($"```{language}\n")[1].Split("\n```")[0];

    [GeneratedRegex(@"In\((""\w+"")\)")]
    private static partial Regex InFolder();

    [GeneratedRegex(@"`\./repdynamics (similarity [^`]+)`")]
    private static partial Regex CommandLines();
}
