using RepDynamics.Numerics;
using RepDynamics.Tests.Runs;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Numerics;

/// <summary>Facts about the machine that decide bits: which libraries compute, and which GPU.</summary>
public class HostFactsTests
{
    [Test]
    public void The_libraries_that_compute_are_told_with_their_sizes()
    {
        string libraries = HostEnvironment.Describe(CPU)["libraries"];

        Assert.That(libraries, Does.Match(@"libtorch_cpu\.so\S* [1-9]\d+"));
        Assert.That(libraries.Split(", "), Is.Ordered.Using<string>(StringComparer.Ordinal).And.Unique);
    }

    [Test]
    public void Another_file_of_the_same_name_is_another_fact()
    {
        using TemporaryFolder folder = new();
        string blas = Path.Combine(folder.Path, "libblas.so.3"), other = Path.Combine(folder.Path, "libother.so");
        File.WriteAllBytes(blas, new byte[5]);
        File.WriteAllBytes(other, new byte[7]);

        Assert.That(NumericLibraries.Described([blas, other, blas]), Is.EqualTo("libblas.so.3 5"));
        File.WriteAllBytes(blas, new byte[6]);
        Assert.That(NumericLibraries.Described([blas]), Is.EqualTo("libblas.so.3 6"));
    }

    [Test]
    public void A_run_on_the_CPU_tells_of_no_GPU() => Assert.That(HostEnvironment.Describe(CPU)["gpu"], Is.EqualTo("none"));

    [Test]
    public void The_models_of_GPUs_come_from_the_driver()
    {
        using TemporaryFolder driver = new();
        foreach ((string gpu, string model) in new[] { ("0000:01:00.0", "NVIDIA T4"), ("0000:02:00.0", "NVIDIA H200"), ("0000:03:00.0", "NVIDIA T4") })
        {
            Directory.CreateDirectory(Path.Combine(driver.Path, gpu));
            File.WriteAllText(Path.Combine(driver.Path, gpu, "information"), $"Model: \t\t {model}\nIRQ: 1\n");
        }

        Assert.That(Gpus.Models(driver.Path), Is.EqualTo("NVIDIA H200, NVIDIA T4"));
        Assert.That(Gpus.Models(Path.Combine(driver.Path, "none")), Is.Empty);
    }

    [Test]
    public void What_decides_bits_is_described() =>
        Assert.That(HostEnvironment.Describe(CPU).Keys, Is.SupersetOf(HostEnvironment.Deciding));
}
