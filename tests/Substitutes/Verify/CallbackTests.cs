using NUnit.Framework.Internal;
using VerifyTests;

namespace RepDynamics.Tests.Substitutes.VerifyContract;

public class CallbackTests : SnapshotFolder
{
    [Test]
    public void A_first_run_calls_OnFirstVerify_with_the_received_file_on_disk()
    {
        FilePair? pair = null;
        string? text = null;

        FailureOf(VerifyText("a").OnVerifyMismatch((_, _, _) => throw new InvalidOperationException("wrong callback")).OnFirstVerify((file, received, autoVerify) =>
        {
            Assert.That(File.Exists(file.ReceivedPath));
            Assert.That(autoVerify, Is.False);
            (pair, text) = (file, received);
            return Task.CompletedTask;
        }));

        Assert.That(pair?.ReceivedPath, Is.EqualTo(PathOf("it.received.txt")));
        Assert.That(pair?.VerifiedPath, Is.EqualTo(PathOf("it.verified.txt")));
        Assert.That(pair?.Extension, Is.EqualTo("txt"));
        Assert.That(pair?.IsText, Is.True);
        Assert.That(text, Is.EqualTo("a"));
    }

    [Test]
    public void A_mismatch_calls_OnVerifyMismatch_with_the_comparers_message_before_the_failure()
    {
        Put("it.verified.png", [1]);
        var calls = new List<string?>();

        FailureOf(VerifyBytes([2])
            .UseStreamComparer((_, _, _) => Task.FromResult(CompareResult.NotEqual("why")))
            .OnFirstVerify((_, _, _) => throw new InvalidOperationException("wrong callback"))
            .OnVerifyMismatch(async (file, message, _) =>
            {
                await Task.Yield();
                Assert.That(file.IsText, Is.False);
                Assert.That(await File.ReadAllBytesAsync(file.ReceivedPath), Is.EqualTo(new byte[] { 2 }));
                calls.Add(message);
            }));

        Assert.That(calls, Is.EqualTo(new[] { "why" }));
    }

    [Test]
    public async Task A_match_calls_nothing()
    {
        Put("it.verified.txt", "a");

        await VerifyText("a")
            .OnFirstVerify((_, _, _) => throw new InvalidOperationException("first"))
            .OnVerifyMismatch((_, _, _) => throw new InvalidOperationException("mismatch"));

        Assert.That(GlobalSettings.FirstVerified.Concat(GlobalSettings.Mismatched), Does.Not.Contain(PathOf("it.received.txt")));
    }

    [Test]
    public void Global_callbacks_are_called_too()
    {
        FailureOf(VerifyText("a"));
        Assert.That(GlobalSettings.FirstVerified, Does.Contain(PathOf("it.received.txt")));

        Put("it.verified.txt", "b");
        FailureOf(VerifyText("a"));
        Assert.That(GlobalSettings.Mismatched, Does.Contain(PathOf("it.received.txt")));
    }

    [Test]
    public async Task Global_settings_after_the_first_verification_are_refused()
    {
        Put("it.verified.txt", "a");
        await VerifyText("a");

        Assert.That(
            () => VerifierSettings.RegisterStreamComparer("late", (_, _, _) => Task.FromResult(CompareResult.Equal)),
            Throws.Exception.With.Message.Contains("must be called").And.Message.Contains("[ModuleInitializer]"));
        Assert.That(() => VerifierSettings.OnVerifyMismatch((_, _, _) => Task.CompletedTask), Throws.Exception);
        Assert.That(() => VerifierSettings.OnFirstVerify((_, _, _) => Task.CompletedTask), Throws.Exception);
    }

    [Test]
    public async Task The_received_file_is_attached_to_the_test_result()
    {
        // Not through Assert.Catch: it gives its delegate a result of its own, attachments and all.
        try
        {
            await VerifyText("a");
        }
        catch (Exception failure) when (failure.GetType().Name == "VerifyException")
        {
        }

        Assert.That(
            TestExecutionContext.CurrentContext.CurrentResult.TestAttachments.Select(attachment => attachment.FilePath),
            Does.Contain(PathOf("it.received.txt")));
    }

    [Test]
    public async Task A_verification_runs_once_and_only_when_awaited()
    {
        var task = VerifyText("a");
        Assert.That(Files(), Is.Empty);

        var first = Assert.CatchAsync<Exception>(async () => await task);
        Put("it.verified.txt", "a");
        var second = Assert.CatchAsync<Exception>(async () => await task);

        Assert.That(second, Is.SameAs(first));
        Assert.That(() => task.UseFileName("other"), Throws.Exception);
        await VerifyText("a");
    }

    [Test]
    public async Task A_verification_is_a_task_for_the_test_framework()
    {
        Put("it.verified.txt", "a");
        Task task = VerifyText("a").ToTask();
        Task<VerifyResult> converted = VerifyText("a");

        await Task.WhenAll(task, converted);

        Assert.That(converted.Result.Files, Has.Exactly(1).Items);
    }
}
