using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Substitutes.TorchContract;

/// <summary>A mistake arrives as a .NET exception that says what libtorch says, and leaves everything fit for work.</summary>
public class ErrorTests
{
    private DisposeScope scope = null!;
    private Tensor x = null!;

    [SetUp]
    public void Open()
    {
        scope = NewDisposeScope();
        x = ones([3, 4]);
    }

    [TearDown]
    public void Close()
    {
        x.Dispose();
        scope.Dispose();
    }

    [Test]
    public void Errors_of_libtorch_carry_its_message()
    {
        using (Assert.EnterMultipleScope())
        {
            Check(() => x.mm(x), "mat1 and mat2 shapes cannot be multiplied (3x4 and 3x4)");
            Check(() => _ = x + ones([5]), "must match the size of tensor b (5)");
            Check(() => x.select(0, 3), "index 3 out of range for tensor of size [3, 4] at dimension 0");
            Check(() => x.narrow(1, 2, 3), "start (2) + length (3) exceeds dimension size (4)");
            Check(() => x.index_select(0, tensor([7L], [1])), "out of range");
            Check(() => x.gather(1, tensor([9L], [1, 1])), "out of bounds");
            Check(() => x.view(5, 5), "shape '[5, 5]' is invalid for input of size 12");
            Check(() => x.t().view(12), "view size is not compatible");
            Check(() => x.expand(7, 4), "must match the existing size (3)");
            Check(() => x.chunk(0), "chunks");
            Check(() => x.bmm(x), "batch1 must be a 3D tensor");
            Check(() => x.view(1, 3, 4).t(), "2 dimensions");
            Check(() => nn.functional.cross_entropy(x, tensor([0L, 1L, 4L], [3])), "Target 4 is out of bounds");
            Check(() => _ = x.size(2), "Dimension out of range");
            Check(() => _ = x.ToDouble(), "12 elements");
            Check(x.backward, "does not require grad");
        }
    }

    [Test]
    public void Only_the_first_line_of_a_message_arrives()
    {
        Substitute.Only("it passes the C++ stack on");

        Assert.That(() => x.mm(x), Throws.InstanceOf<ExternalException>().With.Message.Not.Contains("\n").And.Message.Not.Contains("Exception raised from"));
    }

    [Test]
    public void After_an_error_work_goes_on()
    {
        for (int i = 0; i < 100; i++) Assert.That(() => x.mm(x), Throws.InstanceOf<ExternalException>());

        Assert.That(x.mm(x.t()).sum().ToDouble(), Is.EqualTo(36));
    }

    [Test]
    public void Each_thread_hears_of_its_own_error()
    {
        string[] messages = new string[8];
        Thread[] threads = [.. messages.Select((_, i) => new Thread(() => messages[i] = Message(i + 5)))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();

        for (int i = 0; i < messages.Length; i++) Assert.That(messages[i], Does.Contain($"({i + 5}x1 and {i + 6}x1)"));

        static string Message(int size)
        {
            string message = "";
            using DisposeScope scope = NewDisposeScope();
            for (int i = 0; i < 200; i++)
            {
                try
                {
                    ones([size, 1]).mm(ones([size + 1, 1]));
                }
                catch (ExternalException e)
                {
                    message = e.Message;
                }
            }
            return message;
        }
    }

    [Test]
    public void A_disposed_tensor_cannot_be_used()
    {
        x.Dispose();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(x.IsInvalid, Is.True);
            Assert.That(() => x + 1, Throws.InstanceOf<InvalidOperationException>());
            Assert.That(() => ones([3, 4]) + x, Throws.InstanceOf<InvalidOperationException>());
            Assert.That(() => cat([ones([3, 4]), x]), Throws.InstanceOf<InvalidOperationException>());
            Assert.That(() => x.shape, Throws.InstanceOf<InvalidOperationException>());
            Assert.That(() => x.data<float>(), Throws.InstanceOf<InvalidOperationException>());
            Assert.That(x.Dispose, Throws.Nothing);
        }
    }

    [Test]
    public void Elements_are_read_as_the_type_they_have()
    {
        Assert.That(() => x.data<double>(), Throws.ArgumentException.With.Message.Contains("Double").And.Message.Contains("Float32"));
        Assert.That(() => x.to(ScalarType.Int64).data<int>(), Throws.ArgumentException);
        Assert.That(() => x.sum().item<long>(), Throws.ArgumentException);
        Assert.That(x.sum().item<float>(), Is.EqualTo(12));
    }

    [Test]
    public void An_item_is_the_only_one() => Assert.That(() => x.item<float>(), Throws.ArgumentException);

    [Test]
    public void Nothing_cannot_be_joined() => Assert.That(() => cat([]), Throws.ArgumentException);

    [Test]
    public void Numbers_and_dimensions_must_match() => Assert.That(() => tensor([1f, 2f, 3f], [2, 2]), Throws.ArgumentException);

    [TestCase("tpu")]
    [TestCase("tpu:0")]
    [TestCase("")]
    public void An_unknown_device_is_refused(string name) => Assert.That(() => device(name), Throws.ArgumentException);

    [TestCase("cpu", DeviceType.CPU, -1, "cpu")]
    [TestCase("CPU", DeviceType.CPU, -1, "cpu")]
    [TestCase("cuda", DeviceType.CUDA, -1, "cuda")]
    [TestCase("cuda:1", DeviceType.CUDA, 1, "cuda:1")]
    public void A_device_is_known_by_its_name(string name, DeviceType type, int index, string text)
    {
        Device device = torch.device(name);

        Assert.That((device.type, device.index, device.ToString()), Is.EqualTo((type, index, text)));
    }

    private static void Check(Action mistake, string part) =>
        Assert.That(mistake, Throws.InstanceOf<ExternalException>().With.Message.Contains(part));
}
