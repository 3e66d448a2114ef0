using System.Runtime.InteropServices;
using RepDynamics.Training;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Training;

public class TrainingMemoryTests
{
    [Test]
    public void Lack_of_memory_is_reported_with_run_epoch_batch_size_and_remedy()
    {
        // Two pebibytes at the second step of the second epoch.
        Recipe greedy = TinyRuns.ViT with { Network = new SignalSenderRecipe(step => { if (step == 5) zeros([1L << 49]).Dispose(); }) };

        Assert.That(
            () => greedy.Trainer().Run(_ => { }),
            Throws.TypeOf<TrainingMemoryException>().With.Message.StartsWith(
                "SignalSender SGD textures seed 3: out of memory in epoch 2 with batches of 16. Train fewer runs side by side, or lower BatchSize. (")
                .And.InnerException.TypeOf<ExternalException>());
    }

    [TestCase("[enforce fail at alloc_cpu.cpp:66] . DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes. Error code 12", true)]
    [TestCase("[enforce fail at CPUAllocator.cpp:64] . DefaultCPUAllocator: not enough memory: you tried to allocate 9 bytes. Buy new RAM!", true)]
    [TestCase("CUDA out of memory. Tried to allocate 20.00 GiB (GPU 0; 39.59 GiB total capacity)", true)]
    [TestCase("std::bad_alloc", true)]
    [TestCase("shape mismatch", false)]
    public void Messages_of_libtorch_about_memory_are_recognized(string message, bool isMeant) =>
        Assert.That(TrainingMemoryException.IsMeantBy(new LibtorchException(message)), Is.EqualTo(isMeant));

    [Test]
    public void Other_errors_are_left_as_they_are()
    {
        Assert.That(TrainingMemoryException.IsMeantBy(new InsufficientMemoryException()), Is.True);
        Assert.That(TrainingMemoryException.IsMeantBy(new IOException("not enough memory on the disk")), Is.False);
        Assert.That(() => TinyRuns.ViT.Trainer().Run(_ => throw new IOException("the disk is full")), Throws.TypeOf<IOException>());
    }

    private sealed class LibtorchException(string message) : ExternalException(message);
}
