using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using RepDynamics.Baselines;
using RepDynamics.Cli;
using RepDynamics.Tests.Checkpoints;
using RepDynamics.Tests.IO;
using RepDynamics.Tests.Similarity;
using SkiaSharp;

namespace RepDynamics.Tests.Cli;

public class SimilarityCommandTests : CliTests
{
    private static readonly int[] Epochs = [0, 1, 5];

    [SetUp]
    public void FillFeatures() => NumpyFiles.Fill(Directory.CreateDirectory(Features).FullName, Epochs);

    private string Features => Path.Combine(cli.Root, "features");

    private string Output => Path.Combine(cli.Root, "out");

    private string[] Written => [.. Directory.GetFiles(Output).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Test]
    public void Every_layer_gets_a_table_that_agrees_with_the_textbook()
    {
        Assert.That(Do(), Is.EqualTo(ExitCode.Ok), cli.Error);

        Assert.That(Written, Is.EqualTo(new[] { "block1.csv", "block2.csv", "heatmaps.png", "map.csv", "similarity.json" }));
        string[][] table = [.. File.ReadAllLines(Path.Combine(Output, "block2.csv")).Select(line => line.Split(','))];
        Assert.That(table[0], Is.EqualTo(new[] { "epoch", "0", "1", "5" }));
        for (int i = 0; i < Epochs.Length; i++)
        {
            Assert.That(table[1 + i][0], Is.EqualTo($"{Epochs[i]}"));
            for (int j = 0; j < Epochs.Length; j++)
            {
                Assert.That(
                    double.Parse(table[1 + i][1 + j], CultureInfo.InvariantCulture),
                    Is.EqualTo(Textbook.Biased(NumpyFiles.Drifting(Epochs[i], 1), NumpyFiles.Drifting(Epochs[j], 1))).Within(1e-5));
            }
        }
        Assert.That(File.ReadAllText(Path.Combine(Output, "map.csv")), Does.StartWith("epoch,0,1,5\n0,1,"));
        (int width, int height) = HeatMaps();
        Assert.That(width, Is.GreaterThan(2 * 168), "two layers of features stand side by side");
        Assert.That(height, Is.GreaterThan(2 * 168), "and the region map below them");
    }

    [Test]
    public void The_report_holds_the_same_numbers_as_the_tables_and_what_they_are_of()
    {
        Do("--perfect-fit", "1");

        JsonElement report = JsonDocument.Parse(File.ReadAllText(Path.Combine(Output, "similarity.json"))).RootElement;
        foreach (string layer in (string[])["block1", "block2", "map"])
        {
            string rows = string.Concat(report.GetProperty("matrices").GetProperty(layer).EnumerateArray().Index().Select(row =>
                $"{Epochs[row.Index]},{string.Join(',', row.Item.EnumerateArray().Select(v => v.GetRawText()))}\n"));
            Assert.That(File.ReadAllText(Path.Combine(Output, layer + ".csv")), Is.EqualTo("epoch,0,1,5\n" + rows));
        }
        Assert.That(report.GetProperty("layers")[0].ToString(), Is.EqualTo(
            """{ "layer": "block1", "kind": "features", "measure": "CKA (biased)", "count": 8, "table": "block1.csv" }""").IgnoreWhiteSpace);
        Assert.That(report.GetProperty("files")[2].GetProperty("file").GetString(), Is.EqualTo("5.npz"));
        Assert.That(report.GetProperty("files")[2].GetProperty("sha256").GetString(), Has.Length.EqualTo(64));
        Assert.That(report.GetProperty("epochs").EnumerateArray().Select(e => e.GetInt32()), Is.EqualTo(Epochs));
        Assert.That(report.GetProperty("version").GetString(), Is.Not.Empty);
        Assert.That(report.GetProperty("perfectFit").GetInt32(), Is.EqualTo(1));
        JsonElement dynamics = report.GetProperty("dynamics")[0];
        Assert.That(dynamics.GetProperty("synchrony").GetDouble(), Is.InRange(-1, 1));
        Assert.That(dynamics.GetProperty("evolution").GetArrayLength(), Is.EqualTo(2));
        Assert.That(dynamics.GetProperty("undefined").EnumerateArray().Select(r => r.GetString()), Has.Some.Contains("Phases take at least 9 epochs, found 3"));
    }

