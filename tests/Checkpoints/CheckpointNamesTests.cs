using System.Runtime.InteropServices;
using System.Text;
using RepDynamics.Checkpoints;

namespace RepDynamics.Tests.Checkpoints;

/// <summary>Epochs are read from names as their writers mean them, or the name is refused.</summary>
public class CheckpointNamesTests : FolderFixture
{
    [TestCase("0 1 2 10")]
    [TestCase("epoch_000 epoch_001 epoch_002 epoch_010")]
    [TestCase("epoch-0 epoch-1 epoch-2 epoch-10")]
    [TestCase("net-18_epoch-0 net-18_epoch-1 net-18_epoch-2 net-18_epoch-10")]
    [TestCase("epoch=0-step=100 epoch=1-step=200 epoch=2-step=300 epoch=10-step=1100")]
    [TestCase("resnet18_Epoch0 resnet18_Epoch1 resnet18_Epoch2 resnet18_Epoch10")]
    [TestCase("0.5x_lr0.1_epoch_0 0.5x_lr0.1_epoch_1 0.5x_lr0.1_epoch_2 0.5x_lr0.1_epoch_10")]
    [TestCase("model.0.features model.1.features model.2.features model.10.features")]
    [TestCase("+0 +1 +2 +10")]
    [TestCase("epoch.0 epoch.1 epoch.2 epoch.10")]
    public void The_epoch_is_the_number_of_the_name_or_the_one_after_the_word(string names)
    {
        Write([.. names.Split(' ')]);

        Assert.That(Epochs(), Is.EqualTo(new[] { 0, 1, 2, 10 }));
    }

    [Test]
    public void A_file_without_the_word_leaves_the_hyphens_of_the_others()
    {
        Write("epoch-0", "epoch-1", "epoch-2", "cifar10");

        Assert.That(Epochs((0, 2)), Is.EqualTo(new[] { 0, 1, 2 }));
    }

    [TestCase("last", "its name has no number; expected one, the epoch, or one after the word epoch")]
    [TestCase("resnet18_ep3", "its name has the numbers 18, 3; expected one, the epoch, or one after the word epoch")]
    [TestCase("epoch_3 (epoch 4)", "its name has the numbers 3, 4;")]
    [TestCase("1e3", "its name has the numbers 1, 3;")]
    [TestCase("epoch_-1", "its name has the number -1, which is negative")]
    [TestCase("epoch--1", "its name has the number -1, which is negative")]
    [TestCase("-1", "its name has the number -1, which is negative")]
    [TestCase("epoch-1", "its name has the number -1, which is negative")]
    [TestCase("epoch_\u22121", "its name has the number \u22121, which is negative")]
    [TestCase("epoch_0.5", "its name has the number 0.5; expected a whole number")]
    [TestCase("epoch_.5", "its name has the number .5; expected a whole number")]
    [TestCase("12.5", "its name has the number 12.5; expected a whole number")]
    [TestCase("epoch_\u0663", "its name has the number \u0663; expected a whole number")]
    [TestCase("epoch_1\u00bd", "its name has the number 1\u00bd; expected a whole number")]
    [TestCase("99999999999", "epoch 99999999999 is beyond 2147483647")]
    public void A_name_without_an_epoch_is_refused_unless_epochs_are_chosen(string name, string fault)
    {
        Write("epoch_0", "epoch_1", "epoch_2", name);

        Assert.That(
            () => Epochs(),
            Throws.InstanceOf<CheckpointException>().With.Message.StartsWith($"{name}.npz: {fault}").And.Property(nameof(CheckpointException.Remedy)).Contains("Rename"));
        Assert.That(Epochs((0, 2)), Is.EqualTo(new[] { 0, 1, 2 }));
    }

    [TestCase("epoch_02.npz", "2.npz and epoch_02.npz are both epoch 2.")]
    [TestCase("2.safetensors", "2.npz and 2.safetensors are both epoch 2.")]
    public void Two_files_of_an_epoch_are_refused(string name, string message)
    {
        Write("0", "1", "2");
        File.WriteAllBytes(Path.Combine(Folder, name), []);

        Assert.That(() => Epochs(), Throws.InstanceOf<CheckpointException>().With.Message.EqualTo(message));
    }

