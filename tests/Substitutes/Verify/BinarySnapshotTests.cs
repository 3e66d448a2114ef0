using VerifyNUnit;
using VerifyTests;

namespace RepDynamics.Tests.Substitutes.VerifyContract;

public class BinarySnapshotTests : SnapshotFolder
{
    private static readonly byte[] Old = [1, 2, 3];
    private static readonly byte[] New = [1, 2, 4];

    [Test]
    public void A_first_run_writes_the_received_bytes_and_fails_without_printing_them()
    {
        var message = FailureOf(VerifyBytes(New));

        Assert.That(File.ReadAllBytes(PathOf("it.received.png")), Is.EqualTo(New));
        Assert.That(message, Is.EqualTo($"Directory: {Folder}\nNew:\n  - Received: it.received.png\n    Verified: it.verified.png\n"));
    }

    [Test]
    public void One_changed_byte_is_a_mismatch_and_the_verified_file_stays()
    {
        Put("it.verified.png", Old);

        var message = FailureOf(VerifyBytes(New));

        Assert.That(File.ReadAllBytes(PathOf("it.verified.png")), Is.EqualTo(Old));
        Assert.That(File.ReadAllBytes(PathOf("it.received.png")), Is.EqualTo(New));
        Assert.That(message, Is.EqualTo($"Directory: {Folder}\nNotEqual:\n  - Received: it.received.png\n    Verified: it.verified.png\n"));
    }

    [Test]
    public async Task Equal_bytes_pass_over_several_buffers()
    {
        var bytes = Enumerable.Range(0, 20_001).Select(i => (byte)(i * 31)).ToArray();
        Put("it.verified.png", bytes);
        Put("it.received.png", Old);

        await VerifyBytes(bytes);

        Assert.That(Files(), Is.EqualTo(new[] { "it.verified.png" }));
        bytes[^1] ^= 1;
        Assert.That(FailureOf(VerifyBytes(bytes)), Does.Contain("NotEqual:"));
    }

    [Test]
    public async Task A_comparer_that_finds_them_equal_lets_different_bytes_pass()
    {
        Put("it.verified.png", Old);

        await VerifyBytes(New).UseStreamComparer((_, _, _) => Task.FromResult(CompareResult.Equal));

        Assert.That(Files(), Is.EqualTo(new[] { "it.verified.png" }));
        Assert.That(File.ReadAllBytes(PathOf("it.verified.png")), Is.EqualTo(Old));
    }

    [Test]
    public void The_message_of_a_comparer_reaches_the_reader()
    {
        Put("it.verified.png", Old);

        var message = FailureOf(VerifyBytes(New).UseStreamComparer((_, _, _) => Task.FromResult(CompareResult.NotEqual("the axis is gone"))));

        Assert.That(message, Does.EndWith(
            "FileContent:\n\nNotEqual:\n\nReceived: it.received.png\nVerified: it.verified.png\nCompare Result:\nthe axis is gone\n\n"));
        Assert.That(File.ReadAllBytes(PathOf("it.received.png")), Is.EqualTo(New), "the comparer had not read the stream");
    }

    [Test]
    public void A_comparer_is_given_both_streams_from_their_start_and_whole_bytes_are_received()
    {
        Put("it.verified.png", Old);
        byte[] received = [], verified = [];

        FailureOf(VerifyBytes(New).UseStreamComparer(async (left, right, _) =>
        {
            (received, verified) = (await All(left), await All(right));
            return CompareResult.NotEqual();
        }));

        Assert.That(received, Is.EqualTo(New));
        Assert.That(verified, Is.EqualTo(Old));
        Assert.That(File.ReadAllBytes(PathOf("it.received.png")), Is.EqualTo(New));
    }

    [Test]
    public async Task A_comparer_is_asked_whenever_a_verified_file_exists_even_for_equal_bytes()
    {
        var asked = 0;
        StreamCompare count = (_, _, _) =>
        {
            asked++;
            return Task.FromResult(CompareResult.Equal);
        };

        FailureOf(VerifyBytes(Old).UseStreamComparer(count));
        Assert.That(asked, Is.Zero, "there was nothing to compare with");
        Put("it.verified.png", Old);
        await VerifyBytes(Old).UseStreamComparer(count);
        Assert.That(asked, Is.EqualTo(1));
    }

    [Test]
    public void A_failing_comparer_is_reported_with_both_paths()
    {
        Put("it.verified.png", Old);

        var error = ErrorOf(VerifyBytes(New).UseStreamComparer((_, _, _) => throw new InvalidDataException("not a PNG")));

        Assert.That(error.Message, Does.Contain(PathOf("it.received.png")).And.Contain(PathOf("it.verified.png")));
        Assert.That(error.InnerException, Is.TypeOf<InvalidDataException>());
    }

    [Test]
    public async Task A_comparer_registered_for_an_extension_serves_that_extension()
    {
        Put($"it.verified.{GlobalSettings.ComparedByLength}", Old);

        await VerifyBytes(New, GlobalSettings.ComparedByLength);

        Assert.That(FailureOf(VerifyBytes([1], GlobalSettings.ComparedByLength)), Does.Contain("1 bytes, not 3"));
    }

    [Test]
    public async Task A_comparer_of_one_verification_goes_before_the_registered_one()
    {
        Put($"it.verified.{GlobalSettings.ComparedByLength}", Old);

        await VerifyBytes([1], GlobalSettings.ComparedByLength).UseStreamComparer((_, _, _) => Task.FromResult(CompareResult.Equal));
    }

    [Test]
    public void Nothing_is_no_snapshot() =>
        Assert.That(ErrorOf(VerifyBytes([])).ToString(), Does.Contain("Empty data is not allowed"));

    [TestCase(".png")]
    [TestCase("a/png")]
    [TestCase("")]
    public void A_bad_extension_is_refused(string extension) =>
        Assert.That(ErrorOf(VerifyBytes(New, extension)), Is.InstanceOf<ArgumentException>());

    [Test]
    public async Task A_stream_is_read_from_its_start_and_closed()
    {
        Put("it.verified.png", Old);
        var stream = new MemoryStream(Old) { Position = 2 };

        await Verifier.Verify(stream, "png").UseDirectory(Folder).UseFileName("it");

        Assert.That(stream.CanRead, Is.False);
    }

    private static async Task<byte[]> All(Stream stream)
    {
        var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }
}