    [Test]
    public void The_summary_is_a_table()
    {
        Do();

        Assert.That(cli.Out, Does.Contain("CKA (biased), 3 epochs from 0 to 5").And.Contains("regions, 3 epochs from 0 to 5"));
        Assert.That(cli.Out, Does.Match(@"(?m)^layer +images +evolution +phase contrast$").And.Match(@"(?m)^block1 +8 +0\.\d{3}$"));
        Assert.That(cli.Out, Does.Match(@"(?m)^synchrony: -?\d\.\d{3}$").And.Contains("5 files in "));
        Assert.That(cli.ErrorLines, Is.EqualTo(new[] { "layers by name: block1, block2, map (--layers chooses and orders)" }));
    }

    [Test]
    public void Long_training_has_phases_and_a_transition()
    {
        foreach (int epoch in Enumerable.Range(0, 20).Except(Epochs)) NumpyFiles.Fill(Features, epoch);

        Assert.That(Do("--perfect-fit", "6"), Is.EqualTo(ExitCode.Ok));

        Assert.That(cli.Out, Does.Match(@"phases of all layers together start at epochs 0, \d+, \d+, contrast 0\.\d{3}"));
        Assert.That(cli.Out, Does.Match(@"(?m)^transition at epoch 6: ln rho at least -?\d\.\d{3}, beyond the placebo by -?\d\.\d{3}$"));
    }

