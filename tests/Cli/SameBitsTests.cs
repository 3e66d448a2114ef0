using RepDynamics.Cli;
using RepDynamics.Profiles;
using RepDynamics.Runs;
using RepDynamics.Store;
using RepDynamics.Tests.Runs;
using RepDynamics.Training;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Cli;

/// <summary>The command as a process: the runs of a claim on smoke, stopped, resumed, and compared with runs of the scheduler.</summary>
[Category("Slow")]
public class SameBitsTests
{
    private const string Interrupted = "repdynamics: Interrupted.";

    private TemporaryFolder folder = null!;
    private string program = null!;
    private string store = null!;
    private SortedDictionary<string, string> whole = null!;

    [OneTimeSetUp]
    public void RunOnce()
    {
        folder = new TemporaryFolder();
        // Copied out of the checkout, which would receive its results.
        program = Path.Combine(folder.Path, "program");
        TemporaryFolder.Copy(Repository.Built("Command"), program);
        store = Path.Combine(folder.Path, "runs");
        using ChildProcess command = Run();
        command.RequireSuccess();
        Assert.That(command.Other, Does.Contain("\nRegionsSync on smoke: not decided").And.Contain("Time by stage"));
        whole = StoreContents.Of(store);
    }

    [OneTimeTearDown]
    public void Close() => folder.Dispose();

    // proc(5): the mask of ignored signals, the first signal in the lowest bit.
    private static bool IgnoresInterrupts() => File.Exists("/proc/self/status")
        && File.ReadLines("/proc/self/status").Single(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is var line
        && (ulong.Parse(line["SigIgn:".Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & 2) != 0;

    [Test]
    public void The_command_and_a_scheduler_in_another_process_store_the_same_bits()
    {
        // Both networks and both optimizers.
        Recipe[] recipes = [Profile.Smoke.Recipe("ViT-Adam", 10), Profile.Smoke.Recipe("ResNet-SGD", 10)];
        RunStore here = new(Path.Combine(folder.Path, "here"));

        new RunScheduler(CPU, _ => { }) { Store = here, MaxParallelRuns = 1, Regions = Profile.Smoke.Regions, Sensitivity = true }.Run(recipes);

        Assert.That(whole.Keys.Count(path => path.EndsWith(".safetensors", StringComparison.Ordinal)), Is.EqualTo(4 * Snapshots));
        string[] names = [.. here.Names()];
        Assert.That(names, Has.Length.EqualTo(2));
        Assert.That(StoreContents.Of(here.Root), Is.EqualTo(whole.Where(file => names.Contains(file.Key.Split('/')[0]))));
    }

    // This process locks one run, so that the command cannot end before the signal.
    [TestCase("INT", (int)ExitCode.Interrupted)]
    [TestCase("TERM", (int)ExitCode.Terminated)]
    public void A_command_stopped_by_a_signal_resumes_to_the_same_bits(string signal, int code)
    {
        if (signal == "INT" && IgnoresInterrupts()) Assert.Ignore("SIGINT is ignored here and by every process that is started, as in a background job of a shell.");
        Directory.Delete(Directory.GetDirectories(store, "ViT-SGD-*").Single(), recursive: true);
        RunStore shared = new(store);
        using (RunLock held = shared.TryLock(shared.Names().Single(name => name.StartsWith("ViT-Adam-", StringComparison.Ordinal)))!)
        using (ChildProcess command = Run())
        {
            command.Await(line => line.Contains(": training", StringComparison.Ordinal));
            command.Signal(signal);

            Assert.That(command.ExitCode(), Is.EqualTo(code), () => string.Join('\n', command.Lines));
            Assert.That(command.Lines.TakeLast(2), Is.EqualTo(new[] { Interrupted, "  Every unfinished run wrote a resume point; the same command continues from there." }));
            Assert.That(command.Other, Is.Empty);
        }

        using ChildProcess again = Run();
        again.RequireSuccess();
        Assert.That(StoreContents.Of(store), Is.EqualTo(whole));
    }

    [Test]
    public void The_doctor_notes_a_store_whose_files_cannot_be_locked()
    {
        using ChildProcess doctor = Start(new() { ["DOTNET_SYSTEM_IO_DISABLEFILELOCKING"] = "true" }, "doctor");

        doctor.RequireSuccess();
        Assert.That(doctor.Other, Does.Match(@"\nnote  locks +files cannot be locked there\n +Files in (.|\n)* would\s+both\s+train\s+it\.\s+Set\s+REPDYNAMICS_RUNS\s+to "));
    }

    private static int Snapshots => Profile.Smoke.Snapshots.Epochs(Profile.Smoke.Epochs).Count;

    private ChildProcess Run() => Start([], "run", "RegionsSync", "--profile", "smoke", "--seeds", "10");

    private ChildProcess Start(Dictionary<string, string> environment, params string[] arguments) => new(
        Path.Combine(program, "RepDynamics.Cli.dll"), arguments,
        new Dictionary<string, string>(environment) { [RunStore.FolderVariable] = store }, errors: true, folder.Path);
}
