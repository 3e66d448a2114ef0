using RepDynamics.Baselines;
using RepDynamics.Experiments;
using RepDynamics.Tests.Baselines;
using SkiaSharp;

namespace RepDynamics.Tests.Experiments;

/// <summary>
/// The comparison with a baseline that was made on the same numerics, on made-up files. Experiments on other numerics use the looser rule and
/// do not call Verify; these tests call it on any machine.
/// </summary>
public class SnapshotComparisonTests : FolderFixture
{
    private const int Width = 64, Height = 48;

    [SetUp]
    public void CreateFolder() => Directory.CreateDirectory(Baseline(""));

    [TestCase("a 0.125\nb 0.250", "a 0.125\nb 0.250", TestName = "Equal_numbers_pass_and_leave_no_file")]
    [TestCase("a 0.125", "a 0.126", "numbers.received.txt: received", "numbers.verified.txt: baseline", TestName = "Changed_numbers_fail_with_both_attached_once")]
    [TestCase(null, "a 0.125", "numbers.received.txt: received", TestName = "Numbers_without_a_baseline_fail_with_the_received_file_attached_once")]
    public async Task Numbers(string? verified, string received, params string[] expected)
    {
        if (verified is not null) File.WriteAllText(Baseline("numbers.verified.txt"), verified);

        (Exception? error, string[] attached) = await VerifySetUp.Run(() => SnapshotComparison.VerifyNumbers(Baseline(""), received));

        Assert.That(attached, Is.EquivalentTo(expected));
        if (expected.Length == 0)
        {
            Assert.That(error, Is.Null);
            Assert.That(Files(), Is.EqualTo(new[] { "numbers.verified.txt" }));
        }
        else
        {
            Assert.That(error?.Message, Does.Contain($"\n{received}\n").And.Contain(verified is null ? "New:" : $"\n{verified}\n"));
        }
    }

    [TestCase(0, TestName = "Figure_of_equal_bytes_matches")]
    [TestCase(1, TestName = "Figure_within_the_tolerance_matches")]
    public async Task Figure_matches(int step)
    {
        File.WriteAllBytes(Baseline("curves.A.verified.png"), Picture());
        File.WriteAllBytes(Baseline("curves.A.received.difference.png"), [1]);

        (string? mismatch, string[] attached) = await Compare("curves.A", Picture(changedWidth: 1, by: step));

        Assert.That(mismatch, Is.Null);
        Assert.That(attached, Is.Empty);
        Assert.That(Files(), Is.EqualTo(new[] { "curves.A.verified.png" }), "files of an earlier mismatch are deleted");
    }

    [Test]
    public async Task Changed_figure_fails_with_both_and_their_difference_attached_once()
    {
        byte[] received = Picture(changedWidth: 20, by: 120);
        File.WriteAllBytes(Baseline("curves.A.verified.png"), Picture());

        (string? mismatch, string[] attached) = await Compare("curves.A", received);

        Assert.That(mismatch, Does.Contain("NotEqual:").And.Contain("curves.A.received.png").And.Contain("figure differs: SSIM"));
        string message = mismatch!.Split('\n').Single(line => line.StartsWith("figure differs", StringComparison.Ordinal));
        Assert.That(attached, Is.EquivalentTo(new[]
        {
            "curves.A.received.png: received", "curves.A.verified.png: baseline", $"curves.A.received.difference.png: {message}",
        }));
        Assert.That(File.ReadAllBytes(Baseline("curves.A.received.png")), Is.EqualTo(received));
        Assert.That(File.ReadAllBytes(Baseline("curves.A.verified.png")), Is.EqualTo(Picture()));
        using FileStream difference = File.OpenRead(Baseline("curves.A.received.difference.png"));
        Assert.That(PngImage.Decode(difference).Width, Is.EqualTo(3 * Width + 4 * DifferencePicture.Margin));
    }

    [Test]
    public async Task Figure_without_a_baseline_fails_with_the_received_file_attached_once_and_one_that_is_no_picture_with_the_reason()
    {
        (string? missing, string[] attached) = await Compare("curves.A", Picture());
        File.WriteAllText(Baseline("curves.B.verified.png"), "no picture");
        (string? broken, _) = await Compare("curves.B", Picture());

        Assert.That(missing, Does.Contain("New:").And.Contain("curves.A.received.png"));
        Assert.That(attached, Is.EqualTo(new[] { "curves.A.received.png: received" }));
        Assert.That(File.Exists(Baseline("curves.A.received.png")));
        Assert.That(broken, Does.Contain(Baseline("curves.B.verified.png")).And.Contain("The stream holds no readable PNG."));
    }

    [Test]
    public async Task Figures_compared_in_parallel_are_all_attached()
    {
        const int count = 32;
        byte[] baseline = Picture(), received = Picture(changedWidth: 20, by: 120);
        string file = In("figure.png");
        File.WriteAllBytes(file, received);
        for (int i = 0; i < count; i++) File.WriteAllBytes(Baseline($"figure{i}.verified.png"), baseline);

        string?[] mismatches = [];
        (_, string[] attached) = await VerifySetUp.Run(async () => mismatches = await Task.WhenAll(
            Enumerable.Range(0, count).Select(i => Task.Run(() => SnapshotComparison.FigureMismatch(Baseline(""), $"figure{i}", file)))));

        Assert.That(mismatches, Has.None.Null);
        Assert.That(attached, Has.Length.EqualTo(3 * count).And.Unique);
    }

    [Test]
    public void Accepted_numbers_have_no_carriage_return_and_no_final_newline()
    {
        string[] files = Directory.GetFiles(Path.Combine(Repository.Root, "baselines"), "numbers.verified.txt", SearchOption.AllDirectories);

        Assert.That(files, Is.Not.Empty);
        Assert.That(files.Where(file => File.ReadAllText(file) is var text && (text.Contains('\r') || text.EndsWith('\n'))), Is.Empty);
    }

    // A gradient; columns from the left may be brighter.
    private static byte[] Picture(int changedWidth = 0, int by = 0)
    {
        using SKBitmap picture = Pattern.Draw(Width, Height, (x, y, _) => x + y + (x < changedWidth ? by : 0));
        return PngImage.Encode(picture);
    }

    private async Task<(string? Mismatch, string[] Attached)> Compare(string name, byte[] png)
    {
        string file = In(name + ".png");
        File.WriteAllBytes(file, png);
        string? mismatch = null;
        (Exception? error, string[] attached) = await VerifySetUp.Run(async () => mismatch = await SnapshotComparison.FigureMismatch(Baseline(""), name, file));
        Assert.That(error, Is.Null);
        return (mismatch, attached);
    }

    private string Baseline(string name) => In("baseline", name);

    private IEnumerable<string> Files() => Directory.GetFiles(Baseline("")).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal);
}