    [TestCase("biased", "", "CKA (biased)")]
    [TestCase("debiased", "", "CKA (debiased)")]
    [TestCase("minibatch", "", "CKA (minibatch of 256)")]
    [TestCase("minibatch", "--batch 4", "CKA (minibatch of 4)")]
    public void The_estimator_is_chosen(string estimator, string batch, string measure)
    {
        JsonElement report = cli.Json(["similarity", Features, "--out", Output, "--estimator", estimator, .. batch.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.That(report.GetProperty("layers")[0].GetProperty("measure").GetString(), Is.EqualTo(measure));
        Assert.That(report.GetProperty("layers")[2].GetProperty("measure").GetString(), Is.EqualTo("regions"));
        Assert.That(report.TryGetProperty("matrices", out _), Is.False, "they are in the file");
    }

    [Test]
    public void Region_maps_may_have_any_shape()
    {
        foreach (int epoch in Epochs) Replace(epoch, ("map", NumpyFiles.Npy("<i8", "(1, 2, 2)", new byte[32])));

        Assert.That(Do("--regions"), Is.EqualTo(ExitCode.Ok), cli.Error);
        Assert.That(File.ReadAllLines(Path.Combine(Output, "map.csv"))[1], Is.EqualTo("0,1,1,1"));
    }

    [Test]
    public void An_earlier_report_is_replaced_and_what_it_alone_had_or_a_killed_process_left_is_removed()
    {
        Do();
        foreach (string name in (string[])["mine.txt", "mine.part", "block1.csv.abcdefgh.ijk.part"]) File.WriteAllText(Path.Combine(Output, name), "mine");
        string before = File.ReadAllText(Path.Combine(Output, "block1.csv"));
        foreach (int epoch in Epochs) Replace(epoch, ("block1", NumpyFiles.Features(NumpyFiles.Drifting(epoch, 4))));

        Assert.That(Do(), Is.EqualTo(ExitCode.Ok), cli.Error);

        Assert.That(Written, Is.EqualTo(new[] { "block1.csv", "heatmaps.png", "mine.part", "mine.txt", "similarity.json" }));
        Assert.That(File.ReadAllText(Path.Combine(Output, "block1.csv")), Is.Not.EqualTo(before));
        Assert.That(File.ReadAllText(Path.Combine(Output, "mine.txt")), Is.EqualTo("mine"));
    }

    [TestCase("block2.csv")]
    [TestCase("heatmaps.png")]
    [TestCase("similarity.json")]
    public void A_file_that_no_earlier_report_wrote_is_left_alone(string name)
    {
        Directory.CreateDirectory(Output);
        File.WriteAllText(Path.Combine(Output, name), "mine");

        RequireFault($"{Path.Combine(Output, name)} is there already, and no earlier report wrote it.", "choose another folder");

        Assert.That(Written, Is.EqualTo(new[] { name }));
        Assert.That(File.ReadAllText(Path.Combine(Output, name)), Is.EqualTo("mine"));
    }

    [Test]
    public void A_list_of_outputs_cannot_reach_out_of_the_folder()
    {
        string outside = Path.Combine(cli.Root, "outside.csv");
        File.WriteAllText(outside, "mine");
        Directory.CreateDirectory(Output);
        File.WriteAllText(Path.Combine(Output, "similarity.json"), """{ "format": "repdynamics similarity 1", "outputs": ["../outside.csv", "similarity.json"] }""");

        Assert.That(Do(), Is.EqualTo(ExitCode.Ok), cli.Error);
        Assert.That(File.Exists(outside));
    }

    [Test]
    public void A_folder_that_cannot_be_written_or_has_no_name_is_an_error_before_the_work()
    {
        File.WriteAllText(Output, "a file");

        RequireFault($"{Output} cannot be written", "Choose another folder for --out");
        Assert.That(cli.Do("similarity", Features, "-o", ""), Is.EqualTo(ExitCode.Attention));
        Assert.That(cli.ErrorLines[^2], Does.Contain("--out names no folder."));
    }

    [Test]
    public void Layers_have_different_file_names()
    {
        string[] names = ["a/b", "a_b", "A_b", "..", "-x", new string('y', 300), new string('y', 301)];
        foreach (int epoch in Epochs)
        {
            File.Delete(Path.Combine(Features, $"{epoch}.npz"));
            File.WriteAllBytes(
                Path.Combine(Features, $"{epoch}.safetensors"),
                SafetensorsSamples.Written([.. names.Select((n, i) => NumpyFiles.Tensor(n, NumpyFiles.Drifting(epoch, i)))]));
        }

        Assert.That(Do(), Is.EqualTo(ExitCode.Ok), cli.Error);

        string[] tables = [.. Written.Where(n => n.EndsWith(".csv", StringComparison.Ordinal))];
        Assert.That(tables.Select(n => n.ToUpperInvariant()), Is.Unique.And.Exactly(7).Items);
        Assert.That(tables, Is.All.Matches("^[A-Za-z0-9_][A-Za-z0-9._-]{0,90}$"));
    }

    [Test]
    public void A_layer_that_cannot_be_compared_costs_that_layer_and_the_exit_code()
    {
        Replace(
            1, ("block1", NumpyFiles.Singles("(8, 5)", Enumerable.Range(0, 40).Select(i => i == 15 ? float.NaN : i))), ("block2", NumpyFiles.Features(NumpyFiles.Drifting(1))),
            ("map", NumpyFiles.Npy("<U1", "(2,)", new byte[8])));

        Assert.That(Do(), Is.EqualTo(ExitCode.Attention));

        Assert.That(Written, Is.EqualTo(new[] { "block2.csv", "heatmaps.png", "similarity.json" }));
        Assert.That(cli.ErrorLines, Has.Some.EqualTo(
            "repdynamics: not compared: 1.npz, layer block1: the value of image 3, feature 0 (both from 0) is NaN."));
        JsonElement[] skipped = [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(Output, "similarity.json"))).RootElement.GetProperty("skipped").EnumerateArray()];
        Assert.That(skipped.Select(s => s.GetProperty("layer").GetString()), Is.EqualTo(new[] { "map", "block1" }));
    }

    [Test]
    public void Where_no_layer_can_be_compared_nothing_is_written()
    {
        foreach (int epoch in Epochs) Replace(epoch, ("block1", NumpyFiles.Singles("(4, 1)", 1, 1, 1, 1)), ("block2", NumpyFiles.Singles("(4, 1)", 2, 2, 2, 2)));

        RequireFault("0.npz, layer block2: the features are constant over the images: CKA is not defined.", "Leave out the layer");

        Assert.That(Written, Is.Empty);
    }

    [Test]
    public void Layers_and_epochs_are_chosen()
    {
        Assert.That(Do("--layers", " , "), Is.EqualTo(ExitCode.Usage));
        Assert.That(Do("--layers", "map,block*", "--without", "block1", "--epochs", "0,2..9"), Is.EqualTo(ExitCode.Ok), cli.Error);

        Assert.That(cli.ErrorLines[0], Is.EqualTo("layers as given: map, block2 (--layers chooses and orders)"));
        Assert.That(File.ReadAllText(Path.Combine(Output, "map.csv")), Does.StartWith("epoch,0,5\n"));
    }