    [Test]
    public void Hidden_files_and_other_kinds_do_not_count()
    {
        Write("epoch_0", "epoch_1", "epoch_2", "._epoch_0", "._epoch_1", ".epoch_9");
        foreach (string name in (string[])["epoch_3.pt", "epoch_4.npz.part", "notes 7.txt"]) File.WriteAllText(Path.Combine(Folder, name), "");
        Directory.CreateDirectory(Path.Combine(Folder, "epoch_5.npz"));

        Assert.That(Epochs(), Is.EqualTo(new[] { 0, 1, 2 }));
    }

    [Test]
    public void Epochs_are_chosen()
    {
        Write("0", "1", "2", "10", "20");

        Assert.That(Epochs((1, 1), (5, 20)), Is.EqualTo(new[] { 1, 10, 20 }));
        Assert.That(() => Epochs((0, 2), (7, 7)), Throws.InstanceOf<CheckpointException>().With.Message.EqualTo($"There is no epoch 7 in {Folder}."));
        Assert.That(() => Epochs((0, 2), (3, 9)), Throws.InstanceOf<CheckpointException>().With.Message.StartsWith("There is no epoch from 3 to 9"));
    }

    [Test, Platform(Exclude = "Win")]
    public void A_link_counts_as_its_target_and_a_broken_one_is_refused()
    {
        Write("0", "1", "2");
        string target = Path.Combine(Folder, "target");
        File.Move(Path.Combine(Folder, "2.npz"), target);
        File.CreateSymbolicLink(Path.Combine(Folder, "2.npz"), target);
        Assert.That(CheckpointFolder.Open(Folder).Epochs, Is.EqualTo(new[] { 0, 1, 2 }));

        File.CreateSymbolicLink(Path.Combine(Folder, "3.npz"), "gone.npz");
        Refused("3.npz is a link to gone.npz, which does not exist.");
    }

    [Test, Platform("Linux")]
    public void An_empty_file_and_a_pipe_are_refused_and_not_waited_for()
    {
        Write("0", "1", "2");
        File.WriteAllText(Path.Combine(Folder, "3.npz"), "");
        Refused("3.npz is empty, or no file.");

        File.Delete(Path.Combine(Folder, "3.npz"));
        Assert.That(MakePipe(Path.Combine(Folder, "3.npz"), 0x180), Is.Zero);
        Refused("3.npz is empty, or no file.");
    }

    [Test, Platform("Linux")]
    public void A_name_that_is_not_UTF8_is_refused()
    {
        Write("0", "1", "2");
        byte[] name = [.. Encoding.UTF8.GetBytes(Folder), .. "/caf"u8, 0xe9, .. "_3.npz"u8, 0];
        Assert.That(Create(name, 0x1b4), Is.GreaterThan(0));

        Refused("caf\ufffd_3.npz cannot be found: its name is not UTF-8.");
        Assert.That(Delete(name), Is.Zero, ".NET cannot delete it");
    }

    [DllImport("libc", EntryPoint = "mkfifo")]
    private static extern int MakePipe([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);

    [DllImport("libc", EntryPoint = "creat")]
    private static extern int Create(byte[] path, uint mode);

    [DllImport("libc", EntryPoint = "unlink")]
    private static extern int Delete(byte[] path);

    private void Write(params string[] names)
    {
        foreach (string name in names)
            File.WriteAllBytes(Path.Combine(Folder, name + ".npz"), NumpyFiles.Npz(("x", NumpyFiles.Features(NumpyFiles.Drifting(1)))));
    }

    private int[] Epochs(params (int, int)[] wanted) => [.. CheckpointNames.In(Folder, [.. wanted]).Select(f => f.Epoch)];

    private void Refused(string message) => Assert.That(
        () => CheckpointFolder.Open(Folder),
        Throws.InstanceOf<CheckpointException>().With.Message.EqualTo(message).And.Property(nameof(CheckpointException.Remedy)).Not.Empty);
}
