using VerifyNUnit;
using VerifyTests;

namespace RepDynamics.Tests.Substitutes.VerifyContract;

public class FileNamingTests : SnapshotFolder
{
    [Test]
    public void A_snapshot_is_named_after_class_and_method()
    {
        FailureOf(Verifier.Verify("a").UseDirectory(Folder));

        Assert.That(Files(), Is.EqualTo(new[] { "FileNamingTests.A_snapshot_is_named_after_class_and_method.received.txt" }));
    }

    [Test]
    public void Class_and_method_in_the_name_may_be_replaced()
    {
        FailureOf(Verifier.Verify("a").UseDirectory(Folder).UseTypeName("Type").UseMethodName("Method"));

        Assert.That(Files(), Is.EqualTo(new[] { "Type.Method.received.txt" }));
    }

    [Test]
    public void Settings_may_be_given_as_an_object_and_are_not_changed_by_the_fluent_calls()
    {
        var settings = new VerifySettings();
        settings.UseDirectory(Folder);

        FailureOf(Verifier.Verify("a", settings).UseFileName("one"));
        FailureOf(Verifier.Verify("a", settings).UseFileName("two"));

        Assert.That(Files(), Is.EqualTo(new[] { "one.received.txt", "two.received.txt" }));
    }

    [Test]
    public void A_missing_directory_is_created()
    {
        FailureOf(Verifier.Verify("a").UseDirectory(PathOf("new/deep")).UseFileName("it"));

        Assert.That(File.Exists(PathOf("new/deep/it.received.txt")));
    }

    [Test]
    public void A_relative_directory_is_taken_from_the_source_file_of_the_test()
    {
        FailureOf(Verifier.Verify("a", sourceFile: PathOf("Test.cs")).UseDirectory("sub").UseFileName("it"));

        Assert.That(File.Exists(PathOf("sub/it.received.txt")));
    }

    [Test]
    public void A_directory_that_is_a_file_is_an_error()
    {
        Put("taken", "");

        Assert.That(ErrorOf(Verifier.Verify("a").UseDirectory(PathOf("taken")).UseFileName("it")), Is.InstanceOf<IOException>());
    }

    [Test]
    public void A_file_name_excludes_type_and_method_names()
    {
        Assert.That(() => new VerifySettings().UseFileName("a").UseMethodName("b"), Throws.Exception.With.Message.Contains("not compatible"));
        Assert.That(() => new VerifySettings().UseTypeName("a").UseFileName("b"), Throws.Exception.With.Message.Contains("not compatible"));
    }

    [TestCase("a/b")]
    [TestCase("a\0b")]
    public void A_file_name_that_is_none_is_refused(string name) =>
        Assert.That(() => new VerifySettings().UseFileName(name), Throws.ArgumentException.With.Message.Contains("Invalid character for file name"));

    [Test]
    public void An_empty_name_is_refused()
    {
        Assert.That(() => new VerifySettings().UseFileName(""), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => new VerifySettings().UseDirectory(" "), Throws.InstanceOf<ArgumentException>());
    }

    [Test]
    public void The_same_files_for_two_verifications_are_an_error_unless_allowed()
    {
        FailureOf(Verifier.Verify("a").UseDirectory(Folder).UseFileName("it"));

        Assert.That(ErrorOf(Verifier.Verify("a").UseDirectory(Folder).UseFileName("it")).Message, Does.Contain("prefix has already been used"));
        FailureOf(Verifier.Verify("a").UseDirectory(Folder).UseFileName("it").DisableRequireUniquePrefix());
    }

    [Test]
    public void A_verified_file_that_is_no_longer_produced_fails_the_test_and_stays()
    {
        Put("it.verified.txt", "a");
        Put("it.verified.csv", "of another time");
        Put("it#more.verified.txt", "too");
        Put("it2.verified.txt", "of another test");

        var message = FailureOf(VerifyText("a"));

        Assert.That(message, Does.StartWith($"Directory: {Folder}\nDelete:\n  - it"));
        Assert.That(message, Does.Contain("  - it.verified.csv\n").And.Contain("  - it#more.verified.txt\n").And.Not.Contain("it2"));
        Assert.That(message, Does.EndWith("Equal:\n  - Received: it.received.txt\n    Verified: it.verified.txt\n"));
        Assert.That(Files().Count(), Is.EqualTo(4));
    }

    [Test]
    public async Task Stale_received_files_of_the_same_snapshot_only_are_deleted()
    {
        Put("it.verified.txt", "a");
        Put("it.received.png", "stale");
        Put("it#01.received.txt", "stale");
        Put("it2.received.txt", "another snapshot's");

        await VerifyText("a");

        Assert.That(Files(), Is.EqualTo(new[] { "it.verified.txt", "it2.received.txt" }));
    }

    [Test]
    public async Task A_file_on_disk_is_verified_under_its_own_extension()
    {
        Put("figure.bin", [7, 7]);
        Put("it.verified.bin", [7, 7]);

        await Verifier.VerifyFile(PathOf("figure.bin")).UseDirectory(Folder).UseFileName("it");

        Assert.That(File.Exists(PathOf("figure.bin")), "the file verified is not the snapshot");
    }

    [Test]
    public async Task A_text_file_on_disk_is_compared_as_text()
    {
        Put("numbers.txt", "1\r\n2");
        Put("it.verified.txt", "1\n2");

        await Verifier.VerifyFile(PathOf("numbers.txt")).UseDirectory(Folder).UseFileName("it");
    }

    [Test]
    public void The_extension_of_a_file_may_be_replaced()
    {
        Put("figure.tmp", [7]);

        FailureOf(Verifier.VerifyFile(PathOf("figure.tmp"), extension: "png").UseDirectory(Folder).UseFileName("it"));

        Assert.That(Files(), Does.Contain("it.received.png"));
    }

    [Test]
    public void A_file_that_is_not_there_is_an_error_that_names_it() =>
        Assert.That(
            ErrorOf(Verifier.VerifyFile(PathOf("none.png")).UseDirectory(Folder).UseFileName("it")),
            Is.InstanceOf<ArgumentException>().With.Message.Contains($"File not found. Path: {PathOf("none.png")}"));
}
