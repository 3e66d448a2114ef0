using VerifyNUnit;
using VerifyTests;

namespace RepDynamics.Tests.Experiments;

/// <summary>What the project relies on in Verify. Holds for the published Verify.NUnit, 31 and 32, and for src/Verify.NUnit.</summary>
/// <remarks>The package verifies a file only once in a process: each verification has another folder.</remarks>
public class VerifyContractTests : FolderFixture
{
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

    [Test]
    public async Task First_text_is_written_and_is_in_the_message()
    {
        string message = await Failure(Verifier.Verify("a\nb"), "new/deep");

        Assert.That(message, Is.EqualTo(
            $"Directory: {In("new/deep")}\nNew:\n  - Received: it.received.txt\n    Verified: it.verified.txt\n"
            + "\nFileContent:\n\nNew:\n\nReceived: it.received.txt\na\nb\n\n"));
        Assert.That(File.ReadAllBytes(In("new/deep/it.received.txt")), Is.EqualTo("\uFEFFa\nb"u8.ToArray()), "UTF-8 with a byte order mark");
        Assert.That(Directory.GetFiles(In("new/deep")), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task First_bytes_are_written_and_are_not_in_the_message()
    {
        string message = await Failure(Verifier.Verify([1, 2], "bin"));

        Assert.That(message, Is.EqualTo($"Directory: {Folder}\nNew:\n  - Received: it.received.bin\n    Verified: it.verified.bin\n"));
        Assert.That(File.ReadAllBytes(In("it.received.bin")), Is.EqualTo(new byte[] { 1, 2 }));
    }

    [Test]
    public async Task Changed_text_leaves_both_files_and_both_are_in_the_message()
    {
        Put("it.verified.txt", "old\n text"u8);

        string message = await Failure(Verifier.Verify("new\n text"));

        Assert.That(message, Is.EqualTo(
            $"Directory: {Folder}\nNotEqual:\n  - Received: it.received.txt\n    Verified: it.verified.txt\n"
            + "\nFileContent:\n\nNotEqual:\n\nReceived: it.received.txt\nnew\n text\nVerified: it.verified.txt\nold\n text\n\n"));
        Assert.That(File.ReadAllText(In("it.verified.txt")), Is.EqualTo("old\n text"));
        Assert.That(File.ReadAllText(In("it.received.txt")), Is.EqualTo("new\n text"));
    }

    [Test]
    public async Task Changed_byte_is_a_mismatch()
    {
        byte[] bytes = [.. Enumerable.Range(0, 20_001).Select(i => (byte)(i * 31))];
        Put("it.verified.bin", bytes);
        bytes[^1] ^= 1;

        string message = await Failure(Verifier.Verify(bytes, "bin"));

        Assert.That(message, Is.EqualTo($"Directory: {Folder}\nNotEqual:\n  - Received: it.received.bin\n    Verified: it.verified.bin\n"));
        Assert.That(File.ReadAllBytes(In("it.received.bin")), Is.EqualTo(bytes));
    }

    [Test]
    public async Task Equal_bytes_pass()
    {
        Put("it.verified.bin", [1, 2]);

        await Verifier.Verify([1, 2], "bin").UseDirectory(Folder).UseFileName("it");

        Assert.That(Files(), Is.EqualTo(new[] { "it.verified.bin" }));
    }

    [Test]
    public async Task Comparer_lets_different_bytes_pass()
    {
        Put($"it.verified.{VerifySetUp.ByLength}", [1, 2]);

        await Verifier.Verify([3, 4], VerifySetUp.ByLength).UseDirectory(Folder).UseFileName("it");

        Assert.That(Files(), Is.EqualTo(new[] { $"it.verified.{VerifySetUp.ByLength}" }));
        Assert.That(File.ReadAllBytes(Directory.GetFiles(Folder).Single()), Is.EqualTo(new byte[] { 1, 2 }));
    }

    [Test]
    public async Task Message_of_the_comparer_is_in_the_message()
    {
        Put($"it.verified.{VerifySetUp.ByLength}", [1, 2]);

        string message = await Failure(Verifier.Verify([3], VerifySetUp.ByLength));

        Assert.That(message, Does.EndWith(
            $"\nFileContent:\n\nNotEqual:\n\nReceived: it.received.{VerifySetUp.ByLength}\nVerified: it.verified.{VerifySetUp.ByLength}\n"
            + "Compare Result:\n1 bytes, not 2\n\n"));
        Assert.That(File.ReadAllBytes(In($"it.received.{VerifySetUp.ByLength}")), Is.EqualTo(new byte[] { 3 }), "also what the comparer has read");
    }

    [Test]
    public async Task Exception_of_the_comparer_is_the_inner_one_of_one_that_names_the_files()
    {
        Put($"it.verified.{VerifySetUp.ByLength}", [1]);

        (Exception? error, _) = await VerifySetUp.Run(async () => await Verifier.Verify([255], VerifySetUp.ByLength).UseDirectory(Folder).UseFileName("it"));

        Assert.That(error!.Message, Does.Contain(In($"it.received.{VerifySetUp.ByLength}")).And.Contain(In($"it.verified.{VerifySetUp.ByLength}")));
        Assert.That(error.InnerException, Is.TypeOf<InvalidDataException>());
    }

    [Test]
    public async Task First_verification_calls_OnFirstVerify_with_paths_and_text()
    {
        await Failure(Verifier.Verify("text"));

        (FilePair files, string? text, bool fileExists) = VerifySetUp.FirstVerified[In("it.received.txt")];
        Assert.That((files.VerifiedPath, files.Extension, text, fileExists), Is.EqualTo((In("it.verified.txt"), "txt", "text", true)));
        Assert.That(VerifySetUp.Mismatched, Does.Not.ContainKey(In("it.received.txt")));
    }

    [Test]
    public async Task Mismatch_calls_OnVerifyMismatch_with_paths_and_message()
    {
        Put($"it.verified.{VerifySetUp.ByLength}", [1, 2]);

        await Failure(Verifier.Verify([3], VerifySetUp.ByLength));

        string received = In($"it.received.{VerifySetUp.ByLength}");
        (FilePair files, string? message, bool fileExists) = VerifySetUp.Mismatched[received];
        Assert.That(
            (files.VerifiedPath, files.Extension, message, fileExists),
            Is.EqualTo((In($"it.verified.{VerifySetUp.ByLength}"), VerifySetUp.ByLength, "1 bytes, not 2", true)));
        Assert.That(VerifySetUp.FirstVerified, Does.Not.ContainKey(received));
    }

    [TestCase("a\nb")]
    [TestCase("\uFEFFa\nb")]
    public async Task Line_endings_of_the_text_and_a_byte_order_mark_of_the_file_are_ignored(string verified)
    {
        File.WriteAllText(In("it.verified.txt"), verified);

        await Verifier.Verify("a\r\nb").UseDirectory(Folder).UseFileName("it");

        Assert.That(Files(), Is.EqualTo(new[] { "it.verified.txt" }));
    }

    [TestCase("a\nb ")]
    [TestCase("a\nB")]
    [TestCase("a\n\nb")]
    [TestCase("a\nb\n\n")]
    public async Task Any_other_difference_of_text_is_a_mismatch(string verified)
    {
        File.WriteAllText(In("it.verified.txt"), verified);

        Assert.That(await Failure(Verifier.Verify("a\nb")), Does.Contain("\nNotEqual:\n"));
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