    [TestCase("x")]
    [TestCase("5..1")]
    [TestCase("1..2..3")]
    public void A_list_of_epochs_that_is_none_is_bad_usage(string epochs)
    {
        Assert.That(cli.Do("similarity", Features, "--out", Output, $"--epochs={epochs}"), Is.EqualTo(ExitCode.Usage));
        Assert.That(cli.ErrorLines[0], Does.Contain($"--epochs '{epochs}' is no epoch and no range of epochs."));
    }

    [Test]
    public void Control_characters_of_names_are_shown_and_not_sent_to_the_terminal()
    {
        foreach (int epoch in Epochs) Replace(epoch, ("a\u001b[31m", NumpyFiles.Features(NumpyFiles.Drifting(epoch))), ("b\n", NumpyFiles.Labels(1, 2)), ("c\u0007", [1]));

        Assert.That(Do(), Is.EqualTo(ExitCode.Attention));

        Assert.That(cli.Out + cli.Error, Does.Contain("a\\u001b[31m").And.Contain("b\\u000a").And.Contain("c\\u0007").And.Not.Match("[\u001b\u0007]"));
    }

    [Test]
    public void Very_many_layers_take_several_rows_of_heat_maps_and_several_pictures()
    {
        foreach (int epoch in Epochs) Replace(epoch, [.. Enumerable.Range(0, 200).Select(i => ($"layer{i}", NumpyFiles.Labels((byte)(epoch * i))))]);

        Assert.That(Do(), Is.EqualTo(ExitCode.Ok), cli.Error);

        Assert.That(Written.Where(n => n.EndsWith(".png", StringComparison.Ordinal)), Is.EqualTo(new[] { "heatmaps-2.png", "heatmaps-3.png", "heatmaps.png" }));
        Assert.That(Written, Has.Length.EqualTo(204));
        Assert.That(HeatMaps().Height, Is.GreaterThan(12 * 168));
    }

    [TestCase("0")]
    [TestCase("6")]
    public void An_epoch_of_perfect_fit_outside_of_training_is_bad_usage(string epoch)
    {
        Assert.That(Do("--perfect-fit", epoch), Is.EqualTo(ExitCode.Usage));
        Assert.That(cli.ErrorLines[0], Does.Contain($"--perfect-fit {epoch} lies outside"));
        Assert.That(cli.ErrorLines[1], Does.Contain("Give an epoch from 1 to 5."));
    }

    [Test]
    public void Ctrl_C_ends_it_with_nothing_written()
    {
        cli.Time = new InterruptingClock(() => cli.Signals.Take(PosixSignal.SIGINT));

        Assert.That(Do(), Is.EqualTo(ExitCode.Interrupted));
        Assert.That(cli.ErrorLines, Has.Some.Contains("Interrupted."));
        Assert.That(Written, Is.Empty);
    }

    [Test]
    public void Long_work_shows_its_progress()
    {
        cli.Time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };

        Assert.That(Do(), Is.EqualTo(ExitCode.Ok));
        Assert.That(cli.ErrorLines, Has.Some.Match(@"^block\d: \d of 3 layers done, \d+% of all, \d+:\d\d left$"));
    }

    private (int Width, int Height) HeatMaps()
    {
        using FileStream png = File.OpenRead(Path.Combine(Output, "heatmaps.png"));
        using SKBitmap picture = PngImage.Decode(png);
        return (picture.Width, picture.Height);
    }

    private ExitCode Do(params string[] options) => cli.Do(["similarity", Features, "--out", Output, .. options]);

    private void RequireFault(string message, string remedy)
    {
        Assert.That(Do(), Is.EqualTo(ExitCode.Attention));
        string[] lines = [.. cli.ErrorLines.SkipWhile(line => line.StartsWith("layers ", StringComparison.Ordinal))];
        Assert.That(lines, Has.Length.EqualTo(2));
        Assert.That(lines[0], Does.StartWith("repdynamics: ").And.Contains(message));
        Assert.That(lines[1], Does.Contain(remedy));
        Assert.That(cli.Out, Is.Empty);
    }

    private void Replace(int epoch, params (string, byte[])[] arrays) =>
        File.WriteAllBytes(Path.Combine(Features, $"{epoch}.npz"), NumpyFiles.Npz(arrays));

    private sealed class InterruptingClock(Action read) : FakeTimeProvider
    {
        public override long GetTimestamp()
        {
            read();
            return base.GetTimestamp();
        }
    }
}
