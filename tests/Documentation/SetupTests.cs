using System.Diagnostics;

namespace RepDynamics.Tests.Documentation;

/// <summary>setup.sh fails with one clear line. Its commands are stubs here: nothing is asked of a feed and nothing is installed.</summary>
public class SetupTests
{
    private string _stubs = "";

    [SetUp]
    public void MakeStubs()
    {
        if (!OperatingSystem.IsLinux()) Assert.Ignore("setup.sh is for Linux.");
        _stubs = Directory.CreateTempSubdirectory("setup").FullName;
        Stub("dotnet", "exit 0");
        Stub("dpkg-query", "exit 1");
        Stub("id", "echo 1000");
        Stub("sudo", "exit 1");
        Stub("apt-get", "echo installed something; exit 3");
    }

    [TearDown]
    public void RemoveStubs()
    {
        if (_stubs.Length > 0) Directory.Delete(_stubs, recursive: true);
    }

    [Test]
    public void Without_root_it_prints_the_command_to_run()
    {
        var (exit, lines) = Run(("PUBLISHED_PACKAGES", "false"), ("CXX", "no-such-compiler"));

        Assert.That(exit, Is.EqualTo(1));
        Assert.That(lines, Has.Length.EqualTo(1));
        Assert.That(lines[0], Does.Contain("run: sudo apt-get update && sudo apt-get install -y --no-install-recommends"));
        Assert.That(lines[0], Does.Contain("g++").And.Contain("libtorch-dev").And.Contain("libcairo2").And.Contain("fonts-dejavu-core"));
    }

    [Test]
    public void With_published_packages_only_the_font_is_missing()
    {
        var (_, lines) = Run(("PUBLISHED_PACKAGES", "true"));

        Assert.That(lines[^1], Does.EndWith("--no-install-recommends fonts-dejavu-core"));
    }

    [Test]
    public void As_root_a_failed_installation_is_told_with_its_reason()
    {
        Stub("id", "echo 0");

        var (exit, lines) = Run(("PUBLISHED_PACKAGES", "true"));

        Assert.That(exit, Is.EqualTo(1));
        Assert.That(lines[^1], Does.StartWith("setup: installing failed: installed something"));
    }

    [Test]
    public void A_folder_that_is_no_libtorch_is_named()
    {
        var (exit, lines) = Run(("PUBLISHED_PACKAGES", "false"), ("LIBTORCH", "/nowhere"));

        Assert.That(exit, Is.EqualTo(1));
        Assert.That(lines, Is.EqualTo(new[] { "setup: LIBTORCH=/nowhere holds no include/ATen/ATen.h: name the folder that has include/ and lib/." }));
    }

    [Test]
    public void Another_word_than_true_or_false_is_refused()
    {
        var (exit, lines) = Run(("PUBLISHED_PACKAGES", "maybe"));

        Assert.That(exit, Is.EqualTo(1));
        Assert.That(lines, Is.EqualTo(new[] { "setup: PUBLISHED_PACKAGES=maybe: it must be true or false." }));
    }

    private (int Exit, string[] Lines) Run(params (string Name, string Value)[] variables)
    {
        ProcessStartInfo start = new("sh", ["-c", "./setup.sh 2>&1"]) { WorkingDirectory = Repository.Root, RedirectStandardOutput = true };
        start.Environment["PATH"] = $"{_stubs}:/usr/bin:/bin";
        start.Environment.Remove("LIBTORCH");
        foreach (var (name, value) in variables) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private void Stub(string command, string body)
    {
        var file = Path.Combine(_stubs, command);
        File.WriteAllText(file, $"#!/bin/sh\n{body}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
