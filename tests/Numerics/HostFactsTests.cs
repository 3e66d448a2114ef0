using RepDynamics.Numerics;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Numerics;

/// <summary>Facts about the machine that affect bits: numeric libraries and GPU.</summary>
public class HostFactsTests : FolderFixture
{
    [Test]
    public void Numeric_libraries_are_listed_with_their_sizes()
    {
        string libraries = HostEnvironment.Describe(CPU)["libraries"];

        Assert.That(libraries, Does.Match(@"libtorch_cpu\.so\S* [1-9]\d+"));
        Assert.That(libraries.Split(", "), Is.Ordered.Using<string>(StringComparer.Ordinal).And.Unique);
    }

    // Otherwise the first run of a process would have another key than the others.
    [TestCase("libLibTorchSharp.so")]
    [TestCase("libcudnn_cnn.so.9")]
    [TestCase("libmkl_avx2.so.2")]
    public void Libraries_loaded_by_the_first_operation_are_left_out(string name)
    {
        Assert.That(NumericLibraries.Described([Write(name, "abc")]), Is.Empty);
    }

    [Test]
    public void The_size_of_a_library_is_part_of_the_fact()
    {
        string mkl = Write("libmkl_core.so.2", "12345"), other = Write("libother.so", "1234567");
        Assert.That(NumericLibraries.Described([mkl, other, mkl]), Is.EqualTo("libmkl_core.so.2 5"));
        Assert.That(NumericLibraries.Described([Write("libmkl_core.so.2", "123456")]), Is.EqualTo("libmkl_core.so.2 6"));
    }

    [Test]
    public void The_models_of_GPUs_come_from_the_driver()
    {
        foreach ((string gpu, string model) in new[] { ("0000:01:00.0", "NVIDIA T4"), ("0000:02:00.0", "NVIDIA H200"), ("0000:03:00.0", "NVIDIA T4") })
            Write($"gpus/{gpu}/information", $"Model: \t\t {model}\nIRQ: 1\n");
        Assert.That(Gpus.Models(Folder), Is.EqualTo("NVIDIA H200, NVIDIA T4"));
        Assert.That(Gpus.Models(In("none")), Is.Empty);
    }

    [TestCase(false, 1, null, "this libtorch, 2.7.0, was built without CUDA: build with -p:Device=cuda, or name a PyTorch 2.10 or 2.11 with CUDA by LIBTORCH")]
    [TestCase(true, 0, null, "no NVIDIA driver shows a GPU here")]
    [TestCase(true, 2, "7", "CUDA_VISIBLE_DEVICES='7' leaves none of the driver's 2")]
    [TestCase(true, 2, "", "CUDA_VISIBLE_DEVICES='' leaves none of the driver's 2")]
    [TestCase(true, 2, null, "the driver shows 2, and libtorch 2.7.0 cannot use any")]
    public void Why_there_is_no_GPU_to_use_is_one_line(bool hasCuda, int gpus, string? visible, string message)
    {
        for (int i = 0; i < gpus; i++) Directory.CreateDirectory(In("gpus", $"{i}"));
        Assert.That(Gpus.WhyNone("2.7.0", hasCuda, visible, Folder), Does.StartWith(message).And.Not.Contain("\n"));
    }
}
