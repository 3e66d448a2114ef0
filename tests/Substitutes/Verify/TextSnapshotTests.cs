using VerifyNUnit;

namespace RepDynamics.Tests.Substitutes.VerifyContract;

public class TextSnapshotTests : SnapshotFolder
{
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    [Test]
    public void A_first_run_writes_the_received_file_and_fails()
    {
        var message = FailureOf(VerifyText("a\nb"));

        Assert.That(Files(), Is.EqualTo(new[] { "it.received.txt" }));
        Assert.That(TextOf("it.received.txt"), Is.EqualTo("a\nb"));
        Assert.That(message, Is.EqualTo(
            $"Directory: {Folder}\nNew:\n  - Received: it.received.txt\n    Verified: it.verified.txt\n\nFileContent:\n\nNew:\n\nReceived: it.received.txt\na\nb\n\n"));
    }

    [Test]
    public void A_mismatch_leaves_the_received_file_beside_the_untouched_verified_one()
    {
        Put("it.verified.txt", "old");
        var written = File.GetLastWriteTimeUtc(PathOf("it.verified.txt"));

        var message = FailureOf(VerifyText("new"));

        Assert.That(Files(), Is.EqualTo(new[] { "it.received.txt", "it.verified.txt" }));
        Assert.That(TextOf("it.verified.txt"), Is.EqualTo("old"));
        Assert.That(File.GetLastWriteTimeUtc(PathOf("it.verified.txt")), Is.EqualTo(written));
        Assert.That(TextOf("it.received.txt"), Is.EqualTo("new"));
        Assert.That(message, Is.EqualTo(
            $"Directory: {Folder}\nNotEqual:\n  - Received: it.received.txt\n    Verified: it.verified.txt\n\nFileContent:\n\nNotEqual:\n\n"
            + "Received: it.received.txt\nnew\nVerified: it.verified.txt\nold\n\n"));
    }

    [Test]
    public async Task A_match_passes_names_the_verified_file_and_deletes_a_stale_received_one()
    {
        Put("it.verified.txt", "same");
        Put("it.received.txt", "from an earlier run");

        var result = await VerifyText("same");

        Assert.That(result.Files, Is.EqualTo(new[] { PathOf("it.verified.txt") }));
        Assert.That(Files(), Is.EqualTo(new[] { "it.verified.txt" }));
    }

    [Test]
    public async Task Accepting_is_moving_received_over_verified()
    {
        FailureOf(VerifyText("α\r\nβ\n"));
        File.Move(PathOf("it.received.txt"), PathOf("it.verified.txt"));

        await VerifyText("α\r\nβ\n");

        Assert.That(Files(), Is.EqualTo(new[] { "it.verified.txt" }));
    }

    [Test]
    public void Received_text_starts_with_a_byte_order_mark_and_ends_lines_with_line_feeds()
    {
        FailureOf(VerifyText("\uFEFFa\r\nb\rc"));

        Assert.That(File.ReadAllBytes(PathOf("it.received.txt")), Is.EqualTo(ByteOrderMark.Concat("a\nb\nc"u8.ToArray())));
    }

    [TestCase("a\r\nb")]
    [TestCase("a\nb")]
    [TestCase("\uFEFFa\nb")]
    [TestCase("a\nb\n", Description = "one newline put at the end by an editor")]
    public async Task Newlines_and_byte_order_mark_of_the_verified_file_do_not_matter(string verified)
    {
        Put("it.verified.txt", verified);

        await VerifyText("a\r\nb");

        Assert.That(TextOf("it.verified.txt"), Is.EqualTo(verified.TrimStart('\uFEFF')));
    }

    [TestCase("a\nb\n\n")]
    [TestCase("a\nb ")]
    [TestCase("a\nB")]
    [TestCase("a\n\nb")]
    public void Any_other_difference_of_text_matters(string verified)
    {
        Put("it.verified.txt", verified);

        Assert.That(FailureOf(VerifyText("a\nb")), Does.Contain("NotEqual:"));
    }

    [Test]
    public void An_empty_verified_file_counts_as_none()
    {
        Put("it.verified.txt", "");

        Assert.That(FailureOf(VerifyText("a")), Does.Contain("\nNew:\n"));
    }

    [TestCase(null, "null")]
    [TestCase("", "emptyString")]
    public async Task Text_that_is_not_there_is_spelled_out(string? text, string expected)
    {
        Put("it.verified.txt", expected);

        Assert.That(await VerifyText(text), Is.Not.Null);
    }

    [Test]
    public void The_extension_of_a_text_may_be_given()
    {
        FailureOf(Verifier.Verify("a,b\n", extension: "csv").UseDirectory(Folder).UseFileName("table"));

        Assert.That(Files(), Is.EqualTo(new[] { "table.received.csv" }));
    }

    [Test]
    public void Text_under_a_binary_extension_is_refused() =>
        Assert.That(ErrorOf(Verifier.Verify("text", "png").UseDirectory(Folder).UseFileName("it")).Message, Does.Contain("binary"));
}
