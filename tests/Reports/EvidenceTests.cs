using System.Text;
using RepDynamics.Claims;
using RepDynamics.Similarity;
using RepDynamics.Studies;
using RepDynamics.Tests.Cli;

namespace RepDynamics.Tests.Reports;

public class EvidenceTests : FolderFixture
{
    private string Evidence => In(RunEvidence.FileName);

    [Test]
    public void A_matrix_is_kept_to_three_digits_below_its_diagonal()
    {
        var matrix = MatrixEvidence.Of(SyntheticReport.Similarity("block1", "CKA", .12345));

        Assert.That(matrix.Thousandths, Is.EqualTo(new[] { 877, 506, 630 }), "(1,0), (2,0), (2,1) at the epochs 0, 1, 4");
        Assert.That(matrix.Epochs, Is.EqualTo(new[] { 0, 1, 4 }));
    }

    [Test]
    public void What_is_written_is_read()
    {
        RunEvidence run = SyntheticReport.Run("ViT-SGD seed 10", 'a');
        RunEvidence.Write(Evidence, [run, run with { Metrics = [new(0, 1, .5, null, .5)], PerfectFitEpoch = null }]);

        ImmutableArray<RunEvidence> read = RunEvidence.Read(Evidence);

        Assert.That(read[0].Metrics, Is.EqualTo(run.Metrics));
        Assert.That(read[0].Matrices.Select(m => (m.Tap, m.Measure)), Is.EqualTo(run.Matrices.Select(m => (m.Tap, m.Measure))));
        Assert.That(read[0].Matrices[1].Thousandths, Is.EqualTo(run.Matrices[1].Thousandths));
        Assert.That((read[1].PerfectFitEpoch, read[1].Metrics[0].MislabelledTrueAccuracy), Is.EqualTo(((int?)null, (double?)null)));
    }

    [TestCase("\"thousandths\":[900,600,700]", "\"thousandths\":[900,600]", "Expected 3 entries for 3 epochs, found 2")]
    [TestCase("\"epochs\":[0,1,4]", "\"epochs\":[0,4,1]", "strictly increasing")]
    [TestCase("\"metrics\":", "\"metrix\":", "metrix")]
    public void A_damaged_file_is_refused_with_its_name(string good, string bad, string fault)
    {
        RunEvidence.Write(Evidence, [SyntheticReport.Run("ViT-SGD seed 10", 'a')]);
        string text = File.ReadAllText(Evidence);
        Assert.That(text, Does.Contain(good));
        File.WriteAllText(Evidence, text.Replace(good, bad, StringComparison.Ordinal));

        Assert.That(() => RunEvidence.Read(Evidence), Throws.TypeOf<ClaimFileException>().With.Message.Contains(fault).And.Message.Contains(Evidence));
    }

    [Test]
    public void A_run_of_a_claim_leaves_evidence_of_its_first_seed_and_a_next_run_removes_it_first()
    {
        using CliFixture cli = new();
        cli.Do("run", "TinyOne", "--profile", "smoke");
        string file = Path.Combine(cli.Results("TinyOne"), RunEvidence.FileName);
        ImmutableArray<RunEvidence> runs = RunEvidence.Read(file);

        Assert.That(runs.Select(run => run.Name), Is.EquivalentTo(new[] { "ViT-SGD seed 10", "ResNet-SGD seed 10" }));
        Verdict verdict = VerdictFile.Read(Path.Combine(cli.Results("TinyOne"), "verdict.json"));
        Assert.That(runs.Select(run => verdict.RecipeHashes[run.Name]), Is.EqualTo(runs.Select(run => run.RecipeHash)));
        Assert.That(runs[0].Matrices[0].Thousandths, Is.EqualTo(new[] { 500 }));
        Assert.That((runs[0].PerfectFitEpoch, runs[0].Environment["cpu"]), Is.EqualTo(((int?)null, "a processor")));

        cli.Training.Accuracy = recipe => recipe.Seed == 11 ? throw new RepDynamics.Training.DivergenceException("it diverged") : .5;
        cli.Do("run", "TinyOne", "--profile", "smoke");
        Assert.That(File.Exists(file), Is.False);
    }

    [Test]
    public void Matrices_that_were_written_into_numbers_are_read()
    {
        EpochSimilarity first = SyntheticReport.Similarity("block1", "CKA (biased)", .1), second = SyntheticReport.Similarity("block2", "CKA (biased)", .2);
        StringBuilder text = new("ViT-SGD seed 10: synchrony 0.500, perfect fit 4\n");
        NumberText.Matrix(text, "ViT-SGD", first);
        NumberText.Matrix(text, "ViT-SGD", second);
        NumberText.Matrix(text, "Unknown", first);

        (string Title, MatrixEvidence Matrix)[] read = [.. NumberText.Matrices(text.ToString().Replace("\n", "\r\n", StringComparison.Ordinal))];

        Assert.That(
            read.Select(m => (m.Title, m.Matrix.Tap, m.Matrix.Measure)),
            Is.EqualTo(new[] { ("ViT-SGD", "block1", "CKA (biased)"), ("ViT-SGD", "block2", "CKA (biased)"), ("Unknown", "block1", "CKA (biased)") }));
        Assert.That(read[1].Matrix.Epochs, Is.EqualTo(second.Epochs));
        Assert.That(read[1].Matrix.Thousandths, Is.EqualTo(MatrixEvidence.Of(second).Thousandths));
    }

    [TestCase("")]
    [TestCase("ViT-SGD block1, CKA\nepoch 0 1\n    0 1.000\n")]
    [TestCase("ViT-SGD block1, CKA\nepoch 0 1\n    0 1.000\n    1 x.000 1.000\n")]
    [TestCase("ViT-SGD block1, CKA\nepoch 1 0\n    1 1.000\n    0 0.500 1.000\n")]
    public void Numbers_in_another_form_are_passed_over(string text) => Assert.That(NumberText.Matrices(text), Is.Empty);
}
