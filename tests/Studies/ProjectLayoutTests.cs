using RepDynamics.Studies;
using TorchSharp;

namespace RepDynamics.Tests.Studies;

public class ProjectLayoutTests
{
    [Test]
    public void Without_a_GPU_the_device_cuda_is_refused_in_one_line()
    {
        if (torch.cuda.is_available()) Assert.Ignore("There is a GPU here.");

        Assert.That(
            () => ProjectLayout.Devices("cuda"),
            Throws.InvalidOperationException.With.Message.StartsWith("Device=cuda was asked for, but ").And.Message.EndsWith(". Device=cpu trains here.")
                .And.Message.Not.Contains("\n"));
    }

    [Test]
    public void The_device_cpu_is_the_CPU() => Assert.That(ProjectLayout.Devices("cpu"), Is.EqualTo(new[] { torch.CPU }));

    [Test]
    public void Another_device_is_refused_by_name() =>
        Assert.That(() => ProjectLayout.Devices("tpu"), Throws.InvalidOperationException.With.Message.EqualTo("Device=tpu is not a device: cpu or cuda."));
}
