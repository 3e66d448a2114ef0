using System.Runtime.InteropServices;
using RepDynamics.Numerics;
using TorchSharp;

namespace RepDynamics.Tests.Numerics;

public partial class CanonicalNumericsTests
{
    /// <summary>On Unix, .NET has a copy of the environment; native libraries read the original.</summary>
    [Test]
    public void Instruction_set_and_threads_of_every_kernel_library_are_pinned_in_the_native_environment()
    {
        Assert.That(
            CanonicalNumerics.Variables.Keys,
            Is.EquivalentTo(new[] { "ATEN_CPU_CAPABILITY", "ONEDNN_MAX_CPU_ISA", "ONEDNN_DEFAULT_FPMATH_MODE", "MKL_CBWR", "OMP_NUM_THREADS" }));
        foreach ((string name, string value) in CanonicalNumerics.Variables) Assert.That(Native(name), Is.EqualTo(value), name);
    }

    [Test]
    public void An_operation_has_one_thread_and_applying_it_again_is_harmless_even_after_tensors()
    {
        using torch.Tensor tensor = torch.ones([2]);
        Assert.That(torch.get_num_threads(), Is.EqualTo(1));

        Assert.That(CanonicalNumerics.Apply, Throws.Nothing);
        Assert.That(CanonicalNumerics.Applied, Is.True);
    }

    [Test]
    public void Describe_has_every_fact_that_numbers_depend_on()
    {
        IReadOnlyDictionary<string, string> facts = HostEnvironment.Describe(torch.CPU);

        Assert.That(
            facts.Keys,
            Is.EqualTo(new[]
            {
                "commit", "cores", "cpu", "device", "dotnet", "gpu", "instructionSet", "libraries", "libtorch", "numerics", "os", "skiaSharp", "torchSharp",
            }));
        Assert.That(facts.Values, Has.None.Empty);
        Assert.That(facts.Keys, Is.SupersetOf(HostEnvironment.Deciding));
        Assert.That((facts["numerics"], facts["instructionSet"], facts["device"], facts["gpu"]), Is.EqualTo(("canonical", "avx2", "cpu", "none")));
        Assert.That(facts["torchSharp"], Is.EqualTo(typeof(torch).Assembly.GetName().Version!.ToString(3)));
        Assert.That(facts["skiaSharp"], Does.Match(@"^\d+\.\d+\.\d+$"));
        Assert.That(HostEnvironment.TrainingSources, Does.Match("^[0-9a-f]{64}$"));
        Assert.That(HostEnvironment.MeasureSources, Does.Match("^[0-9a-f]{64}$").And.Not.EqualTo(HostEnvironment.TrainingSources));
    }

    private static string? Native(string name) =>
        OperatingSystem.IsWindows() ? Environment.GetEnvironmentVariable(name) : Marshal.PtrToStringUTF8(GetEnv(name));

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial IntPtr GetEnv(string name);
}
