using System.Diagnostics;
using RepDynamics.Store;

namespace RepDynamics.Tests.Runs;

/// <summary>A store whose folder belongs to a group, used by two users of it with the usual umask. Only root can become other users.</summary>
[Category("Slow")]
public class SharedByUsersTests : FolderFixture
{
    private const string One = "60001", Other = "60002", Group = "60000";

    private static readonly string Program = Repository.Built("RunHost");

    [SetUp]
    public void BecomeUsers()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root") Assert.Ignore("Only root on Linux can become other users.");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Folder, (UnixFileMode)0b111_101_101);
        if (As(One, "022", "test", "-r", Program).Exit != 0) Assert.Ignore($"Other users cannot read {Program}, or there is no setpriv.");
    }

    [Test]
    public void Users_of_a_group_read_resume_repair_and_remove_each_others_runs()
    {
        string store = Directory.CreateDirectory(In("runs")).FullName;
        Assert.That(EndedProcess.Of(new ProcessStartInfo("chgrp", [Group, store])).Exit, Is.Zero);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(store, (UnixFileMode)0b010_111_111_101);

        Assert.That(Train(One, store, "ViT-SGD:5"), Does.Contain("RunFinished"));
        string run = Directory.GetDirectories(store, "ViT-*").Single(), snapshot = Directory.GetFiles(Path.Combine(run, "snapshots"))[0];
        Assert.That(Train(Other, store, "ViT-SGD:5", "ViT-Adam:6"), Does.Contain("RunAlreadyStored").And.Contain("RunFinished"));
        Assert.That(Train(One, store, "ViT-SGD:5", "ViT-Adam:6"), Does.Not.Contain("RunFinished").And.Not.Contain("RunFailed"));
        File.AppendAllText(snapshot, "x");
        Assert.That(Train(Other, store, "ViT-SGD:5"), Does.Contain("quarantine").And.Contain("RunFinished"));
        Assert.That(Train(One, store, "ViT-SGD:5"), Does.Contain("RunAlreadyStored"));
        File.AppendAllText(Directory.GetFiles(Path.Combine(Directory.GetDirectories(store, "ViT-Adam*").Single(), "snapshots"))[0], "x");
        Assert.That(Train(One, store, "ViT-Adam:6"), Does.Contain("quarantine").And.Contain("RunFinished"), "in a folder that the other user made");
        Assert.That(As(Other, "022", "rm", "-r", run).Exit, Is.Zero);
    }

    [Test]
    public void A_store_of_another_user_is_refused_with_the_way_to_share_it()
    {
        string store = Directory.CreateDirectory(In("runs")).FullName;
        Assert.That(EndedProcess.Of(new ProcessStartInfo("chown", [One, store])).Exit, Is.Zero);
        Assert.That(Train(One, store, "ViT-SGD:5"), Does.Contain("RunFinished"));

        EndedProcess refused = As(Other, "022", "dotnet", Program, store, "1", "ViT-SGD:5");

        Assert.That(refused.Exit, Is.Not.Zero);
        Assert.That(refused.Error, Does.Contain($"Set {RunStore.FolderVariable} to a folder that can be written"));
    }

    private static string Train(string user, string store, params string[] runs)
    {
        EndedProcess ended = As(user, "022", ["dotnet", Program, store, "1", .. runs]);
        Assert.That(ended.Exit, Is.Zero, ended.Output + ended.Error);
        return ended.Output;
    }

    private static EndedProcess As(string user, string umask, params string[] command) => EndedProcess.Of(new ProcessStartInfo(
        "sh", ["-c", "umask $1; shift; HOME=/tmp exec setpriv \"$@\"", "sh", umask, "--reuid", user, "--regid", Group, "--clear-groups", "--", .. command]));
}
