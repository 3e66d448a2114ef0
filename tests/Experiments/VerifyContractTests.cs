using System.Text;
using VerifyNUnit;
using VerifyTests;

namespace RepDynamics.Tests.Experiments;

/// <summary>What the project relies on in Verify. Holds for the published Verify.NUnit, 31 and 32, and for src/Verify.NUnit.</summary>
/// <remarks>The package verifies a file only once in a process: each verification has another folder.</remarks>
public class VerifyContractTests : FolderFixture
{
    private const string ByLength = VerifySetUp.ByLength;

    [Test]
    public async Task Match_passes_and_deletes_received_files_of_earlier_mismatches_only()
    {
        Put("it.verified.txt", "same"u8);
        Put("it.received.txt", "earlier"u8);
        Put("it.received.difference.png", "earlier"u8);
        Put("it2.received.txt", "of another"u8);

        await Verifier.Verify("same").UseDirectory(Folder).UseFileName("it");

        Assert.That(Files(), Is.EqualTo(new[] { "it.verified.txt", "it2.received.txt" }));
    }

    [TestCase("bin", new byte[] { 1, 2 }, new byte[] { 1, 2 }, TestName = "Equal_bytes_pass")]
    [TestCase(ByLength, new byte[] { 1, 2 }, new byte[] { 3, 4 }, TestName = "Comparer_lets_different_bytes_pass")]
    public async Task Bytes_pass(string extension, byte[] verified, byte[] received)
    {
        Put($"it.verified.{extension}", verified);

        await Verifier.Verify(received, extension).UseDirectory(Folder).UseFileName("it");

        Assert.That(Files(), Is.EqualTo(new[] { $"it.verified.{extension}" }));
        Assert.That(File.ReadAllBytes(In($"it.verified.{extension}")), Is.EqualTo(verified));
    }

    // The message shows texts, and of bytes only the names of the files. Received text has a byte order mark.
    [TestCase("txt", null, "a\nb", "\uFEFFa\nb", "\nFileContent:\n\nNew:\n\nReceived: it.received.txt\na\nb\n\n", TestName = "First_text")]
    [TestCase("bin", null, "ab", "ab", "", TestName = "First_bytes")]
    [TestCase("txt", "old\n text", "new\n text", "\uFEFFnew\n text",
        "\nFileContent:\n\nNotEqual:\n\nReceived: it.received.txt\nnew\n text\nVerified: it.verified.txt\nold\n text\n\n", TestName = "Changed_text")]
    [TestCase("bin", "ab", "ac", "ac", "", TestName = "Changed_byte")]
    [TestCase(ByLength, "ab", "c", "c",
        $"\nFileContent:\n\nNotEqual:\n\nReceived: it.received.{ByLength}\nVerified: it.verified.{ByLength}\nCompare Result:\n1 bytes, not 2\n\n",
        TestName = "Message_of_the_comparer")]
    public async Task Mismatch_leaves_both_files_and_its_message_and_callback_name_them(string extension, string? verified, string received, string written, string content)
    {
        if (verified is not null) Put($"it.verified.{extension}", Encoding.UTF8.GetBytes(verified));

        string message = await Failure(extension == "txt" ? Verifier.Verify(received) : Verifier.Verify(Encoding.UTF8.GetBytes(received), extension));

        Assert.That(message, Is.EqualTo(
            $"Directory: {Folder}\n{(verified is null ? "New" : "NotEqual")}:\n  - Received: it.received.{extension}\n    Verified: it.verified.{extension}\n{content}"));
        Assert.That(File.ReadAllBytes(In($"it.received.{extension}")), Is.EqualTo(Encoding.UTF8.GetBytes(written)));
        if (verified is not null) Assert.That(File.ReadAllText(In($"it.verified.{extension}")), Is.EqualTo(verified));
        Assert.That(Files().Count(), Is.EqualTo(verified is null ? 1 : 2));
        (bool isFirst, FilePair files, string? text, bool fileExists) = VerifySetUp.Called[In($"it.received.{extension}")];
        Assert.That((isFirst, files.VerifiedPath, files.Extension, fileExists), Is.EqualTo((verified is null, In($"it.verified.{extension}"), extension, true)));
        if (isFirst && extension == "txt") Assert.That(text, Is.EqualTo(received));
        if (extension == ByLength) Assert.That(text, Is.EqualTo("1 bytes, not 2"));
    }

    [Test]
    public async Task Late_difference_of_long_bytes_is_found_in_a_new_folder()
    {
        byte[] bytes = [.. Enumerable.Range(0, 20_001).Select(i => (byte)(i * 31))];
        Directory.CreateDirectory(In("new/deep"));
        Put("new/deep/it.verified.bin", bytes);
        bytes[^1] ^= 1;

        Assert.That(await Failure(Verifier.Verify(bytes, "bin"), "new/deep"), Does.Contain("NotEqual:"));
        await Failure(Verifier.Verify("first"), "newer/deep");

        Assert.That(File.ReadAllBytes(In("new/deep/it.received.bin")), Is.EqualTo(bytes));
        Assert.That(File.Exists(In("newer/deep/it.received.txt")));
    }

    [Test]
    public async Task Exception_of_the_comparer_is_the_inner_one_of_one_that_names_the_files()
    {
        Put($"it.verified.{ByLength}", [1]);

        (Exception? error, _) = await VerifySetUp.Run(async () => await Verifier.Verify([255], ByLength).UseDirectory(Folder).UseFileName("it"));

        Assert.That(error!.Message, Does.Contain(In($"it.received.{ByLength}")).And.Contain(In($"it.verified.{ByLength}")));
        Assert.That(error.InnerException, Is.TypeOf<InvalidDataException>());
    }

    [TestCase("a\nb", true)]
    [TestCase("\uFEFFa\nb", true)]
    [TestCase("a\nb ", false)]
    [TestCase("a\nB", false)]
    [TestCase("a\n\nb", false)]
    [TestCase("a\nb\n\n", false)]
    public async Task Only_line_endings_of_the_text_and_a_byte_order_mark_of_the_file_are_ignored(string verified, bool matches)
    {
        File.WriteAllText(In("it.verified.txt"), verified);

        if (matches) await Verifier.Verify("a\r\nb").UseDirectory(Folder).UseFileName("it");
        else Assert.That(await Failure(Verifier.Verify("a\nb")), Does.Contain("\nNotEqual:\n"));

        Assert.That(Files().Contains("it.received.txt"), Is.Not.EqualTo(matches));
    }

    private void Put(string name, ReadOnlySpan<byte> bytes) => File.WriteAllBytes(In(name), bytes);

    private IEnumerable<string> Files() => Directory.GetFiles(Folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal);

    // The message of a verification that does not pass. Its exception's type is not public.
    private async Task<string> Failure(SettingsTask verification, string subfolder = "")
    {
        (Exception? error, _) = await VerifySetUp.Run(async () => await verification.UseDirectory(In(subfolder)).UseFileName("it"));
        Assert.That(error?.GetType().Name, Is.EqualTo("VerifyException"), error?.ToString());
        return error!.Message;
    }
}
